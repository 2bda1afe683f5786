from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base
from models.fixed import Fixed


class OfficeYear(Base):
    """What the indicators of a year are divided by, and how energy is converted: m², people, factors, vehicle fuel.

    ``electricity`` and ``gas`` are keys of ``data/energy_factors.csv``; ``vehicle_fuel`` is one of
    ``services/office/factors.py``: where the fuel of vehicles counts. Densities are kg per litre; without one the
    fuel is not converted.
    """

    __tablename__ = "office_years"

    year: Mapped[int] = mapped_column(unique=True)
    floor_area: Mapped[Decimal | None] = mapped_column(Fixed(2))
    heads: Mapped[int | None]
    province: Mapped[str] = mapped_column(String(16), default="")
    electricity: Mapped[str] = mapped_column(String(32))
    gas: Mapped[str] = mapped_column(String(32))
    vehicle_fuel: Mapped[str] = mapped_column(String(16))
    petrol_density: Mapped[Decimal | None] = mapped_column(Fixed(4))
    diesel_density: Mapped[Decimal | None] = mapped_column(Fixed(4))


class Target(Base):
    """How far an indicator of a year must lie under that of a base year, in per cent."""

    __tablename__ = "targets"
    __table_args__ = (UniqueConstraint("year", "indicator"),)

    year: Mapped[int]
    indicator: Mapped[str] = mapped_column(String(24))
    base_year: Mapped[int]
    cut: Mapped[Decimal] = mapped_column(Fixed(2))


class IndicatorResult(Base):
    """A computed result as it was published: what went in, by which factors, what came out. Never changed."""

    __tablename__ = "indicator_results"

    year: Mapped[int] = mapped_column(index=True)
    day: Mapped[date]
    basis: Mapped[dict] = mapped_column(JSON)
    figures: Mapped[dict] = mapped_column(JSON)
    actor: Mapped[str] = mapped_column(String(64))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("managers.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
