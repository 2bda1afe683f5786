"""What a department has been: its names and places in the tree, and who came to it and went."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select

import clock
from models import Department, DepartmentEvent, Employee, Posting, session
from services.departments.changes import LABELS

SHOWN = 100
DAYS = 366


class Event(NamedTuple):
    day: date
    label: str
    before: str
    after: str


class Movement(NamedTuple):
    """Somebody who came or went; ``day`` is the first day there, or the first day gone."""

    day: date
    employee_no: str
    name: str
    came: bool


def events(department_id: int) -> list[Event]:
    """The latest first."""
    query = select(DepartmentEvent).filter_by(department_id=department_id).order_by(DepartmentEvent.id.desc())
    return [Event(one.day, LABELS[one.kind], one.before, one.after) for one in session.scalars(query.limit(SHOWN))]


def movements(department_id: int) -> list[Movement]:
    """Who came to the department or left it within a year, with all below; moves inside it are none."""
    today, path = clock.today(), Department.path
    top = session.scalars(select(path).filter_by(id=department_id)).one()
    rows = session.execute(
        select(Employee.employee_no, Employee.name, Posting.from_day, Posting.to_day)
        .join(Posting, Posting.employee_id == Employee.id)
        .join(Department, Department.id == Posting.department_id)
        .where((path == top) | path.startswith(f"{top}/", autoescape=True))
        .where(Posting.to_day.is_(None) | (Posting.to_day > Posting.from_day))
    ).all()
    since = today - timedelta(days=DAYS)
    starts = {(number, name, day) for number, name, day, _ in rows}
    ends = {(number, name, day) for number, name, _, day in rows if day}
    came = [Movement(day, number, name, True) for number, name, day in starts - ends if since < day <= today]
    went = [Movement(day, number, name, False) for number, name, day in ends - starts if since < day <= today]
    return sorted([*came, *went], key=lambda one: (one.day, one.employee_no), reverse=True)[:SHOWN]
