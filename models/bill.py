from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base
from models.fixed import Fixed


class Meter(Base):
    """Where consumption is counted: a meter, a sub-meter of another, an account without one, or a vehicle.

    ``kind`` is a key of ``services/office/kinds.py``. What a sub-meter counts is part of the meter above it and is
    never added to the office's total. A vehicle's fuel is kept apart, because the office decides where it counts.
    """

    __tablename__ = "meters"
    __table_args__ = (UniqueConstraint("kind", "name"),)

    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(40))
    place: Mapped[str] = mapped_column(String(40), default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("meters.id"))
    is_vehicle: Mapped[bool] = mapped_column(default=False)
    closed_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Bill(Base):
    """What one meter counted in one month, in its kind's unit, and what it cost in yuan.

    ``distance`` (km) and ``upkeep`` (yuan) are a vehicle's. ``remark`` says why a doubted figure was kept. Once the
    month is locked the database itself refuses every change (migration 0009); corrections are rows of their own.
    """

    __tablename__ = "bills"
    __table_args__ = (UniqueConstraint("meter_id", "month"),)

    meter_id: Mapped[int] = mapped_column(ForeignKey("meters.id"))
    month: Mapped[date] = mapped_column(index=True)
    amount: Mapped[Decimal] = mapped_column(Fixed(3))
    cost: Mapped[Decimal | None] = mapped_column(Fixed(2))
    distance: Mapped[Decimal | None] = mapped_column(Fixed(1))
    upkeep: Mapped[Decimal | None] = mapped_column(Fixed(2))
    remark: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Correction(Base):
    """What a locked month must be changed by, and why. Append-only, as the database enforces."""

    __tablename__ = "corrections"

    meter_id: Mapped[int] = mapped_column(ForeignKey("meters.id"), index=True)
    month: Mapped[date] = mapped_column(index=True)
    amount: Mapped[Decimal] = mapped_column(Fixed(3))
    cost: Mapped[Decimal] = mapped_column(Fixed(2))
    reason: Mapped[str] = mapped_column(String(200))
    actor: Mapped[str] = mapped_column(String(64))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("managers.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class MonthLock(Base):
    """A month whose bills are closed, for good."""

    __tablename__ = "month_locks"

    month: Mapped[date] = mapped_column(unique=True)
    actor: Mapped[str] = mapped_column(String(64))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("managers.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class BillImport(Base):
    """An uploaded sheet of bills between its being read and its being taken over. ``rows`` go when that is settled."""

    __tablename__ = "bill_imports"

    file_name: Mapped[str] = mapped_column(String(200))
    rows: Mapped[list | None] = mapped_column(JSON)
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("managers.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    applied_at: Mapped[datetime | None]
