"""The people's board: those who want to be on it, and for everybody their own place, which nobody else sees.

Points are those of the totals and the person's own acts that are not folded yet, in one statement and so of one moment.
"""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import case, delete, func, insert, select

import clock
from models import (
    Account,
    BoardPeriod,
    Department,
    Employee,
    ListedTotal,
    Participation,
    PersonTotal,
    Posting,
    RollTotal,
    first_page,
    session,
)
from models.hot_path import Identity
from services.boards import periods, point_tree, tallies
from services.boards import state as board_state
from services.boards.disclosure import FOLDED, SMALLEST
from services.boards.periods import Span
from services.boards.rankings import Period
from services.boards.state import State
from services.compliance import switches

MOST = 50


class Listed(NamedTuple):
    rank: int
    nickname: str
    department: str
    points: int


class Mine(NamedTuple):
    """``ahead_of`` is the share of the other participants who have fewer points."""

    points: int
    ahead_of: float
    listed: bool


class Board(NamedTuple):
    """``is_on``: whether the office has a people's board at all; one's own place is there all the same."""

    period: Period
    as_of: datetime
    is_on: bool
    standings: list[Listed]
    me: Mine


class Total(NamedTuple):
    """One person in a period: with the acts not folded yet, and without."""

    points: int
    grams: int
    acts: int
    folded_points: int
    folded_acts: int


def show(who: Identity, kind: str, at: date) -> Board:
    span = periods.span(kind, at)
    row = session.get(BoardPeriod, span.code)
    state = "closed" if row and row.frozen_at else "open" if clock.today() <= span.last else "backfill"
    period = Period(span.first, span.last, state == periods.CLOSED, state)
    is_on = switches.is_on(switches.PEOPLE_BOARD)
    now = board_state.read()
    return Board(period, now.as_of, is_on, top(span, now) if is_on else [], mine(who, span))


def top(span: Span, state: State) -> list[Listed]:
    """The fifty best of those on the board; equal points share a place. Kept until the boards' revision moves."""
    if not state.revision:
        return read_top(span)
    return tallies.kept(("fifty", span.code, state.revision, clock.today()), lambda: read_top(span))


def read_top(span: Span) -> list[Listed]:
    best = (  # first of all, or SQLite starts from the people
        select(ListedTotal.participation_id, ListedTotal.points)
        .where(ListedTotal.period == span.code)
        .order_by(ListedTotal.points.desc(), ListedTotal.participation_id.desc())
        .limit(MOST)
        .subquery()
    )
    rows = session.execute(
        select(best.c.points, func.coalesce(Account.nickname, Employee.name), Employee.id)
        .join(Participation, Participation.id == best.c.participation_id)
        .join(Account, Account.id == Participation.account_id)
        .join(Employee, Employee.id == Account.employee_id)
        .order_by(best.c.points.desc(), best.c.participation_id.desc())
    ).all()
    places = departments_of([employee_id for _, _, employee_id in rows])
    found: list[Listed] = []
    for position, (points, name, employee_id) in enumerate(rows, start=1):
        rank = found[-1].rank if found and found[-1].points == points else position
        found.append(Listed(rank, name, places.get(employee_id, FOLDED), points))
    return found


def departments_of(people: list[int]) -> dict[int, str]:
    """Where people work today; not said of a department that is too small to be shown."""
    today = clock.today()
    here = (Posting.from_day <= today) & (Posting.to_day.is_(None) | (Posting.to_day > today))
    found = session.execute(
        select(Posting.employee_id, Posting.department_id, Department.path)
        .join(Department, Department.id == Posting.department_id)
        .where(Posting.employee_id.in_(people), here)
    ).all()
    week = periods.span("week", today)
    least = SMALLEST * ((min(today, week.last) - week.first).days + 1)
    rolls = select(RollTotal.department_id).where(RollTotal.period == week.code, RollTotal.person_days >= least)
    large = set(session.scalars(rolls.where(RollTotal.department_id.in_({department for _, department, _ in found}))))
    return {person: path for person, department, path in found if department in large}


def mine(who: Identity, span: Span) -> Mine:
    own, _ = totals(who.participation_id, span, span)
    points = max(own.points, 0)
    fewer, people = point_tree.below(span.code, points)
    if own.folded_acts > 0:  # I am counted, too
        people -= 1
        fewer -= max(own.folded_points, 0) < points
    listed = session.scalar(select(Participation.on_people_board).filter_by(id=who.participation_id))
    return Mine(points, round(fewer / people, 4) if people else 0.0, bool(listed))


def totals(participation_id: int | None, one: Span, other: Span) -> tuple[Total, Total]:
    """What somebody has in two periods at this moment, folded or not."""
    rows = first_page.totals(participation_id, one.code, other.code) if participation_id else []
    return total(rows, one), total(rows, other)


def total(rows: list[first_page.Total], span: Span) -> Total:
    folded = [row for row in rows if row.period == span.code]
    fresh = [row for row in rows if row.day is not None and span.first <= row.day <= span.last]
    points, acts = sum(row.points for row in folded), sum(row.acts for row in folded)
    return Total(
        points + sum(row.points for row in fresh),
        sum(row.grams for row in (*folded, *fresh)),
        acts + sum(row.acts for row in fresh),
        points,
        acts,
    )


def list_person(participation_id: int, wanted: bool) -> None:
    """Put somebody on the people's board of every period, or take them off, at once. Be ``alone`` before."""
    board_state.touch()
    session.execute(delete(ListedTotal).filter_by(participation_id=participation_id))
    if not wanted:
        return
    points = func.sum(PersonTotal.points)
    rows = (
        select(PersonTotal.participation_id, PersonTotal.period, case((points > 0, points), else_=0))
        .where(PersonTotal.participation_id == participation_id)
        .group_by(PersonTotal.participation_id, PersonTotal.period)
        .having(func.sum(PersonTotal.acts) > 0)
    )
    session.execute(insert(ListedTotal).from_select(["participation_id", "period", "points"], rows))
