"""Whom the phone page of development may act for: people of the demonstration office only."""

from sqlalchemy import func, select

import clock
from errors import NotFound
from models import Employee, Posting, session
from services import accounts
from services.demonstration import everything as demonstration


def candidates() -> list[Employee]:
    """One of each department, the lowest number, whatever they do in the office; nobody of a real one."""
    if not demonstration.is_demonstration():
        return []
    still_there = Posting.to_day.is_(None) | (Posting.to_day > clock.today())
    first = select(func.min(Posting.employee_id)).where(still_there).group_by(Posting.department_id)
    return list(session.scalars(select(Employee).where(Employee.id.in_(first)).order_by(Employee.employee_no)))


def invite(number: str) -> dict[str, str]:
    """All three things that binding asks for. Raises NotFound in a real office."""
    employee = session.scalar(select(Employee).filter_by(employee_no=number))
    if employee is None or not demonstration.is_demonstration():
        raise NotFound("只有演示机关的职工可以在这里取邀请码")
    return {"employee_no": number, "name": employee.name, "invite_code": accounts.invite(number)}
