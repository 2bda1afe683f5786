"""The energy analysis of a year: month against month, which sub-meter takes what, what a unit cost, where it leads."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from services.office import indicators, ledger, meters, report, report_charts, report_facts, targets
from services.office.kinds import KINDS
from services.office.report_problems import of as problems_of
from services.word.drafts import Draft, Fact

TOLD = ("electricity", "water", "gas", "heat")


def write(year: int) -> Draft:
    monthly, parts = list(by_month(year)), list(by_part(year))
    draft = Draft(f"{year}年能耗分析", [*report_facts.of(year), *monthly, *parts])
    draft.paragraph(f"本文依据{year}年能源资源消费台账写成，能耗总量{{energy}}。")
    draft.heading(1, "逐月用量")
    books = ledger.year(year), ledger.year(year - 1)
    for kind in TOLD:
        if draft.has(f"amount.{kind}"):
            draft.heading(2, f"{KINDS[kind].title}（{KINDS[kind].unit}）")
            report_charts.picture(draft, kind, year, report_charts.pairs_of(kind, year, 12, books))
            draft.table(("月份", f"{year}年", f"{year - 1}年", "单价（元）"), rows_of(kind))
    draft.heading(1, "分表用量")
    shares = [(fact.label, f"{{{fact.key}:n}}", f"{{{fact.key}.share:n}}") for fact in parts if "share" not in fact.key]
    if shares:
        draft.table(("分表", "用量", "占上级表（%）"), shares)
    else:
        draft.paragraph("没有分表，用量不能再细分到部位。")
    draft.heading(1, "目标和推算")
    for target in targets.listing(year):
        draft.paragraph(report.goal_sentence(draft, target))
    draft.heading(1, "值得注意的地方")
    found = [problem for problem, _ in problems_of(draft, year)]
    for problem in found or ["从台账看不出异常。"]:
        draft.paragraph(problem)
    draft.endings()
    return draft


def rows_of(kind: str) -> list[tuple[str, ...]]:
    names = ("now", "past", "price")
    return [(f"{month}月", *(f"{{{name}.{kind}.{month}:n}}" for name in names)) for month in range(1, 13)]


def by_month(year: int) -> Iterator[Fact]:
    now, past = ledger.year(year), ledger.year(year - 1)
    for kind in TOLD:
        title, unit = KINDS[kind].title, KINDS[kind].unit
        for month in range(1, 13):
            use = now.get((kind, False), {}).get(date(year, month, 1), ledger.Use())
            before = past.get((kind, False), {}).get(date(year - 1, month, 1), ledger.Use())
            source = f"用能台账 bills 总表合计加更正 corrections，{title}，不含车辆"
            amount, earlier = (one.amount if one.bills else None for one in (use, before))
            price = indicators.ratio(use.cost, use.amount) if use.bills and use.cost else None
            here, there = f"{year}年{month}月", f"{year - 1}年{month}月"
            yield Fact(f"now.{kind}.{month}", f"{title}{here}", amount, unit, f"{source}，{here}")
            yield Fact(f"past.{kind}.{month}", f"{title}{there}", earlier, unit, f"{source}，{there}")
            yield Fact(f"price.{kind}.{month}", f"{title}单价{here}", price, "元", f"{source}，费用除以用量，{here}")


def by_part(year: int) -> Iterator[Fact]:
    """Every sub-meter's year, and its share of the meter above over the same months."""
    sums: dict[int, dict[date, Decimal]] = {}
    for bill, meter in ledger.of_meters(year):
        sums.setdefault(meter.id, {})[bill.month] = bill.amount
    for meter in meters.listing():
        mine, above = sums.get(meter.id, {}), sums.get(meter.parent_id or 0, {})
        if meter.parent_id is None or not mine:
            continue
        total = sum(mine.values(), Decimal(0))
        under = sum((amount for month, amount in above.items() if month in mine), Decimal(0))
        share = (total / under * 100).quantize(Decimal("0.1")) if under else None
        source = f"用能台账 bills，{meter.name}，{year}年"
        yield Fact(f"part.{meter.id}", meter.name, total, KINDS[meter.kind].unit, source)
        yield Fact(f"part.{meter.id}.share", f"{meter.name}占比", share, "%", f"{source}，除以上级表同样月份的用量")
