"""The made-up office's ledger: three years and the months of this one, always the same. Nothing was measured."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import clock
from models import (
    Bill,
    Contractor,
    Correction,
    Meter,
    MonthLock,
    OfficeYear,
    Paper,
    Target,
    WasteCollection,
    YearFact,
    session,
)
from services.audit.trail import COMMAND_LINE
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
    documents(now.year)
    hand_overs(chance, clock.today())


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


PAPERS = (
    ("节约型机关创建工作方案（演示）", "演机管〔{}〕3号", (3, 1), None),
    ("公务用车使用管理办法（演示）", "演机管〔{}〕8号", (5, 20), 5),
    ("生活垃圾分类管理制度（演示）", "演机管〔{}〕11号", (9, 2), 3),
)
FACTS = {
    "green_purchase": ("93.5", "采购合同台账（演示）"),
    "led": ("96", "照明改造验收单（演示）"),
    "water_fittings": ("100", "节水器具清单（演示）"),
    "summer_ac": ("26", "巡查记录（演示）"),
    "winter_ac": ("20", "巡查记录（演示）"),
    "paperless": ("88", "办文系统统计（演示）"),
    "meetings": ("2", "会议纪要（演示）"),
    "trainings": ("3", "培训签到人数（演示）"),
}


def documents(year: int) -> None:
    for title, number, (month, day), years in PAPERS:
        issued = year - 2
        valid_to = date(issued + years, month, day) if years else None
        session.add(
            Paper(title=title, number=number.format(issued), issued_on=date(issued, month, day), valid_to=valid_to)
        )
    for key, (value, evidence) in FACTS.items():
        for one in (year - 1, year):
            session.add(YearFact(year=one, key=key, value=Decimal(value), evidence=evidence))


ROUNDS = (("kitchen", 1, 86.0), ("other", 2, 120.0), ("recyclable", 7, 64.0), ("hazardous", 90, 3.2))


def hand_overs(chance: random.Random, today: date) -> None:
    """Kitchen waste on every working day, the others now and then, since the first of January a year ago."""
    first = date(today.year - 1, 1, 1)
    span = {"valid_from": first, "valid_to": date(today.year, 12, 31)}
    firm = Contractor(
        name="演示环卫服务有限公司", categories=["recyclable", "kitchen", "other"], contract_no="演-01", **span
    )
    special = Contractor(name="演示危废处置中心", categories=["hazardous"], contract_no="演-02", **span)
    session.add_all([firm, special])
    session.flush()
    for count in range((today - first).days):
        day = first + timedelta(days=count)
        for category, every, weight in ROUNDS:
            if day.weekday() < 5 and count % every == 0:
                session.add(
                    hand_over(chance, day, category, weight, special.id if category == "hazardous" else firm.id)
                )


def hand_over(chance: random.Random, day: date, category: str, weight: float, firm_id: int) -> WasteCollection:
    slip = f"{day:%Y%m%d}-{category[0].upper()}" if chance.random() < 0.96 else ""
    kilograms = Decimal(str(round(weight * chance.uniform(0.8, 1.2), 1)))
    return WasteCollection(day=day, category=category, weight=kilograms, contractor_id=firm_id, slip=slip)
