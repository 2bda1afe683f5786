"""Looking somebody up on the roll. Says nothing about who takes part or has bound their WeChat."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, select

import clock
from errors import NotFound
from models import Department, Employee, Posting, session
from services import departments, vault
from services.roll_changes import phone_place

MOST = 20


class Person(NamedTuple):
    """Someone on the roll today; ``phone`` is masked."""

    employee_no: str
    name: str
    department: str
    phone: str
    came_on: date


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
    today = clock.today()
    query = (
        select(Employee, Department.path)
        .join(Posting, Posting.employee_id == Employee.id)
        .join(Department, Department.id == Posting.department_id)
        .where(condition, Posting.from_day <= today, Posting.to_day.is_(None) | (Posting.to_day > today))
        .order_by(Employee.employee_no)
        .limit(MOST)
    )
    if scope is not None:
        top = departments.path_of(scope)
        query = query.where((Department.path == top) | Department.path.startswith(f"{top}/", autoescape=True))
    return [Person(one.employee_no, one.name, path, masked(one), one.came_on) for one, path in session.execute(query)]


def masked(employee: Employee) -> str:
    """138****0001; empty when there is none."""
    if employee.phone_sealed is None:
        return ""
    phone = vault.open_sealed(employee.phone_sealed, phone_place(employee.employee_no))
    return f"{phone[:3]}****{phone[-4:]}"


def number_of(employee_id: int) -> str:
    return session.scalar(select(Employee.employee_no).filter_by(id=employee_id)) or ""
