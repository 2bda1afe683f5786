from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class CheckIn(Base):
    """One green act, or the reversal of one: append-only, and the only source of points.

    ``slot`` names the period the act fills (a day, a meal, a direction), so "once per period" is the unique key.
    ``attempt`` counts 1, 2, … the times a person filled the slot (again only after a withdrawal); the reversal of
    attempt n is a row with attempt −n and the opposite points and grams, so a score is a plain sum.
    The department is the one of the act's day: moving desks does not move points. ``grams`` of CO₂ is None where
    no figure could be sourced. ``is_folded`` says that the row is in the totals (``models/total.py``): the one thing
    about it that changes. The index of those that are not yet is short, and finds a person's own.
    """

    __tablename__ = "check_ins"
    __table_args__ = (
        UniqueConstraint("participation_id", "activity", "slot", "attempt"),
        Index(
            "ix_check_ins_unfolded",
            "participation_id",
            sqlite_where=text("NOT is_folded"),
            postgresql_where=text("NOT is_folded"),
        ),
    )

    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    activity: Mapped[str] = mapped_column(String(32))
    slot: Mapped[str] = mapped_column(String(48))
    attempt: Mapped[int] = mapped_column(default=1)
    day: Mapped[date]
    points: Mapped[int]
    grams: Mapped[int | None]
    carbon_method: Mapped[str] = mapped_column(String(48), default="")
    rule_version: Mapped[int]
    detail: Mapped[dict] = mapped_column(JSON, default=dict)
    is_backfilled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    is_folded: Mapped[bool] = mapped_column(default=False, server_default=false())
