"""Closing a period: a week after it ended its boards are kept as they were published, and never change again.

What is corrected later (an act taken back or accepted after all, a roll put right) is said under the board.
"""

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import Select, func, select

import clock
from models import BoardPeriod, Campaign, CheckIn, FrozenTally, session
from models.total import alone
from services.boards import disclosure, folding, headcounts, tallies
from services.boards import state as board_state
from services.boards.disclosure import Tally
from services.boards.periods import BACKFILL_DAYS, CAMPAIGN, Span


class Amendment(NamedTuple):
    """What a line was frozen with, and what it comes to after corrections; None when it has no line of its own."""

    department: str
    was: Tally | None
    now: Tally | None


def freeze() -> int:
    """Close every period that is due; how many. Waits for the next time while acts of theirs are not folded."""
    due = list(session.scalars(due_now()))
    if not due or not alone(wait=False):
        return 0
    session.expire_all()
    unfolded = session.scalar(select(func.min(CheckIn.day)).where(folding.UNFOLDED))
    ready = [row for row in session.scalars(due_now()) if unfolded is None or row.last_day < unfolded]
    headcounts.recount(ready)
    secret = disclosure.read_secret()
    for row in ready:
        keep(row, secret)
    if ready:
        board_state.touch()
    return len(ready)


def due_now() -> Select[BoardPeriod]:
    """Those that have a board: what a campaign without one comes to is counted all the same, but not published."""
    limit = clock.today() - timedelta(days=BACKFILL_DAYS)
    without = select(CAMPAIGN + Campaign.id).where(Campaign.has_board.is_(False))
    open_ones = (BoardPeriod.frozen_at.is_(None), BoardPeriod.last_day < limit)
    return select(BoardPeriod).where(*open_ones, BoardPeriod.code.not_in(without))


def keep(row: BoardPeriod, secret: bytes) -> None:
    """Write down what is published of a period at this moment."""
    exact = tallies.read(Span(row.code, row.first_day, row.last_day), row)
    steps = disclosure.steps_for(disclosure.fold([one for one in exact if one.person_days]))
    lines = disclosure.publish(row.code, exact, secret, steps)
    session.add_all(FrozenTally(period=row.code, **line._asdict()) for line in lines)
    row.points_step, row.grams_step = steps
    row.frozen_at = clock.now()
    session.flush()


def amendments(span: Span) -> list[Amendment]:
    """Where what would be published now differs from what was frozen, by name."""
    row = session.get(BoardPeriod, span.code)
    if row is None or row.frozen_at is None:
        return []
    was = {one.department_id: one for one in tallies.frozen(row).lines}
    now = {one.department_id: one for one in tallies.live(span, row, row.frozen_at).lines}
    changed = [key for key in was.keys() | now.keys() if figures(was.get(key)) != figures(now.get(key))]
    found = [Amendment((was.get(key) or now[key]).path, was.get(key), now.get(key)) for key in changed]
    return sorted(found, key=lambda one: one.department)


def figures(one: Tally | None) -> tuple | None:
    """What counts of a line: not its name."""
    return one and (one.points, one.grams, one.participants, round(float(one.roll), 1))
