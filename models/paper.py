from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base
from models.fixed import Fixed


class Paper(Base):
    """A document of the office's own rules: its number, its day, and until when it is valid (None: until revoked)."""

    __tablename__ = "papers"

    title: Mapped[str] = mapped_column(String(120), unique=True)
    number: Mapped[str] = mapped_column(String(60), default="")
    issued_on: Mapped[date]
    valid_to: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class YearFact(Base):
    """A figure of a year that no ledger holds, and its evidence. Keys: ``services/office/year_facts.py``."""

    __tablename__ = "year_facts"
    __table_args__ = (UniqueConstraint("year", "key"),)

    year: Mapped[int]
    key: Mapped[str] = mapped_column(String(32))
    value: Mapped[Decimal] = mapped_column(Fixed(2))
    evidence: Mapped[str] = mapped_column(String(200))
