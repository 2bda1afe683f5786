import enum
from datetime import date, datetime, time

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class Reminder(Base):
    """A standing order: at ``at`` on the office's clock, nudge whoever wants ``kind`` and has not done ``activity``.

    ``then_at`` are later times of the same day (HH:MM). ``campaign_id`` limits it to the days of that campaign while
    it is open; without one ``first_day`` and ``last_day`` do, both included. ``department_id`` limits it to one tree.
    ``next_run_at`` is when the scheduler looks next. ``text`` is the inbox copy; ``template_keys`` are the template's
    own field names, such as ``thing1``, and ``fields`` what stands in them (``services/sending/fields.py`` fills in the
    rest). ``trouble`` is why WeChat takes this rule's messages no more. ``version`` counts the edits, so that two
    people who edit at once notice.
    """

    __tablename__ = "reminders"

    kind: Mapped[str] = mapped_column(String(32))
    activity: Mapped[str | None] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(100))
    at: Mapped[time]
    then_at: Mapped[list] = mapped_column(JSON, default=list)
    workdays_only: Mapped[bool] = mapped_column(default=True)
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaigns.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    is_on: Mapped[bool] = mapped_column(default=False)
    template_id: Mapped[str] = mapped_column(String(64))
    template_keys: Mapped[list] = mapped_column(JSON, default=list)
    fields: Mapped[dict] = mapped_column(JSON, default=dict)
    page: Mapped[str] = mapped_column(String(128), default="pages/home/index")
    next_run_at: Mapped[datetime] = mapped_column(index=True)
    trouble: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)
    changed_by: Mapped[str] = mapped_column(String(64), default="")
    changed_at: Mapped[datetime | None]


class Subscription(Base):
    """The grant ledger: how many messages of one template this person still lets us send.

    It never promises more than WeChat has: a message whose fate is unknown counts as used. ``hinted_at``: a grant that
    only the mini-program told us of, not confirmed by WeChat since; ``heard_at``: when WeChat itself last told of one.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (UniqueConstraint("account_id", "template_id"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    template_id: Mapped[str] = mapped_column(String(64))
    remaining: Mapped[int] = mapped_column(default=0)
    refused_on: Mapped[date | None]
    asked_on: Mapped[date | None]
    hinted_at: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]


class State(enum.StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


class Delivery(Base):
    """One reminder to one person at one time: it can exist, and be sent, only once.

    ``due_at`` is when the reminder was meant for, and lateness counts from it; ``try_at`` is when it may be claimed,
    later than that after a failed try. ``sender`` and ``claimed_at`` say who has it in hand and since when.
    ``channel`` is wechat or wecom; ``words`` are figures of this person's for the texts; ``confirmed_at``: WeChat
    itself told then that the message arrived.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("reminder_id", "account_id", "due_at"),
        Index(None, "state", "channel", "try_at"),
        Index(None, "account_id", "day"),
    )

    reminder_id: Mapped[int] = mapped_column(ForeignKey("reminders.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    day: Mapped[date] = mapped_column(index=True)
    due_at: Mapped[datetime]
    try_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), default=State.PENDING)
    channel: Mapped[str] = mapped_column(String(8), default="wechat")
    words: Mapped[dict | None] = mapped_column(JSON(none_as_null=True))
    sender: Mapped[str | None] = mapped_column(String(64))
    claimed_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    settled_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]


class Lease(Base):
    """Which process may do a named piece of planning until when."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(48), unique=True)
    holder: Mapped[str] = mapped_column(String(64))
    until: Mapped[datetime]
