"""The stretches of days that boards are made of, and their codes: natural numbers that sort and say what they are.

1 20260302 is the week of that Monday, 2 a month, 3 a quarter, 4 a year, each by its first day; 500000000 is everything,
and 6 00000012 the campaign with the id 12, whose days the office chose.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import bindparam, select

import clock
from models import BoardPeriod, Campaign, session

KINDS = {"week": 1, "month": 2, "quarter": 3, "year": 4}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
ALL = 500_000_000
CAMPAIGN = 600_000_000
UNIT = 100_000_000
OPEN, BACKFILL, CLOSED = "open", "backfill", "closed"
BACKFILL_DAYS = 7  # how long acts of a period may still come in after it ended
ONE_DAY = timedelta(days=1)
WITHOUT_BOARD = select(Campaign.id).where(Campaign.id == bindparam("campaign"), Campaign.has_board.is_(False))


class Span(NamedTuple):
    """Both days included."""

    code: int
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


EVERYTHING = Span(ALL, date.min, date.max)


@lru_cache(maxsize=4096)
def span(kind: str, at: date) -> Span:
    """The week (Monday to Sunday), month, quarter or year that holds a day."""
    if kind == "week":
        first = at - timedelta(days=at.weekday())
        last = first + timedelta(days=6)
    else:
        months = MONTHS[kind]
        first = date(at.year, (at.month - 1) // months * months + 1, 1)
        last = (first + timedelta(days=months * 31)).replace(day=1) - ONE_DAY
    return Span(KINDS[kind] * UNIT + int(f"{first:%Y%m%d}"), first, last)


@lru_cache(maxsize=4096)
def of_day(day: date) -> tuple[int, ...]:
    """The codes an act of that day counts for, campaigns apart."""
    return (*(span(kind, day).code for kind in KINDS), ALL)


def of_code(code: int) -> Span | None:
    """The days of a calendar period; None for everything and for campaigns."""
    kinds = {number: kind for kind, number in KINDS.items()}
    if code // UNIT not in kinds:
        return None
    text = str(code % UNIT)
    return span(kinds[code // UNIT], date(int(text[:4]), int(text[4:6]), int(text[6:])))


def before(kind: str, one: Span) -> Span | None:
    """The period to compare with; a campaign has none."""
    return span(kind, one.first - ONE_DAY) if kind in KINDS else None


def campaign(campaign_id: int) -> Span | None:
    """The days of a campaign that has a board, or had one that was closed."""
    row = session.get(BoardPeriod, CAMPAIGN + campaign_id)
    if row is None or (row.frozen_at is None and session.scalar(WITHOUT_BOARD, {"campaign": campaign_id})):
        return None
    return Span(row.code, row.first_day, row.last_day)


def is_known(one: Span) -> bool:
    """Whether anything was ever counted for the period."""
    return session.get(BoardPeriod, one.code) is not None


def campaigns() -> list[Span]:
    """Every campaign that is counted, with a board or without."""
    rows = session.scalars(select(BoardPeriod).where(BoardPeriod.code > CAMPAIGN).order_by(BoardPeriod.code))
    return [Span(row.code, row.first_day, row.last_day) for row in rows]


def may_still_change(one: Span, today: date | None = None) -> bool:
    """Whether acts of its days may still be written."""
    return (today or clock.today()) <= one.last + timedelta(days=BACKFILL_DAYS)
