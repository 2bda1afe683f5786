from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class Area(Base):
    """A public place of the office and who looks after it: an office, and where it has named one, a person.

    ``kind`` is a key of ``services/office/areas.py`` and decides what is checked there; ``code`` is what a finding from
    the mini-program may name.
    """

    __tablename__ = "areas"

    code: Mapped[str] = mapped_column(String(8), unique=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id"))
    closed_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Inspection(Base):
    """One look at one area. ``checked`` says of each item whether it was in order; None until it was looked at."""

    __tablename__ = "inspections"

    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), index=True)
    day: Mapped[date] = mapped_column(index=True)
    checked: Mapped[dict | None] = mapped_column(JSON(none_as_null=True))
    actor: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Notice(Base):
    """A notice (通报) of findings, which names places and offices and never a person."""

    __tablename__ = "notices"

    number: Mapped[str] = mapped_column(String(24), unique=True)
    day: Mapped[date]
    due_on: Mapped[date]
    actor: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Finding(Base):
    """Something wrong at a place, from a round, the mini-program or the desk, until it was rechecked.

    ``state`` is open, notified, fixed, closed or withdrawn (an objection was upheld). Who reported it is not kept:
    ``report_hash`` only makes a repeat the same finding. ``photo_id`` is a picture of the place.
    """

    __tablename__ = "findings"
    __table_args__ = (Index(None, "state", "day"),)

    area_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"), index=True)
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notices.id"), index=True)
    day: Mapped[date]
    item: Mapped[str] = mapped_column(String(16), default="")
    text: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(16), default="open")
    due_on: Mapped[date | None]
    fixed_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    fix: Mapped[str] = mapped_column(String(200), default="")
    objection: Mapped[str] = mapped_column(String(200), default="")
    answer: Mapped[str] = mapped_column(String(200), default="")
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photos.id", ondelete="SET NULL"))
    report_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
