"""Every figure that a report may use: its value, and in words the query that made it. None of them rests on another."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Select, func, select

from models import ActivityDay, Bill, CheckIn, Meter, session
from services.activities import ACTIVITIES
from services.boards.folding import UNFOLDED
from services.boards.refolding import STANDS
from services.office import (
    collections,
    comparisons,
    indicators,
    ledger,
    office_years,
    papers,
    targets,
    vehicles,
    year_facts,
)
from services.office.events import facts as event_facts
from services.office.factors import EVERYWHERE
from services.office.indicators import TITLES
from services.office.kinds import ENERGIES, KINDS
from services.office.targets import Outlook
from services.waste import classes as waste_classes
from services.word.drafts import Fact

OFFICE_KINDS = ("electricity", "water", "gas", "heat", "petrol", "diesel", "paper")


def of(year: int, first: int = 1, last: int | None = None) -> list[Fact]:
    """From month ``first`` to ``last`` of the year; without ``last`` as far as the indicators go."""
    found = ledger.year(year)
    end = (indicators.through(year, found) or 12) if last is None else last
    span = (date(year, first, 1), date(year, end, 1))
    return [
        *settings(year),
        *energy(year),
        *compared(year),
        *consumption(found, ledger.year(year - 1), span),
        *fleet(year),
        *kept_papers(year),
        *(fact for key, asked in year_facts.ASKED.items() for fact in year_fact(year, key, asked)),
        *waste(year, first, end),
        *acts(year),
        *event_facts.of(year),
        *gaps(year, span),
    ]


def settings(year: int) -> Iterator[Fact]:
    row = office_years.find(year)
    source = f"口径设定 office_years，{year}年"
    yield Fact("floor_area", "建筑面积", row.floor_area if row else None, "平方米", source)
    yield Fact("heads", "用能人数", row.heads if row else None, "人", source)


def energy(year: int) -> Iterator[Fact]:
    given = indicators.basis(year)
    figures = indicators.compute(given)
    span = f"{year}年{given.months[0]}—{given.months[1]}月"
    by = "；".join(
        given.sources[kind] for kind in ENERGIES if kind in given.amounts or f"vehicle_{kind}" in given.amounts
    )
    ledger_of = f"用能台账 bills 总表用量加更正 corrections，{span}"
    yield Fact("energy", "能耗总量", figures.energy, "千克标准煤", f"{ledger_of}，按系数折算（{by}）")
    yield Fact(
        "energy.vehicles", "其中车辆用油", figures.vehicles, "千克标准煤", f"{ledger_of}，只计车辆，系数同能耗总量"
    )
    per_m2 = "含车辆用油" if given.vehicle_fuel == EVERYWHERE else "不含车辆用油"
    made = {
        "energy_per_m2": f"能耗总量（{per_m2}）除以口径设定的建筑面积",
        "energy_per_head": "能耗总量除以口径设定的用能人数",
        "electricity_per_head": f"{ledger_of}，用电不含车辆，除以用能人数",
        "water_per_head": f"{ledger_of}，用水，除以用能人数",
    }
    for key, (title, unit) in TITLES.items():
        yield Fact(key, title, getattr(figures, key), unit, made[key])


def compared(year: int) -> Iterator[Fact]:
    """The same months a year before, by this year's factors; the change in per cent."""
    for one in comparisons.of(year):
        source = f"用能台账 bills 加更正 corrections，{year - 1}年同样月份，面积和人数按{year - 1}年，系数按{year}年"
        yield Fact(f"before.{one.key}", f"上年同期{one.title}", one.before, one.unit, source)
        yield Fact(
            f"change.{one.key}", f"{one.title}同比", one.change, "%", f"{one.title}与上年同期{one.title}之比减 1"
        )


def consumption(found: ledger.Book, past: ledger.Book, span: tuple[date, date]) -> Iterator[Fact]:
    year = span[0].year
    months = f"{year}年{span[0].month}—{span[1].month}月"
    for kind in OFFICE_KINDS:
        now = within(found, kind, span)
        before = within(past, kind, tuple(day.replace(year=year - 1) for day in span))
        amount, title = now.amount if now.bills else None, KINDS[kind].title
        source = f"用能台账 bills 总表合计加更正 corrections，不含车辆，{title}，{months}"
        yield Fact(f"amount.{kind}", f"{title}用量", amount, KINDS[kind].unit, source)
        yield Fact(f"cost.{kind}", f"{title}费用", now.cost if now.bills else None, "元", source)
        earlier = before.amount if before.bills else None
        yield Fact(
            f"earlier.{kind}",
            f"上年同期{title}用量",
            earlier,
            KINDS[kind].unit,
            f"用能台账 bills 总表合计加更正 corrections，{title}，{year - 1}年同样月份",
        )
        change = indicators.change(amount, earlier)
        yield Fact(f"use_change.{kind}", f"{title}用量同比", change, "%", f"{title}用量与上年同期之比减 1")


def within(book: ledger.Book, kind: str, span: tuple[date, ...]) -> ledger.Use:
    return ledger.total(use for month, use in book.get((kind, False), {}).items() if span[0] <= month <= span[1])


