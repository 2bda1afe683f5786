"""Sums over the bills: main meters only, corrections included, vehicles apart."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import func, select

from models import Bill, Correction, Meter, session
from services.office import months
from services.office.kinds import KINDS

NOTHING = Decimal(0)


class Use(NamedTuple):
    """What a kind came to in a month. ``bills`` is how many there are: 0 means no figure, not nothing used."""

    amount: Decimal = NOTHING
    cost: Decimal = NOTHING
    bills: int = 0

    def plus(self, amount: Decimal, cost: Decimal | None, bills: int) -> "Use":
        return Use(self.amount + amount, self.cost + (cost or NOTHING), self.bills + bills)


Key = tuple[str, bool]  # kind, whether by vehicles
Book = dict[Key, dict[date, Use]]


def book(first: date, last: date) -> Book:
    """Every kind's months from ``first`` to ``last``."""
    found: Book = {}
    for source, weight in ((Bill, 1), (Correction, 0)):
        query = (
            select(
                Meter.kind, Meter.is_vehicle, source.month, func.sum(source.amount), func.sum(source.cost), func.count()
            )
            .join(Meter, Meter.id == source.meter_id)
            .where(Meter.parent_id.is_(None), source.month.between(first, last))
            .group_by(Meter.kind, Meter.is_vehicle, source.month)
        )
        for kind, is_vehicle, month, amount, cost, count in session.execute(query):
            of_kind = found.setdefault((kind, is_vehicle), {})
            of_kind[month] = of_kind.get(month, Use()).plus(amount, cost, count * weight)
    return found


def year(year: int) -> Book:
    return book(date(year, 1, 1), date(year, 12, 1))


def total(uses: Iterable[Use]) -> Use:
    whole = Use()
    for use in uses:
        whole = whole.plus(use.amount, use.cost, use.bills)
    return whole


def totals(found: Book) -> dict[Key, Use]:
    return {key: total(of_kind.values()) for key, of_kind in found.items()}


def of_meters(year: int) -> list[tuple[Bill, Meter]]:
    """Every bill of a year with its meter."""
    within = Bill.month.between(date(year, 1, 1), date(year, 12, 1))
    query = select(Bill, Meter).join(Meter, Meter.id == Bill.meter_id).where(within)
    return [(bill, meter) for bill, meter in session.execute(query.order_by(Bill.month, Meter.id))]


def years() -> list[int]:
    """From the first year with a bill to this one, the newest first."""
    first = session.scalar(select(func.min(Bill.month)))
    now = months.current().year
    return list(range(now, min(first.year if first else now, now) - 1, -1))


def complete_years(kind: str, before: int) -> list[int]:
    """Years before ``before`` in which every month has a bill of the kind, the newest first."""
    query = (
        select(Bill.month)
        .join(Meter, Meter.id == Bill.meter_id)
        .where(Meter.kind == kind, Meter.parent_id.is_(None), Meter.is_vehicle.is_(False))
        .where(Bill.month < date(before, 1, 1))
        .distinct()
    )
    count: dict[int, int] = {}
    for month in session.scalars(query):
        count[month.year] = count.get(month.year, 0) + 1
    return sorted((year for year, number in count.items() if number == 12), reverse=True)


def columns() -> list[Key]:
    """Every kind as the ledger lists them, vehicles last."""
    return [(kind, False) for kind in KINDS] + [(kind, True) for kind in ("petrol", "diesel", "electricity")]
