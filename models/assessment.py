from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base
from models.fixed import Fixed


class AssessmentSheet(Base):
    """One version of the scoring sheet of a year; the newest is worked on, older ones stay readable, unchanged.

    ``pass_points`` is what the sheet itself asks for, None where it does not say. ``note`` says what is missing of it.
    """

    __tablename__ = "assessment_sheets"
    __table_args__ = (UniqueConstraint("year", "version"),)

    year: Mapped[int]
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(80))
    issuer: Mapped[str] = mapped_column(String(60), default="")
    source: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(300), default="")
    pass_points: Mapped[Decimal | None] = mapped_column(Fixed(2))
    is_example: Mapped[bool] = mapped_column(default=False)
    actor: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class AssessmentItem(Base):
    """A line of a sheet, as issued. Without ``points`` it is not scored, and ``unscored`` says why.

    ``origin_id`` is the same item in the first of the year's versions that had it, None in that version itself: what
    is uploaded to an item belongs to it in every version.
    """

    __tablename__ = "assessment_items"
    __table_args__ = (UniqueConstraint("sheet_id", "number"),)

    sheet_id: Mapped[int] = mapped_column(ForeignKey("assessment_sheets.id"))
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("assessment_items.id"))
    place: Mapped[int]
    category: Mapped[str] = mapped_column(String(60))
    number: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    points: Mapped[Decimal | None] = mapped_column(Fixed(2))
    unscored: Mapped[str] = mapped_column(String(40), default="")
    is_must: Mapped[bool] = mapped_column(default=False)
    rule: Mapped[str] = mapped_column(Text, default="")
    asked: Mapped[str] = mapped_column(Text, default="")


class AssessmentAnswer(Base):
    """What the office says of an item: its score and why, whether a must is met, whose task, until when.

    ``role`` is a post or an office, never somebody's name. ``version`` is what two clerks are told apart by.
    """

    __tablename__ = "assessment_answers"

    item_id: Mapped[int] = mapped_column(ForeignKey("assessment_items.id"), unique=True)
    score: Mapped[Decimal | None] = mapped_column(Fixed(2))
    is_met: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(String(500), default="")
    role: Mapped[str] = mapped_column(String(40), default="")
    due_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    actor: Mapped[str] = mapped_column(String(64), default="")
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)


class AssessmentEvidence(Base):
    """A record that proves an item. ``kind`` is a key of ``services/office/evidence``; ``ref`` is that kind's own.

    ``label`` is what the record was called when it was linked, so that one that is gone can still be named.
    """

    __tablename__ = "assessment_evidence"
    __table_args__ = (UniqueConstraint("item_id", "kind", "ref"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("assessment_items.id"))
    kind: Mapped[str] = mapped_column(String(16))
    ref: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class AssessmentImport(Base):
    """An uploaded sheet between its being read and its being applied. ``content`` goes when that is settled."""

    __tablename__ = "assessment_imports"

    file_name: Mapped[str] = mapped_column(String(200))
    year: Mapped[int]
    content: Mapped[dict | None] = mapped_column(JSON)
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("managers.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    applied_at: Mapped[datetime | None]
