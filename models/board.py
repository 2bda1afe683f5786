from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class BoardPeriod(Base):
    """A stretch of days that boards are made of: ``code`` is its name (``services/boards/periods.py``),
    both days included.

    ``counted_to`` is the last day whose roll is in its totals. From ``frozen_at`` on its boards are those of
    ``frozen_tallies`` and never change; the steps in which small departments' sums were shown are kept with it.
    """

    __tablename__ = "board_periods"
    id = None  # type: ignore[assignment]

    code: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first_day: Mapped[date]
    last_day: Mapped[date]
    counted_to: Mapped[date | None]
    frozen_at: Mapped[datetime | None]
    points_step: Mapped[int | None]
    grams_step: Mapped[int | None]


class FrozenTally(Base):
    """A line of a board as it was when its period was closed, name and all. No department: those folded together."""

    __tablename__ = "frozen_tallies"
    __table_args__ = (Index(None, "period", "department_id", unique=True),)

    period: Mapped[int] = mapped_column(ForeignKey("board_periods.code"))
    department_id: Mapped[int | None] = mapped_column(BigInteger)
    path: Mapped[str] = mapped_column(String(200))
    pinyin: Mapped[str] = mapped_column(String(200))
    points: Mapped[int] = mapped_column(BigInteger)
    grams: Mapped[int] = mapped_column(BigInteger)
    participants: Mapped[int]
    person_days: Mapped[int] = mapped_column(BigInteger)
    days: Mapped[int]


class DisplayLink(Base):
    """A long-lived, read-only address of the big screen; only its SHA-256 is kept."""

    __tablename__ = "display_links"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(16))
    metric: Mapped[str] = mapped_column(String(24))
    manager_id: Mapped[int] = mapped_column(ForeignKey("managers.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    revoked_at: Mapped[datetime | None]
