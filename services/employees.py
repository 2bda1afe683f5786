"""Looking somebody up on the roll. Says nothing about who takes part or has bound their WeChat."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, select

import clock
from errors import Invalid, NotFound
from models import Department, Employee, Posting, session
from services import vault
from services.audit import trail as audit
from services.audit.trail import Actor
from services.departments import departments
from services.printing.font import one_line
from services.roll.changes import phone_place
from services.workbooks import workbooks
from services.workbooks.workbooks import Column

MOST = 20
PAGE = 50
REASON_LENGTH = 4
COLUMNS = (Column("工号"), Column("姓名"), Column("部门", 36), Column("手机号", 16), Column("入职"))


class Person(NamedTuple):
    """Someone on the roll today; ``phone`` is masked."""

    employee_no: str
    name: str
    department: str
    phone: str
    came_on: date


class Stay(NamedTuple):
    """One posting; ``until`` is the last day of it, None while it lasts."""

    department: str
    since: date
    until: date | None


def find(text: str, scope: int | None) -> list[Person]:
    """Up to ``MOST`` people whose number or name begins with a text, by number; within a tree if given."""
    start = text.strip()
    if not start:
        return []
    is_named = Employee.name.startswith(start, autoescape=True)
    return look_up(is_named | Employee.employee_no.startswith(start, autoescape=True), scope)


def get(employee_no: str, scope: int | None) -> Person:
    """Raises NotFound for somebody who is not on the roll today, or of another tree."""
    found = look_up(Employee.employee_no == employee_no, scope)
    if not found:
        raise NotFound(f"名册上没有工号 {employee_no}")
    return found[0]


def look_up(condition: ColumnElement[bool], scope: int | None) -> list[Person]:
    query = here(scope, select(Employee, Department.path)).where(condition)
    return [show(*row) for row in session.execute(query.order_by(Employee.employee_no).limit(MOST))]


def here(scope: int | None, query: Select) -> Select:
    """Everybody on the roll today with their department, within a tree if given."""
    today = clock.today()
    found = (
        query.select_from(Employee)
        .join(Posting, Posting.employee_id == Employee.id)
        .join(Department, Department.id == Posting.department_id)
        .where(Posting.from_day <= today, Posting.to_day.is_(None) | (Posting.to_day > today))
    )
    if scope is None:
        return found
    top = departments.path_of(scope)
    return found.where((Department.path == top) | Department.path.startswith(f"{top}/", autoescape=True))


def show(employee: Employee, path: str) -> Person:
    return Person(employee.employee_no, employee.name, path, masked(employee), employee.came_on)


def within(department_id: int, page: int) -> tuple[list[Person], int]:
    """One page of who is in a department and below it, by name as it sounds; and how many there are in all."""
    total = session.scalar(here(department_id, select(func.count(Employee.id)))) or 0
    query = here(department_id, select(Employee, Department.path))
    order = query.order_by(Department.pinyin, Employee.pinyin, Employee.employee_no)
    return [show(*row) for row in session.execute(order.limit(PAGE).offset((page - 1) * PAGE))], total


def history(employee_no: str) -> list[Stay]:
    """Every department somebody was in, the latest first."""
    rows = session.execute(
        select(Department.path, Posting.from_day, Posting.to_day)
        .join(Posting, Posting.department_id == Department.id)
        .join(Employee, Employee.id == Posting.employee_id)
        .where(Employee.employee_no == employee_no)
        .order_by(Posting.from_day.desc())
    )
    ended = [(path, since, to_day and to_day - timedelta(days=1)) for path, since, to_day in rows]
    return [Stay(path, since, until) for path, since, until in ended if until is None or until >= since]


def reveal(employee_no: str, reason: str, scope: int | None, actor: Actor) -> str:
    """The whole phone number, for a reason that goes into the log; the number does not. Raises NotFound, Invalid."""
    get(employee_no, scope)
    said = one_line(reason)
    if len(said) < REASON_LENGTH:
        raise Invalid("没有写理由", {"reason": "请写明为什么要看完整号码，会记入操作日志"})
    found = session.scalars(select(Employee).filter_by(employee_no=employee_no)).one()
    if found.phone_sealed is None:
        raise NotFound("名册上没有登记手机号")
    audit.write(actor, "phone.reveal", employee_no, reason=said)
    return vault.open_sealed(found.phone_sealed, phone_place(employee_no))


def workbook(scope: int | None, actor: Actor) -> bytes:
    """Everybody on the roll today, phones masked, within a tree if given."""
    query = here(scope, select(Employee, Department.path)).order_by(Department.pinyin, Employee.employee_no)
    people = [show(*row) for row in session.execute(query)]
    audit.write(actor, "roll.export", departments.path_of(scope) if scope else "全单位", {"rows": len(people)})
    cells = ([one.employee_no, one.name, one.department, one.phone, one.came_on] for one in people)
    return workbooks.make("职工名册", COLUMNS, cells, f"共 {len(people)} 人，手机号只显示首尾。")


def masked(employee: Employee) -> str:
    """138****0001; empty when there is none."""
    if employee.phone_sealed is None:
        return ""
    phone = vault.open_sealed(employee.phone_sealed, phone_place(employee.employee_no))
    return f"{phone[:3]}****{phone[-4:]}"


def number_of(employee_id: int) -> str:
    return session.scalar(select(Employee.employee_no).filter_by(id=employee_id)) or ""
