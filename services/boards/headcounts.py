"""How many people each department has on its roll, summed over the days of a period: the denominators of the boards.

Counted once a day and after every change of the roll, never when a board is read.
"""

import secrets
from collections import defaultdict
from datetime import date
from itertools import accumulate

from sqlalchemy import case, delete, func, select

import clock
from models import BoardPeriod, Posting, RollTotal, Setting, session
from models.total import alone
from services.boards import folding, periods
from services.boards import state as board_state
from services.boards.periods import ONE_DAY, Span

ROLL = "roll_revision"


def touch() -> None:
    """The roll has changed, perhaps for days past: the next refresh counts every period anew."""
    row = session.scalar(select(Setting).filter_by(key=ROLL))
    if row is None:
        row = Setting(key=ROLL)
        session.add(row)
    row.value = secrets.randbelow(2**31) + 1


def refresh(*, anyway: bool = False) -> bool:
    """Count what is not counted up to today, and all of it when the roll has changed; whether there was anything."""
    today, roll = clock.today(), int(session.scalar(select(Setting.value).filter_by(key=ROLL)) or 0)
    is_changed = anyway or board_state.read().roll != roll
    if not is_changed and not stale(today) or not alone(wait=anyway):
        return False
    folding.ensure_periods({today})
    rows = list(session.scalars(select(BoardPeriod))) if is_changed else stale(today)
    recount(rows)
    board_state.touch(roll=roll)
    return True


def recount(rows: list[BoardPeriod]) -> None:
    """Count these periods up to today. Only whoever is alone may."""
    today = clock.today()
    begun = [row for row in rows if row.first_day <= today]
    write({row.code for row in begun}, count([Span(row.code, row.first_day, row.last_day) for row in begun], today))
    for row in begun:
        row.counted_to = min(row.last_day, today)
    session.flush()


def stale(today: date) -> list[BoardPeriod]:
    """The periods that have days not counted yet; those of today first of all."""
    todays = {periods.span(kind, today).code for kind in periods.KINDS}
    known = set(session.scalars(select(BoardPeriod.code).where(BoardPeriod.code.in_(todays))))
    if todays - known:
        folding.ensure_periods({today})
    counted = BoardPeriod.counted_to
    missing = counted.is_(None) | ((counted < today) & (counted < BoardPeriod.last_day))
    return list(session.scalars(select(BoardPeriod).where(missing, BoardPeriod.first_day <= today)))


def count(spans: list[Span], today: date) -> dict[tuple[int, int], int]:
    """(period, department) → person-days up to today, where there were any. Reads the whole roll once."""
    begun = [one for one in spans if one.first <= today]
    if not begun:
        return {}
    first = min(one.first for one in begun)
    totals = {}
    for department, changes in steps(first, today).items():
        heads = accumulate(changes.get(first + offset * ONE_DAY, 0) for offset in range((today - first).days + 1))
        sums = [0, *accumulate(heads)]
        for one in begun:
            last = min(one.last, today)
            total = sums[(last - first).days + 1] - sums[(one.first - first).days]
            if total:
                totals[one.code, department] = total
    return totals


def steps(first: date, last: date) -> dict[int, dict[date, int]]:
    """By department and day, how many more people are on the roll than the day before; the first day has all."""
    found: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for column, sign in ((Posting.from_day, 1), (Posting.to_day, -1)):
        day = case((column < first, first), else_=column).label("on_day")
        query = select(Posting.department_id, day, func.count()).where(column <= last)
        for department, on_day, heads in session.execute(query.group_by(Posting.department_id, "on_day")):
            found[department][on_day] += sign * heads
    return found


def write(codes: set[int], totals: dict[tuple[int, int], int]) -> None:
    """Make the rows of these periods what was counted, touching only those that differ."""
    query = select(RollTotal.period, RollTotal.department_id, RollTotal.person_days)
    had = {
        (code, department): days for code, department, days in session.execute(query.where(RollTotal.period.in_(codes)))
    }
    fresh = [
        {"period": code, "department_id": department, "person_days": days}
        for (code, department), days in totals.items()
        if had.get((code, department)) != days
    ]
    folding.put(RollTotal, fresh, ("person_days",))
    for code, department in had.keys() - totals.keys():
        session.execute(delete(RollTotal).where(RollTotal.period == code, RollTotal.department_id == department))
