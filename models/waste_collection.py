from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base
from models.fixed import Fixed


class Contractor(Base):
    """Who takes waste away: the firm, the four classes it may take, the contract and how long it is valid."""

    __tablename__ = "contractors"

    name: Mapped[str] = mapped_column(String(60), unique=True)
    categories: Mapped[list[str]] = mapped_column(JSON)
    contract_no: Mapped[str] = mapped_column(String(40), default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class WasteCollection(Base):
    """One hand-over of one class of waste, in kilograms. ``slip`` is the number of what was signed, if anything was."""

    __tablename__ = "waste_collections"

    day: Mapped[date] = mapped_column(index=True)
    category: Mapped[str] = mapped_column(String(16))
    weight: Mapped[Decimal] = mapped_column(Fixed(2))
    contractor_id: Mapped[int] = mapped_column(ForeignKey("contractors.id"))
    slip: Mapped[str] = mapped_column(String(40), default="")
    remark: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
