"""The staff roll held against a newer one: what would change, and nothing is changed here.

Whoever the newer roll names is matched by 工号. ``services/roll/changes.py`` applies the difference.
"""

from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select

from models import Department, Employee, Posting, session
from services import vault
from services.roll.files import RollRow

CAME, RETURNED, MOVED, RENAMED = "came", "returned", "moved", "renamed"
REPHONED, REDATED, LEFT = "rephoned", "redated", "left"
KINDS = (CAME, RETURNED, MOVED, RENAMED, REPHONED, REDATED, LEFT)


class Stay(NamedTuple):
    """One posting: ``to_day`` is the first day no longer there."""

    id: int
    department: str
    from_day: date
    to_day: date | None


class Known(NamedTuple):
    """Someone who is or was on our roll, with their first and their latest posting."""

    id: int
    employee_no: str
    name: str
    phone_hash: str | None
    came_on: date
    left_on: date | None
    first: Stay
    last: Stay


class Change(NamedTuple):
    """One person of the newer roll for whom something differs; ``known`` is None for a newcomer."""

    kinds: tuple[str, ...]
    known: Known | None
    row: RollRow


class Difference(NamedTuple):
    """``missing`` are on our roll only; ``ignored`` counts people of the newer one who left before we knew them."""

    changes: list[Change]
    unchanged: int
    ignored: int
    missing: list[Known]

    def of(self, kind: str) -> list[Change]:
        return [change for change in self.changes if kind in change.kinds]

    def counts(self) -> dict[str, int]:
        """By kind, and ``unchanged``, ``ignored``, ``missing``. Someone who both moved and was renamed counts twice."""
        found = Counter(kind for change in self.changes for kind in change.kinds)
        rest = {"unchanged": self.unchanged, "ignored": self.ignored, "missing": len(self.missing)}
        return {kind: found[kind] for kind in KINDS} | rest


def compare(rows: list[RollRow], today: date) -> Difference:
    """Hold a newer roll against ours. Reads our whole roll twice over and opens no phone number."""
    roll = everybody()
    changes = [Change(kinds_of(roll.get(row.employee_no), row, today), roll.get(row.employee_no), row) for row in rows]
    named = {row.employee_no for row in rows}
    missing = [known for no, known in roll.items() if no not in named and is_here(known, today)]
    ignored = sum(change.kinds == () and change.known is None for change in changes)
    changed = [change for change in changes if change.kinds]
    return Difference(changed, len(changes) - len(changed) - ignored, ignored, missing)


def everybody() -> dict[str, Known]:
    """Everybody who is or was on the roll, by number."""
    stays: dict[int, list[Stay]] = {}
    for employee_id, stay_id, department, from_day, to_day in session.execute(
        select(Posting.employee_id, Posting.id, Department.path, Posting.from_day, Posting.to_day)
        .join(Department, Department.id == Posting.department_id)
        .order_by(Posting.from_day)
    ):
        stays.setdefault(employee_id, []).append(Stay(stay_id, department, from_day, to_day))
    people = session.execute(
        select(
            Employee.id,
            Employee.employee_no,
            Employee.name,
            Employee.phone_hash,
            Employee.came_on,
            Employee.left_on,
        ).order_by(Employee.employee_no)
    )
    return {row.employee_no: Known(*row, stays[row.id][0], stays[row.id][-1]) for row in people if row.id in stays}


def is_here(known: Known, day: date) -> bool:
    """On the roll that day, or to come."""
    return known.left_on is None or known.left_on > day


def first_day_gone(row: RollRow) -> date | None:
    """A file's 离职 is the last day still on the roll."""
    return row.left_on + timedelta(days=1) if row.left_on else None


def kinds_of(known: Known | None, row: RollRow, today: date) -> tuple[str, ...]:
    """Everything that differs, in the order of ``KINDS``; empty when nothing does."""
    gone_on = first_day_gone(row)
    is_gone = gone_on is not None and gone_on <= today
    if known is None:
        return () if is_gone else (CAME,)
    if is_gone:
        return () if known.left_on == gone_on else (LEFT,)
    here = is_here(known, today)
    found = {
        RETURNED: not here,
        MOVED: here and known.last.department != "/".join(row.department),
        RENAMED: known.name != row.name,
        REPHONED: is_rephoned(known, row),
        REDATED: is_redated(known, row, today),
        LEFT: here and gone_on is not None and gone_on != known.left_on,
    }
    return tuple(kind for kind, differs in found.items() if differs)


def is_rephoned(known: Known, row: RollRow) -> bool:
    """A roll without phone numbers takes none away."""
    return row.phone is not None and vault.fingerprint(row.phone, "phone") != known.phone_hash


def is_redated(known: Known, row: RollRow, today: date) -> bool:
    """Another day of coming, which the first posting can follow; one it cannot is left as it is."""
    if row.came_on is None or row.came_on == known.came_on or known.first.from_day != known.came_on:
        return False
    if row.came_on > today >= known.came_on:
        return False
    end = known.first.to_day or known.left_on
    return end is None or row.came_on < end
