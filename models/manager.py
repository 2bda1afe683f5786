from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class Manager(Base):
    """Someone who may enter the console: ``role`` is reader, manager or owner.

    ``department_id`` limits them to that part of the tree; None means the whole office. ``totp_sealed`` is the secret
    of their second step, ``totp_step`` the last time step a code of it was taken for: no code works twice.
    """

    __tablename__ = "managers"

    name: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(16))
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id"), unique=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    is_closed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    totp_sealed: Mapped[str | None] = mapped_column(Text)
    totp_step: Mapped[int | None] = mapped_column(BigInteger)


class RecoveryCode(Base):
    """Stands in once for a code of the second step when the phone is lost; only its keyed hash is kept."""

    __tablename__ = "recovery_codes"

    manager_id: Mapped[int] = mapped_column(ForeignKey("managers.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)


class ConsoleSession(Base):
    """A sign-in of the console: the cookie's SHA-256, and the token its forms must carry.

    ``seen_at`` is when it was last used, to the minute; ``is_proven`` is False while the second step is awaited, with
    ``tries`` the wrong codes so far. ``browser`` says which one it is, in words.
    """

    __tablename__ = "console_sessions"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    manager_id: Mapped[int] = mapped_column(ForeignKey("managers.id"), index=True)
    form_token: Mapped[str] = mapped_column(String(64))
    browser: Mapped[str] = mapped_column(String(40), default="")
    is_proven: Mapped[bool] = mapped_column(default=True)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]


class SignInTicket(Base):
    """A way into the console that works once: a link from the command line, or a code shown to be scanned.

    A link names its manager from the start; a shown code gets one when a manager confirms it in the mini-program.
    ``browser_hash`` ties a shown code to the browser that shows it.
    """

    __tablename__ = "sign_in_tickets"

    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    browser_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("managers.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
