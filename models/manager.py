from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class Manager(Base):
    """Someone who may enter the console: ``role`` is reader, manager or owner.

    ``department_id`` limits them to that part of the tree; None means the whole office.
    """

    __tablename__ = "managers"

    name: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(16))
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id"), unique=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    is_closed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class ConsoleSession(Base):
    """A sign-in of the console: the cookie's SHA-256, and the token its forms must carry."""

    __tablename__ = "console_sessions"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    manager_id: Mapped[int] = mapped_column(ForeignKey("managers.id"), index=True)
    form_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
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
