"""Boards of the days of a campaign. Whoever makes, changes or ends a campaign says so here, in the same transaction."""

from datetime import date

from sqlalchemy import delete

from errors import Conflict
from models import BoardPeriod, DepartmentTotal, ListedTotal, PersonTotal, PointCount, RollTotal, session
from models.total import alone
from services.boards import refolding
from services.boards import state as board_state
from services.boards.periods import CAMPAIGN, Span


def keep(campaign_id: int, first: date, last: date) -> None:
    """A campaign has its board, of these days. Acts written before count, too. Saying it again changes nothing.

    Raises Conflict for other days once its board is closed.
    """
    alone()
    row = session.get(BoardPeriod, CAMPAIGN + campaign_id)
    if row is not None and (row.first_day, row.last_day) == (first, last):
        return
    if row is not None and row.frozen_at is not None:
        raise Conflict("这个活动的榜已经封存，日期不能再改")
    if row is not None:
        row.first_day, row.last_day, row.counted_to = first, last, None
        session.flush()
    refolding.rebuild(Span(CAMPAIGN + campaign_id, first, last))


def drop(campaign_id: int) -> None:
    """A campaign has no board any more; a closed one stays."""
    alone()
    row = session.get(BoardPeriod, CAMPAIGN + campaign_id)
    if row is None or row.frozen_at is not None:
        return
    for table in (PersonTotal, DepartmentTotal, PointCount, ListedTotal, RollTotal):
        session.execute(delete(table).where(table.period == row.code))
    session.delete(row)
    board_state.touch()
