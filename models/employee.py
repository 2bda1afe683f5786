from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class Employee(Base):
    """A person on the staff roll, whether or not they take part.

    Days are office days; ``left_on`` is the first day gone.
    The phone number is sealed (``services/vault.py``); ``phone_hash`` finds it without opening it.
    """

    __tablename__ = "employees"

    employee_no: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    pinyin: Mapped[str] = mapped_column(String(200), default="")
    phone_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    phone_sealed: Mapped[str | None] = mapped_column(Text)
    came_on: Mapped[date]
    left_on: Mapped[date | None]


class Posting(Base):
    """Which department an employee belonged to from ``from_day`` until the day before ``to_day`` (open when None)."""

    __tablename__ = "postings"
    __table_args__ = (UniqueConstraint("employee_id", "from_day"), Index(None, "department_id", "from_day"))

    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    from_day: Mapped[date]
    to_day: Mapped[date | None]


class Invite(Base):
    """The code with which one employee proves who they are; only its hash is kept, and a new one replaces the old."""

    __tablename__ = "invites"

    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
