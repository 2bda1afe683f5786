from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class Campaign(Base):
    """A campaign of some days, both ends included, with a goal in words and perhaps a board of its own.

    ``kind`` is fixed (a day of every year), notice (its days come by a notice, whose number is ``notice_no``) or own.
    ``state`` is open, closed (with a ``summary``) or cancelled; whether an open one is coming or on is a matter of its
    days. ``version`` counts the changes, so that of two managers the second sees what the first did.
    """

    __tablename__ = "campaigns"
    __table_args__ = (
        UniqueConstraint("name", "first_day"),
        CheckConstraint("first_day <= last_day", name="order"),
        Index(None, "state", "first_day"),
    )

    name: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(16))
    first_day: Mapped[date]
    last_day: Mapped[date]
    notice_no: Mapped[str] = mapped_column(String(60), default="")
    source: Mapped[str] = mapped_column(String(120), default="")
    goal: Mapped[str] = mapped_column(String(200), default="")
    has_board: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(16), default="open")
    summary: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("managers.id"))
    closed_at: Mapped[datetime | None]
