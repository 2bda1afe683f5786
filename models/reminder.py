import enum
from datetime import date, datetime, time

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class Reminder(Base):
    """A standing order: at ``at`` on the office's clock, nudge whoever wants ``kind`` and has not done ``activity``.

    ``next_run_at`` is the schedule people edit; the scheduler only looks whether it has passed. ``text`` is at most
    20 characters (WeChat's ``thing`` field). ``template_keys`` are the template's own field names, such as ``thing1``.
    """

    __tablename__ = "reminders"

    kind: Mapped[str] = mapped_column(String(32))
    activity: Mapped[str | None] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(20))
    at: Mapped[time]
    workdays_only: Mapped[bool] = mapped_column(default=True)
    is_on: Mapped[bool] = mapped_column(default=False)
    template_id: Mapped[str] = mapped_column(String(64))
    template_keys: Mapped[list] = mapped_column(JSON, default=list)
    page: Mapped[str] = mapped_column(String(128), default="pages/home/index")
    next_run_at: Mapped[datetime] = mapped_column(index=True)


class Subscription(Base):
    """The grant ledger: how many messages of one template this person still lets us send.

    It never promises more than WeChat has: a message whose fate is unknown counts as used.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (UniqueConstraint("account_id", "template_id"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    template_id: Mapped[str] = mapped_column(String(64))
    remaining: Mapped[int] = mapped_column(default=0)
    refused_on: Mapped[date | None]
    asked_on: Mapped[date | None]


class State(enum.StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


class Delivery(Base):
    """One reminder to one person on one day: it can exist, and be sent, only once.

    ``due_at`` is when the reminder was meant for, and lateness counts from it; ``try_at`` is when it may be claimed,
    later than that after a failed try. ``sender`` and ``claimed_at`` say who has it in hand and since when.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("reminder_id", "account_id", "day"),
        Index(None, "state", "try_at"),
        Index(None, "account_id", "day"),
    )

    reminder_id: Mapped[int] = mapped_column(ForeignKey("reminders.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    day: Mapped[date]
    due_at: Mapped[datetime]
    try_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), default=State.PENDING)
    sender: Mapped[str | None] = mapped_column(String(64))
    claimed_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    settled_at: Mapped[datetime | None]


class Lease(Base):
    """Which process may do a named piece of planning until when."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(48), unique=True)
    holder: Mapped[str] = mapped_column(String(64))
    until: Mapped[datetime]
