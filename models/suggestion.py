from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class Suggestion(Base):
    """A complaint, suggestion or question and how far it has come: accepted, replied to, rated (国办函〔2026〕12号).

    ``state`` is received, accepted, replied or declined; ``version`` counts its steps, so that of two managers the
    second sees what the first did. ``key`` is the text's fingerprint of its day: the same words again are a repeat.
    ``account_id`` is None once the person is gone. ``department_id`` is that of the day it was written; for an
    anonymous one neither is ever shown.
    """

    __tablename__ = "suggestions"
    __table_args__ = (UniqueConstraint("account_id", "key"), Index(None, "state", "due_on"), Index(None, "day"))

    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photos.id", ondelete="SET NULL"))
    key: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(16), default="received")
    version: Mapped[int] = mapped_column(default=1)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("managers.id"))
    day: Mapped[date] = mapped_column(default=clock.today)
    due_on: Mapped[date]
    ended_on: Mapped[date | None]
    is_in_time: Mapped[bool | None]
    stars: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class SuggestionStep(Base):
    """One step of a suggestion, which the person sees: append-only. ``manager_id`` is None for the person's own."""

    __tablename__ = "suggestion_steps"

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id", ondelete="CASCADE"), index=True)
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("managers.id"))
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
