"""Make the roll what a newer one says: set by set, in the caller's transaction, and so that it can be taken back.

A move closes the posting on the day it takes effect and opens another; leaving closes it. Nobody is ever deleted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update

from models import Employee, Posting, session
from services import vault
from services.boards import headcounts
from services.departments import departments
from services.pinyin import sort_key
from services.progress import Progress, Step, silent
from services.roll.people import (
    CAME,
    LEFT,
    MOVED,
    REDATED,
    RENAMED,
    REPHONED,
    RETURNED,
    Change,
    Difference,
    Known,
    first_day_gone,
)

CHUNK = 500  # ids in one IN list
EMPLOYEE_COLUMNS = ("id", "name", "pinyin", "phone_hash", "phone_sealed", "came_on", "left_on")
POSTING_COLUMNS = ("id", "department_id", "from_day", "to_day")
DAYS = {"came_on", "left_on", "from_day", "to_day"}
Row = dict[str, Any]


@dataclass
class Plan:
    """What is to be written: updates by row id, merged so that each row is written once; one opening per employee."""

    ids: dict[str, int]
    today: date
    employees: dict[int, Row] = field(default_factory=dict)
    postings: dict[int, Row] = field(default_factory=dict)
    openings: dict[int, Row] = field(default_factory=dict)

    def set_employee(self, known: Known, **values: Any) -> None:
        self.employees.setdefault(known.id, {}).update(values)

    def set_posting(self, posting_id: int, **values: Any) -> None:
        self.postings.setdefault(posting_id, {}).update(values)

    def open_posting(self, employee_id: int, department: tuple[str, ...], start: date, until: date | None) -> None:
        department_id = self.ids["/".join(department)]
        named = {"employee_id": employee_id, "department_id": department_id}
        self.openings[employee_id] = named | {"from_day": start, "to_day": until}


def apply(
    difference: Difference, today: date, missing_leave_on: date | None = None, progress: Progress = silent
) -> dict[str, list]:
    """Apply a difference; the record with which ``undo`` takes it back.

    ``missing_leave_on`` is the first day on which those missing in the newer roll are gone; None keeps them.
    """
    plan = Plan(departments.ensure(paths_of(difference)), today)
    step = progress("写入", len(difference.changes))
    for change in difference.changes:
        if change.known is not None:
            step()
            lay_out(plan, change, change.known)
    for known in difference.missing if missing_leave_on else ():
        leave(plan, known, missing_leave_on)  # type: ignore[arg-type]
    before = snapshot(plan)
    came = add_newcomers(plan, difference.of(CAME), step)
    opened = write(plan)
    departments.close_empty()
    headcounts.touch()
    return before | {"came": came, "opened": opened}


def paths_of(difference: Difference) -> set[str]:
    """The departments somebody goes to."""
    return {"/".join(change.row.department) for kind in (CAME, RETURNED, MOVED) for change in difference.of(kind)}


def lay_out(plan: Plan, change: Change, known: Known) -> None:
    """Put one known person's changes into the plan."""
    row, kinds = change.row, change.kinds
    if RENAMED in kinds:
        plan.set_employee(known, name=row.name, pinyin=sort_key(row.name))
    if REPHONED in kinds:
        plan.set_employee(known, **sealed_phone(known.employee_no, row.phone))
    if REDATED in kinds:
        plan.set_employee(known, came_on=row.came_on)
        plan.set_posting(known.first.id, from_day=row.came_on)
    if RETURNED in kinds:
        gone_on = first_day_gone(row)
        plan.set_employee(known, left_on=gone_on)
        is_later = row.came_on is not None and row.came_on >= (known.last.to_day or plan.today)
        post(plan, change, known, row.came_on if is_later else plan.today, gone_on)  # type: ignore[arg-type]
    if MOVED in kinds:
        post(plan, change, known, plan.today, known.left_on)
    if LEFT in kinds:
        leave(plan, known, first_day_gone(row))  # type: ignore[arg-type]


def post(plan: Plan, change: Change, known: Known, start: date, until: date | None) -> None:
    """In the row's department from ``start`` on. A posting that begins no earlier is corrected in place."""
    last = known.last
    if last.from_day >= start:
        department_id = plan.ids["/".join(change.row.department)]
        return plan.set_posting(last.id, department_id=department_id, to_day=until)
    if last.to_day is None or last.to_day > start:
        plan.set_posting(last.id, to_day=start)
    plan.open_posting(known.id, change.row.department, start, until)


