"""The first page's figures: sums of an office or a part of it, never of fewer than five people."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from models import Department, DepartmentDay, session
from services.boards import rankings
from services.boards.rankings import SMALLEST
from services.departments import departments


class Week(NamedTuple):
    """How many of the roll have at least one act in a week, as the board of that week says it."""

    participants: int
    roll: float

    @property
    def rate(self) -> float:
        return self.participants / self.roll if self.roll else 0.0


def acts(day: date, scope: int | None, heads: int) -> int | None:
    """The acts of a day that still stand, as far as they are folded; None for a part with fewer than five people."""
    if heads < SMALLEST:
        return None
    query = select(func.sum(DepartmentDay.acts)).where(DepartmentDay.day == day)
    if scope is not None:
        top = departments.path_of(scope)
        below = Department.path.startswith(f"{top}/", autoescape=True)
        query = query.join(Department, Department.id == DepartmentDay.department_id).where(
            (Department.path == top) | below
        )
    return int(session.scalar(query) or 0)


def weeks(today: date, scope: int | None) -> tuple[Week, Week]:
    """This week so far, and last week. A part of the office is the sum of its lines on the board."""
    top = departments.path_of(scope) if scope is not None else ""
    return week(today, top), week(today - timedelta(days=7), top)


def week(day: date, top: str) -> Week:
    lines = rankings.departments("week", day).standings
    mine = [line for line in lines if departments.is_within(line.department.name, top)]
    return Week(sum(line.participants for line in mine), sum(line.roll for line in mine))
