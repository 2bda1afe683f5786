"""The made-up office's ledger: three years and the months of this one, always the same. Nothing was measured."""

import random
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from models import Bill, Correction, Meter, MonthLock, OfficeYear, Target, session
from services.audit import COMMAND_LINE
from services.office import months, office_years

SEED = 20260322
COOLING = (0.96, 0.88, 0.80, 0.76, 0.86, 1.10, 1.46, 1.52, 1.20, 0.84, 0.78, 0.92)
FLAT = (0.97, 0.82, 1.00, 1.02, 1.04, 1.06, 1.08, 1.08, 1.02, 0.96, 0.98, 0.97)
COOKING = (1.16, 0.84, 1.08, 1.00, 0.96, 0.92, 0.88, 0.88, 0.96, 1.00, 1.12, 1.20)
DRIVING = (0.94, 0.72, 1.04, 1.06, 1.02, 1.08, 0.98, 0.96, 1.04, 0.98, 1.08, 1.10)
YEARLY = 0.985  # a little less each year


class Made(NamedTuple):
    """A meter's ordinary month: amount, price, how its year is shaped; the share of the meter above for a sub-meter."""

    kind: str
    name: str
    amount: float
    price: float
    shape: tuple[float, ...]
    place: str = ""
    part_of: str = ""
    distance: float = 0.0


METERS = (
    Made("electricity", "主楼总表", 29500, 0.72, COOLING, "主楼配电房"),
    Made("electricity", "政务服务中心总表", 11200, 0.72, COOLING, "政务服务中心一楼"),
    Made("electricity", "主楼空调", 0.44, 0.72, COOLING, "主楼楼顶", "主楼总表"),
    Made("electricity", "主楼机房", 0.14, 0.72, FLAT, "主楼三楼", "主楼总表"),
    Made("water", "主楼水表", 330, 3.65, FLAT, "主楼北侧"),
    Made("water", "食堂水表", 145, 3.65, FLAT, "食堂后院"),
    Made("gas", "食堂燃气表", 410, 3.48, COOKING, "食堂"),
    Made("paper", "文印室", 46, 21.5, FLAT, "主楼二楼"),
    Made("petrol", "演A00001", 210, 8.05, DRIVING, distance=2240),
    Made("petrol", "演A00002", 185, 8.05, DRIVING, distance=1980),
    Made("petrol", "演A00003", 160, 8.05, DRIVING, distance=1890),
)


def make() -> None:
    """Call on an empty database only."""
    chance = random.Random(SEED)
    now = months.current()
    span = list(months.between(date(now.year - 3, 1, 1), months.shift(now, -1)))
    rows = {made.name: meter_of(made) for made in METERS}
    session.flush()
    amounts: dict[tuple[str, date], float] = {}
    for made in METERS:
        row = rows[made.name]
        row.parent_id = rows[made.part_of].id if made.part_of else None
        for month in span:
            amounts[made.name, month] = month_of(chance, made, month, span[0].year, amounts)
            session.add(bill(chance, made, row.id, month, amounts[made.name, month]))
    session.flush()
    settle(now, rows)
    settings(now.year)


def meter_of(made: Made) -> Meter:
    row = Meter(kind=made.kind, name=made.name, place=made.place, is_vehicle=bool(made.distance))
    session.add(row)
    return row


def month_of(
    chance: random.Random, made: Made, month: date, first: int, amounts: dict[tuple[str, date], float]
) -> float:
    """A sub-meter follows the meter above it; everything else its shape, a little less each year, and chance."""
    luck = chance.uniform(0.975, 1.025)
    if made.part_of:
        return amounts[made.part_of, month] * made.amount * luck
    return made.amount * made.shape[month.month - 1] * YEARLY ** (month.year - first) * luck


def bill(chance: random.Random, made: Made, meter_id: int, month: date, amount: float) -> Bill:
    row = Bill(meter_id=meter_id, month=month, amount=Decimal(round(amount)), distance=None, upkeep=None)
    row.cost = (row.amount * Decimal(str(made.price))).quantize(Decimal("0.01"))
    if made.distance:
        row.distance = Decimal(round(made.distance * amount / made.amount * chance.uniform(0.97, 1.03)))
        row.upkeep = Decimal(chance.choice((0, 0, 0, 380, 650))).quantize(Decimal("0.01"))
    return row


def settle(now: date, rows: dict[str, Meter]) -> None:
    """Earlier years are locked; one month was corrected afterwards."""
    for month in months.between(date(now.year - 3, 1, 1), date(now.year - 1, 12, 1)):
        session.add(MonthLock(month=month, actor=COMMAND_LINE.name))
    session.flush()
    fix = Correction(meter_id=rows["主楼水表"].id, month=date(now.year - 1, 8, 1), amount=Decimal(-36))
    fix.cost, fix.reason, fix.actor = Decimal("-131.40"), "8 月抄表多抄一格，供水公司已退费（演示）", COMMAND_LINE.name
    session.add(fix)


def settings(year: int) -> None:
    for one in range(year - 3, year + 1):
        row = OfficeYear(year=one, floor_area=Decimal(8000), heads=300, province="湖南", **office_years.defaults())
        session.add(row)
    for indicator, cut in (("energy_per_m2", "1.2"), ("energy_per_head", "1.2"), ("water_per_head", "1.5")):
        session.add(Target(year=year, indicator=indicator, base_year=year - 1, cut=Decimal(cut)))