def leave(plan: Plan, known: Known, day: date) -> None:
    """Gone from ``day`` on."""
    plan.set_employee(known, left_on=day)
    if known.id in plan.openings:
        plan.openings[known.id]["to_day"] = day
    else:
        plan.set_posting(known.last.id, to_day=max(day, known.last.from_day))


def add_newcomers(plan: Plan, newcomers: list[Change], step: Step) -> list[int]:
    """Insert those who came, and plan their first postings; their ids."""
    if not newcomers:
        return []
    rows = [newcomer(change, plan.today, step) for change in newcomers]
    made = session.execute(insert(Employee).returning(Employee.employee_no, Employee.id), rows)
    ids = dict(made.all())
    for change, row in zip(newcomers, rows, strict=True):
        plan.open_posting(ids[row["employee_no"]], change.row.department, row["came_on"], row["left_on"])
    return sorted(ids.values())


def newcomer(change: Change, today: date, step: Step) -> Row:
    step()
    row = change.row
    named = {"employee_no": row.employee_no, "name": row.name, "pinyin": sort_key(row.name)}
    days = {"came_on": row.came_on or today, "left_on": first_day_gone(row)}
    return named | days | sealed_phone(row.employee_no, row.phone)


def sealed_phone(employee_no: str, phone: str | None) -> Row:
    if phone is None:
        return {"phone_hash": None, "phone_sealed": None}
    sealed = vault.seal(phone, phone_place(employee_no))
    return {"phone_hash": vault.fingerprint(phone, "phone"), "phone_sealed": sealed}


def phone_place(employee_no: str) -> str:
    """What a sealed phone number is bound to."""
    return f"employees.phone:{employee_no}"


def write(plan: Plan) -> list[int]:
    """Carry the plan out; the ids of the postings it opened."""
    update_all(Employee, plan.employees)
    update_all(Posting, plan.postings)
    if not plan.openings:
        return []
    return list(session.scalars(insert(Posting).returning(Posting.id), list(plan.openings.values())))


def update_all(table: type[Employee] | type[Posting], changes: dict[int, Row]) -> None:
    """One statement for all rows that change the same columns."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row_id, values in changes.items():
        groups.setdefault(tuple(sorted(values)), []).append({"id": row_id, **values})
    for rows in groups.values():
        session.execute(update(table), rows)


def snapshot(plan: Plan) -> dict[str, list]:
    """The rows the plan will change, as they are now; days as ISO text."""
    return {
        "employees": rows_of(Employee, EMPLOYEE_COLUMNS, plan.employees),
        "postings": rows_of(Posting, POSTING_COLUMNS, plan.postings),
    }


def rows_of(table: type[Employee] | type[Posting], columns: tuple[str, ...], ids: Iterable[int]) -> list[list]:
    query = select(*(getattr(table, column) for column in columns))
    found = (row for part in chunks(sorted(ids)) for row in session.execute(query.where(table.id.in_(part))))
    return [[str(value) if isinstance(value, date) else value for value in row] for row in found]


def chunks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def undo(record: dict[str, list]) -> None:
    """Take an import back: what it changed is as it was before, and who came by it was here on no day."""
    for part in chunks(record["came"]):
        session.execute(update(Employee).where(Employee.id.in_(part)).values(left_on=Employee.came_on))
        session.execute(update(Posting).where(Posting.employee_id.in_(part)).values(to_day=Posting.from_day))
    newcomers = set(record["came"])
    for part in chunks(record["opened"]):
        opened = session.execute(select(Posting.id, Posting.employee_id).where(Posting.id.in_(part)))
        ids = [row.id for row in opened if row.employee_id not in newcomers]
        session.execute(delete(Posting).where(Posting.id.in_(ids)))
    update_all(Employee, restored(EMPLOYEE_COLUMNS, record["employees"]))
    update_all(Posting, restored(POSTING_COLUMNS, record["postings"]))
    departments.close_empty()
    headcounts.touch()


def restored(columns: tuple[str, ...], rows: list[list]) -> dict[int, Row]:
    """A snapshot's rows by id, days as days again."""
    named = [dict(zip(columns, row, strict=True)) for row in rows]
    for row in named:
        row.update({column: date.fromisoformat(row[column]) for column in DAYS & row.keys() if row[column]})
    return {row.pop("id"): row for row in named}
