"""Official vehicles over a year: fuel, kilometres, upkeep. A vehicle is a meter whose bills are its fuel."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from sqlalchemy import func, select

from models import Bill, Meter, session


class Record(NamedTuple):
    """``per_100`` is litres (or kWh) per 100 km over the months that give both; None when none does."""

    meter: Meter
    amount: Decimal
    cost: Decimal
    distance: Decimal | None
    upkeep: Decimal
    per_100: Decimal | None


def of(year: int) -> list[Record]:
    within = Bill.month.between(date(year, 1, 1), date(year, 12, 1))
    measured = func.sum(Bill.amount).filter(Bill.distance > 0)
    sums = (func.sum(Bill.amount), func.sum(Bill.cost), func.sum(Bill.distance), func.sum(Bill.upkeep), measured)
    query = (
        select(Meter, *sums)
        .join(Bill, (Bill.meter_id == Meter.id) & within, isouter=True)
        .where(Meter.is_vehicle)
        .group_by(Meter.id)
        .order_by(Meter.id)
    )
    return [record(*row) for row in session.execute(query)]


def record(meter: Meter, amount, cost, distance, upkeep, measured) -> Record:  # type: ignore[no-untyped-def]
    nothing = Decimal(0)
    rate = (measured / distance * 100).quantize(Decimal("0.1"), ROUND_HALF_UP) if distance and measured else None
    return Record(meter, amount or nothing, cost or nothing, distance, upkeep or nothing, rate)
