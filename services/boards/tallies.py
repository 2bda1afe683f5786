"""What the boards of a period are made of: the lines that may be seen, from the totals or as they were frozen.

Each process keeps them until the boards' revision moves.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import select

import clock
from models import BoardPeriod, Department, DepartmentTotal, FrozenTally, RollTotal, session
from services.boards import disclosure, headcounts, periods
from services.boards import state as board_state
from services.boards.disclosure import Steps, Tally
from services.boards.periods import Span
from services.boards.state import State

MOST_KEPT = 64
Made = TypeVar("Made")


class Published(NamedTuple):
    """The lines of a period; ``folded`` are the departments in the folded line, ``state`` is open, backfill, closed."""

    lines: list[Tally]
    folded: frozenset[int]
    state: str
    as_of: datetime


_kept: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


def kept(key: Hashable, make: Callable[[], Made]) -> Made:
    """What was made for the key before, or made now; the longest unused is dropped."""
    found: Made | None = look(key)
    if found is not None:
        return found
    made = make()
    with _lock:
        _kept[key] = made
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return made


def look(key: Hashable) -> Any:
    """What was made for the key before, or None."""
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
        return _kept.get(key)


def of(span: Span, state: State | None = None) -> Published:
    """The lines of a period as they may be seen by anybody."""
    now = state or board_state.read()
    if not now.revision:
        return make(span, now)
    return kept((span.code, now.revision, clock.today()), lambda: make(span, now))


def make(span: Span, state: State) -> Published:
    row = session.get(BoardPeriod, span.code)
    if row is not None and row.frozen_at is not None:
        return frozen(row)
    return live(span, row, state.as_of)


def frozen(row: BoardPeriod) -> Published:
    assert row.frozen_at is not None
    names = [getattr(FrozenTally, name) for name in Tally._fields]
    found = session.execute(select(*names).where(FrozenTally.period == row.code).order_by(FrozenTally.id))
    return Published([Tally(*line) for line in found], frozenset(), periods.CLOSED, row.frozen_at)


def live(span: Span, row: BoardPeriod | None, as_of: datetime) -> Published:
    """From the totals. A period in whose days nothing was ever folded has no row: its roll is counted here."""
    exact = read(span, row)
    known = row and row.points_step and Steps(row.points_step, row.grams_step or 1)
    lines = disclosure.publish(span.code, exact, disclosure.read_secret(), known or None)
    listed = {one.department_id for one in lines}
    folded = frozenset(one.department_id for one in exact if one.department_id and one.department_id not in listed)
    as_of = as_of if as_of > board_state.NEVER else clock.now()
    return Published(lines, folded if None in listed else frozenset(), state_of(span, row), as_of)


def state_of(span: Span, row: BoardPeriod | None) -> str:
    """Closed is what cannot change any more: frozen, or long past with nothing in it."""
    if clock.today() <= span.last:
        return periods.OPEN
    return periods.CLOSED if row is None and not periods.may_still_change(span) else periods.BACKFILL


def read(span: Span, row: BoardPeriod | None) -> list[Tally]:
    """Every department with somebody on its roll in the period, exactly. For nobody's eyes as it is."""
    rolls, days = roll_of(span, row)
    sums = (DepartmentTotal.department_id, DepartmentTotal.points, DepartmentTotal.grams, DepartmentTotal.participants)
    acts = {key: (points, grams, people) for key, points, grams, people in session.execute(
        select(*sums).where(DepartmentTotal.period == span.code)
    )}  # fmt: skip
    names = session.execute(select(Department.id, Department.path, Department.pinyin))
    return [
        Tally(key, path, pinyin, *acts.get(key, (0, 0, 0)), rolls[key], days)
        for key, path, pinyin in names
        if key in rolls
    ]


def roll_of(span: Span, row: BoardPeriod | None) -> tuple[dict[int, int], int]:
    """Person-days by department, and over how many days they are summed."""
    if row is None or row.counted_to is None:
        last = min(span.last, max(clock.today(), span.first))
        counted = headcounts.count([span], last)
        return {department: total for (_, department), total in counted.items()}, (last - span.first).days + 1
    totals = select(RollTotal.department_id, RollTotal.person_days).where(RollTotal.period == span.code)
    return dict(session.execute(totals).all()), (row.counted_to - span.first).days + 1
