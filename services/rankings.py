"""Boards: departments by what they did, measured against everybody on their staff roll."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import case, func, select

import clock
from models import CheckIn, Department, Posting, session

SMALLEST = 5  # a department with fewer on its roll is folded into one row (product rule, 国办函〔2026〕12号 in spirit)
FOLDED = "其他小科室"
BANDS = {"5-15": (5, 15), "16-50": (16, 50), "51+": (51, 10**9)}
FORMULAS = {
    "participation": "参与率 = 期内至少有一次有效记录的人数 ÷ 在册平均人数（含未参与人员）",
    "points_per_head": "人均积分 = 期内积分合计 ÷ 在册平均人数（含未参与人员）",
    "grams_per_head": "人均减排估算 = 期内有出处口径的减排估算合计（克二氧化碳）÷ 在册平均人数",
    "points": "积分合计 = 期内全部有效记录的积分之和",
}
SMALL_PRINT = f"在册平均人数按期内逐日在册人数平均；不足 {SMALLEST} 人的科室并入「{FOLDED}」；数值相同名次并列。"


class Period(NamedTuple):
    """Both ends included."""

    first: date
    last: date
    closed: bool


class Named(NamedTuple):
    """A department as a board names it; the folded row has no id."""

    id: int | None
    name: str


class Standing(NamedTuple):
    rank: int
    department: Named
    value: float
    points: int
    grams: int
    participants: int
    roll: float
    mine: bool


class Board(NamedTuple):
    period: Period
    metric: str
    formula: str
    as_of: datetime
    standings: list[Standing]


class Tally(NamedTuple):
    """What one department did in a period; ``roll`` is the average number of people on its roll, exact."""

    department_id: int | None
    name: str
    pinyin: str
    points: int
    grams: int
    participants: int
    roll: Fraction


def period(kind: str, at: date) -> Period:
    """The week (Monday to Sunday), month, quarter or year that holds a day."""
    if kind == "week":
        first = at - timedelta(days=at.weekday())
        last = first + timedelta(days=6)
    else:
        months = {"month": 1, "quarter": 3, "year": 12}[kind]
        first = date(at.year, (at.month - 1) // months * months + 1, 1)
        last = (first + timedelta(days=months * 31)).replace(day=1) - timedelta(days=1)
    return Period(first, last, last < clock.today())


def departments(
    kind: str, at: date, metric: str = "participation", band: str | None = None, mine: int | None = None
) -> Board:
    """The department board of a period. ``mine`` is an employee's id: their department's row is marked."""
    span = period(kind, at)
    own = department_of(mine) if mine else None
    tallies = fold(tally(span), own)
    if band:
        least, most = BANDS[band]
        tallies = [one for one in tallies if least <= one.roll <= most]
    return Board(span, metric, f"{FORMULAS[metric]}。{SMALL_PRINT}", clock.now(), rank(tallies, metric, own))


def tally(span: Period) -> list[Tally]:
    rolls = roll_of(span)
    acts = acts_of(span)
    rows = session.execute(select(Department.id, Department.path, Department.pinyin).where(Department.id.in_(rolls)))
    return [Tally(key, path, pinyin, *acts.get(key, (0, 0, 0)), rolls[key]) for key, path, pinyin in rows]


def roll_of(span: Period) -> dict[int, Fraction]:
    """Per department the people on its roll on each day so far, averaged over those days."""
    last = min(span.last, max(clock.today(), span.first))
    days = (last - span.first).days + 1
    person_days: dict[int, int] = {}
    for department_id, from_day, to_day, heads in session.execute(
        select(Posting.department_id, Posting.from_day, Posting.to_day, func.count())
        .where(Posting.from_day <= last, Posting.to_day.is_(None) | (Posting.to_day > span.first))
        .group_by(Posting.department_id, Posting.from_day, Posting.to_day)
    ):
        here = min(to_day - timedelta(days=1), last) if to_day else last
        stayed = (here - max(from_day, span.first)).days + 1
        person_days[department_id] = person_days.get(department_id, 0) + max(stayed, 0) * heads
    return {key: Fraction(total, days) for key, total in person_days.items() if total}


def acts_of(span: Period) -> dict[int, tuple[int, int, int]]:
    """Per department: points, grams, and how many people have at least one act that still stands."""
    person = (
        select(
            CheckIn.department_id,
            func.sum(CheckIn.points).label("points"),
            func.sum(func.coalesce(CheckIn.grams, 0)).label("grams"),
            func.sum(case((CheckIn.attempt > 0, 1), else_=-1)).label("acts"),
        )
        .where(CheckIn.day.between(span.first, span.last))
        .group_by(CheckIn.department_id, CheckIn.participation_id)
        .subquery()
    )
    rows = session.execute(
        select(
            person.c.department_id,
            func.sum(person.c.points),
            func.sum(person.c.grams),
            func.sum(case((person.c.acts > 0, 1), else_=0)),
        ).group_by(person.c.department_id)
    )
    return {key: (int(points), int(grams), int(people)) for key, points, grams, people in rows}


def fold(tallies: list[Tally], own: int | None) -> list[Tally]:
    """Departments under five become one row; when even together they are under five, none."""
    large = [one for one in tallies if one.roll >= SMALLEST]
    small = [one for one in tallies if one.roll < SMALLEST]
    roll = sum((one.roll for one in small), Fraction())
    if roll < SMALLEST:
        return large
    is_own = own in {one.department_id for one in small}
    sums = (sum(one.points for one in small), sum(one.grams for one in small), sum(one.participants for one in small))
    return [*large, Tally(own if is_own else None, FOLDED, "~", *sums, roll)]


def value_of(one: Tally, metric: str) -> Fraction:
    if metric == "participation":
        return min(Fraction(one.participants) / one.roll, Fraction(1))
    if metric == "points_per_head":
        return one.points / one.roll
    if metric == "grams_per_head":
        return one.grams / one.roll
    return Fraction(one.points)


def rank(tallies: list[Tally], metric: str, own: int | None) -> list[Standing]:
    """Best first; equal values share a place (1, 1, 3); departments of one place by pinyin."""
    ordered = sorted(tallies, key=lambda one: (-value_of(one, metric), one.pinyin))
    standings: list[Standing] = []
    place, before = 0, None
    for position, one in enumerate(ordered, start=1):
        value = value_of(one, metric)
        place, before = (place if value == before else position), value
        standings.append(
            Standing(
                place,
                Named(None if one.name == FOLDED else one.department_id, one.name),
                round(float(value), 4),
                one.points,
                one.grams,
                one.participants,
                round(float(one.roll), 1),
                own is not None and one.department_id == own,
            )
        )
    return standings


def department_of(employee_id: int) -> int | None:
    """The department an employee belongs to today."""
    today = clock.today()
    return session.scalar(
        select(Posting.department_id)
        .where(Posting.employee_id == employee_id, Posting.from_day <= today)
        .where(Posting.to_day.is_(None) | (Posting.to_day > today))
    )