def fleet(year: int) -> Iterator[Fact]:
    rows = vehicles.of(year)
    source = f"用能台账 bills 中的车辆 meters.is_vehicle，{year}年"
    sums = {
        name: sum((getattr(row, name) or Decimal(0) for row in rows), Decimal(0))
        for name in ("cost", "distance", "upkeep")
    }
    fuel = sum((row.amount for row in rows if row.meter.kind in ("petrol", "diesel")), Decimal(0))
    some = bool(rows)
    yield Fact("vehicles", "公务用车", len(rows) if some else None, "辆", source)
    yield Fact("vehicles.fuel", "车辆用油", fuel if some else None, "升", source)
    yield Fact("vehicles.cost", "车辆油费", sums["cost"] if some else None, "元", source)
    yield Fact("vehicles.distance", "车辆行驶里程", sums["distance"] or None, "公里", source)
    yield Fact("vehicles.upkeep", "车辆维修费", sums["upkeep"] if some else None, "元", source)


def kept_papers(year: int) -> Iterator[Fact]:
    rows = papers.valid_in(year)
    yield Fact("papers", "有效的制度文件", len(rows) or None, "份", f"制度文件 papers，{year}年12月31日有效")


def year_fact(year: int, key: str, asked: year_facts.Asked) -> Iterator[Fact]:
    row = year_facts.of(year).get(key)
    evidence = f"，依据：{row.evidence}" if row else ""
    source = f"年度事项 year_facts，{year}年{evidence}"
    yield Fact(f"fact.{key}", asked.title, row.value if row else None, asked.unit, source)


def waste(year: int, first: int, end: int) -> Iterator[Fact]:
    labels = waste_classes.labels()
    bins: dict[str, int] = dict.fromkeys(labels, 0)
    for _, count in collections.bins_by_area():
        bins = {key: bins[key] + count[key] for key in bins}
    for key, label in labels.items():
        yield Fact(f"bins.{key}", f"在用的{label}桶", bins[key] or None, "个", "分类桶 bins，在用，按类别计数")
    last = date(year + end // 12, end % 12 + 1, 1) - timedelta(days=1)
    sums = collections.sums(date(year, first, 1), last)
    source = f"收运台账 waste_collections，{year}年{first}—{end}月"
    for one in sums:
        some = one.times or None
        yield Fact(f"times.{one.category}", f"{labels[one.category]}收运次数", some, "次", source)
        yield Fact(
            f"weight.{one.category}", f"{labels[one.category]}收运量", one.weight if some else None, "千克", source
        )
    times, signed = sum(one.times for one in sums), sum(one.signed for one in sums)
    yield Fact("slips", "有交接联单的收运", signed if times else None, "次", f"{source}，有联单号")


def acts(year: int) -> Iterator[Fact]:
    """Counted acts as sums of the whole office: no names, no departments, no share of who takes part."""
    found = {key: int(times) for key, times in session.execute(acts_of(year))}
    for key, activity in ACTIVITIES.items():
        source = f"打卡记录 check_ins，{year}年，{activity.title}的条数减去撤回"
        yield Fact(f"acts.{key}", f"{activity.title}记录", found.get(key) or None, "次", source)


def acts_of(year: int) -> Select:
    """Activity and how many acts of it stand: by day from the totals, with what is not folded into them yet."""
    days = (date(year, 1, 1), date(year, 12, 31))
    folded = select(ActivityDay.activity, ActivityDay.acts).where(ActivityDay.day.between(*days))
    waiting = select(CheckIn.activity, STANDS.label("acts")).where(UNFOLDED, CheckIn.day.between(*days))
    both = folded.union_all(waiting).subquery()  # each act is in one of them, a withdrawal takes its act away
    return select(both.c.activity, func.sum(both.c.acts)).group_by(both.c.activity)


def gaps(year: int, span: tuple[date, date]) -> Iterator[Fact]:
    """Meter-months without a bill, of meters that have any in the year."""
    query = (
        select(Bill.meter_id, func.count())
        .join(Meter, Meter.id == Bill.meter_id)
        .where(Bill.month.between(*span), Meter.is_vehicle.is_(False))
        .group_by(Bill.meter_id)
    )
    months = span[1].month - span[0].month + 1
    counts = [count for _, count in session.execute(query)]
    missing = sum(months - count for count in counts) if counts else None
    yield Fact("gaps", "缺账单的月份", missing, "张", f"用能台账 bills，{year}年有账单的表，{months} 个月里没有账单的")


def of_target(found: Outlook) -> Iterator[Fact]:
    """A target's own figures."""
    target, key = found.target, found.target.indicator
    name, year = found.title, found.target.year
    source = f"目标设定 targets，{year}年{name}"
    yield Fact(f"goal.{key}.cut", f"{name}下降目标", target.cut, "%", source)
    by = f"{source}，{target.base_year}年全年的值按{year}年的系数计算，再减去下降幅度"
    yield Fact(f"goal.{key}", f"{name}目标值", found.goal, TITLES[key][1], by)
    under = "建筑面积" if key == targets.PER_M2 else "用能人数"
    yield Fact(f"goal.{key}.limit", f"{name}对应的全年上限", found.limit, found.unit, f"目标值乘以{under}")
    rest = found.forecast.method.rstrip("。")
    yield Fact(f"goal.{key}.expected", f"{name}对应的全年推算值", found.forecast.expected, found.unit, rest)
    last = f"全年上限减去前 {found.forecast.done} 个月实际和 12 月以前各月的推算值"
    yield Fact(f"goal.{key}.december", f"{name}对应的 12 月上限", found.december, found.unit, last)
