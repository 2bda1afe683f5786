from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class Rule(Base):
    """What an activity pays from ``valid_from`` on: an act is paid by the rule of its own day, whenever entered.

    A version is never edited; of two with the same first day the later one stands.
    """

    __tablename__ = "rules"
    __table_args__ = (UniqueConstraint("activity", "version"),)

    activity: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    valid_from: Mapped[date]
    is_on: Mapped[bool] = mapped_column(default=True)
    points: Mapped[dict] = mapped_column(JSON)
    limits: Mapped[dict] = mapped_column(JSON, default=dict)
    factor_set: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("managers.id"))
