from datetime import date, datetime, time
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, Time
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base
from models.fixed import Fixed


class Event(Base):
    """Something the office holds on a day or some days, both included; times are those of the office's clock.

    ``kind`` is a key of ``services/office/events/events.py``; a meeting also says which one (``board``). Whoever
    organises it is a department or a few words. ``attendance`` is a number and never a list of names. ``state`` is
    planned, held (with ``summary``: minutes or a résumé) or cancelled (``summary``: why). ``series`` is shared by the
    dates of one weekly plan. ``version`` counts the changes, so that of two managers the second sees what the first
    did.
    """

    __tablename__ = "events"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="order"),
        Index(None, "first_day", "id"),
        Index(None, "state", "last_day"),
    )

    kind: Mapped[str] = mapped_column(String(16))
    board: Mapped[str] = mapped_column(String(16), default="")
    title: Mapped[str] = mapped_column(String(60))
    first_day: Mapped[date]
    last_day: Mapped[date]
    starts_at: Mapped[time | None] = mapped_column(Time)
    ends_at: Mapped[time | None] = mapped_column(Time)
    place: Mapped[str] = mapped_column(String(60), default="")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    organiser: Mapped[str] = mapped_column(String(60), default="")
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaigns.id"), index=True)
    series: Mapped[str] = mapped_column(String(16), default="", index=True)
    state: Mapped[str] = mapped_column(String(16), default="planned")
    attendance: Mapped[int | None]
    summary: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("managers.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Resolution(Base):
    """What a meeting decided: which department does it until when, and once it is done, when and what was done."""

    __tablename__ = "resolutions"
    __table_args__ = (Index(None, "done_on", "due_on"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    text: Mapped[str] = mapped_column(String(200))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    done_text: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class LowCarbonDay(Base):
    """What stood still on one day: vehicles and lifts (how many), air conditioning (hours).

    What that saved (``kwh``, ``litres``) is entered or estimated, as ``…_by`` says, by the method that stands beside
    it, or is not said at all. ``reading`` and ``reading_before`` are kWh of that day and of the same weekday a week
    before, as somebody read them off a meter. None of it is part of any indicator.
    """

    __tablename__ = "low_carbon_days"

    day: Mapped[date] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(String(40))
    vehicles: Mapped[int | None]
    lifts: Mapped[int | None]
    ac_hours: Mapped[Decimal | None] = mapped_column(Fixed(1))
    ac_power: Mapped[Decimal | None] = mapped_column(Fixed(1))
    kwh: Mapped[Decimal | None] = mapped_column(Fixed(1))
    kwh_by: Mapped[str] = mapped_column(String(16), default="")
    kwh_method: Mapped[str] = mapped_column(String(200), default="")
    litres: Mapped[Decimal | None] = mapped_column(Fixed(1))
    litres_by: Mapped[str] = mapped_column(String(16), default="")
    litres_method: Mapped[str] = mapped_column(String(200), default="")
    reading: Mapped[Decimal | None] = mapped_column(Fixed(1))
    reading_before: Mapped[Decimal | None] = mapped_column(Fixed(1))
    reading_source: Mapped[str] = mapped_column(String(100), default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
