"""What is counted of the days of a campaign, for its figures and perhaps its board.

Whoever makes, changes or cancels a campaign says so here, in the same transaction.
"""

from datetime import date

from sqlalchemy import delete, exists, select

import clock
from errors import Conflict
from models import BoardPeriod, Campaign, DepartmentTotal, ListedTotal, PersonTotal, PointCount, RollTotal, session
from models.total import alone
from services.boards import folding, refolding
from services.boards import state as board_state
from services.boards.periods import CAMPAIGN, Span


def keep(campaign_id: int, first: date, last: date) -> None:
    """A campaign is counted, over these days. Acts written before count, too. Saying it again changes nothing.

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
    if first > clock.today():  # no act can be of its days: nothing to look for in the ledger
        return folding.ensure_spans([Span(CAMPAIGN + campaign_id, first, last)])
    refolding.write(Span(CAMPAIGN + campaign_id, first, last))
    return None


def catch_up() -> bool:
    """Count one campaign that is not counted yet, set up before all of them were; whether there was one."""
    is_counted = exists().where(BoardPeriod.code == CAMPAIGN + Campaign.id)
    row = session.scalar(select(Campaign).where(Campaign.state != "cancelled", ~is_counted).limit(1))
    if row is None or not alone(wait=False):
        return False
    keep(row.id, row.first_day, row.last_day)
    return True


def drop(campaign_id: int) -> None:
    """A campaign is counted no more; a board that was closed stays."""
    alone()
    row = session.get(BoardPeriod, CAMPAIGN + campaign_id)
    if row is None or row.frozen_at is not None:
        return
    for table in (PersonTotal, DepartmentTotal, PointCount, ListedTotal, RollTotal):
        session.execute(delete(table).where(table.period == row.code))
    session.delete(row)
    board_state.touch()
