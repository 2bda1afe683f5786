from datetime import date, datetime, time

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class Account(Base):
    """A WeChat identity, and the employee it is bound to. The openid, the session key and the WeCom
    user id are sealed."""

    __tablename__ = "accounts"

    openid_hash: Mapped[str] = mapped_column(String(64), unique=True)
    openid_sealed: Mapped[str] = mapped_column(Text)
    session_key_sealed: Mapped[str | None] = mapped_column(Text)
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id"), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    nickname: Mapped[str | None] = mapped_column(String(20))
    commute_template: Mapped[dict | None] = mapped_column(JSON)
    reminder_kinds: Mapped[list] = mapped_column(JSON, default=list)
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    reminders_from: Mapped[date | None]  # no reminder before that day
    remind_again: Mapped[bool] = mapped_column(default=False)  # asked to be reminded at each time of a rule
    wecom_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    wecom_sealed: Mapped[str | None] = mapped_column(Text)
    left_on: Mapped[date | None]  # the day they last left: joining again is possible from the next day


class Session(Base):
    """A sign-in of the mini-program. The token itself is never stored, only its SHA-256."""

    __tablename__ = "sessions"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
