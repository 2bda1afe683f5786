"""What is wrong with rows of a ledger sheet, each with its row and the likely mistake. None of it may be taken over."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from models import Bill
from services.office import factors, months
from services.office.bills.files import Finding, Row
from services.office.bills.places import Place, Placed
from services.office.factors import EnergyFactor
from services.office.kinds import KINDS

NO_COAL = ("water", "paper")
NEAR = Decimal("0.02")
POWERS = [Decimal(10) ** power for power in (3, -3, 4, -4, 2, -2)]
EQUIVALENT = Decimal("0.28"), Decimal("0.42")  # kgce/kWh
UNITS = {"mj": "兆焦", "gj": "吉焦", "kwh": "千瓦时", "万kwh": "万千瓦时", "l": "升"}  # as a sentence calls them
LIGHTEST = Decimal("0.7")  # kg of fuel a litre


def check(placed: Sequence[Placed], bills: dict[tuple[int, date], Bill], locked: set[date]) -> list[Finding]:
    """In the order of the rows."""
    seen: dict[tuple[Place, date], Row] = {}
    findings = []
    for row, place in placed:
        findings += [Finding(row.line, row.sheet, code, sentence) for code, sentence in faults(row, place)]
        first = seen.setdefault((place, row.month), row)
        if first is not row:
            findings.append(twice(row, first, place, placed))
        old = bills.get((place.meter_id or 0, row.month))
        if row.month in locked and (old is None or differs(old, row)):
            sentence = f"{months.words(row.month)}已经结账，不能再改；有误请登记更正，并从表里删去这一行"
            findings.append(Finding(row.line, row.sheet, "locked", sentence))
    return findings


def faults(row: Row, place: Place) -> Iterator[tuple[str, str]]:
    """Of the row by itself."""
    unit = KINDS[row.kind].unit
    if row.amount is None and not place.is_vehicle:
        yield "missing_amount", "有费用没有用量，请补上用量"
    for name, value in (("用量", row.amount), ("费用", row.cost), ("里程", row.distance), ("维修费", row.upkeep)):
        if value is not None and value < 0:
            yield "negative", f"{name}是负数（{value:f}）：多半是冲减以前的月份，请在那个月登记更正，或去掉负号"
    if row.month > months.current():
        yield "future", f"{months.words(row.month)}还没有到：年份或月份多半写错了"
    if row.kind in NO_COAL and (row.coal or row.factor):
        title = KINDS[row.kind].title
        yield "not_energy", f"{title}不折算标准煤，表里却有折算数：多半把{title}当作能源计入了综合能耗，请清空这一格"
    elif sentence := factor_fault(row, unit):
        yield "factor", sentence


def factor_fault(row: Row, unit: str) -> str:
    """Whether the sheet converts by a factor that the ledger knows; empty when it does, or says nothing."""
    times = KINDS[row.kind].units.get(row.unit, Decimal(1))  # how many of the ledger's units one of the sheet's is
    used = row.factor
    if used is None and row.coal is not None and row.amount:
        used = row.coal / row.amount * times
    known = {factor.value * times: factor for factor in factors.choices(row.kind)}
    if not used or is_known(row.kind, used / times, list(known.values())):
        return ""
    for value, factor in known.items():
        if any(near(used, value * power) for power in POWERS):
            apart, written = f"{plain(used)} 与{factor.title}的 {plain(value)}", UNITS.get(row.unit, row.unit) or unit
            return (
                f"折标系数 {apart}（每{written}）差 {plain(used / value)} 倍：多半把另一个单位的系数用在了{written}上"
            )
    listed = "、".join(map(plain, known))
    return f"折标系数 {plain(used)} 不是{KINDS[row.kind].title}的系数（{listed}），请核对是否用了别的能源的系数"


def is_known(kind: str, used: Decimal, known: Sequence[EnergyFactor]) -> bool:
    """Per unit of the ledger. Electricity by what power stations burn changes yearly; fuel may be by the litre."""
    if kind == "electricity" and EQUIVALENT[0] <= used <= EQUIVALENT[1]:
        return True
    least = LIGHTEST if kind in ("petrol", "diesel") else 1 - NEAR
    return any(least * factor.value <= used <= factor.value * (1 + NEAR) for factor in known)


def near(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= NEAR * other


def plain(value: Decimal) -> str:
    """At most four digits that say something."""
    return f"{float(value):.4g}"


def differs(old: Bill, row: Row) -> bool:
    amount = row.amount if row.amount is not None else Decimal(0)
    return (old.amount, old.cost) != (amount, row.cost)


def twice(row: Row, first: Row, place: Place, placed: Sequence[Placed]) -> Finding:
    """A second row for the same meter and month: copied, or one of the two is meant for the month that is missing."""
    mine = [other for other, where in placed if where == place]
    there = [other.month for other in mine]
    missing = [month for month in months.between(min(there), max(there)) if month not in there]
    cause, wrong, other = "请核对月份", row, first
    if (row.amount, row.cost) == (first.amount, first.cost):
        cause = "多半是重复粘贴，请删去一行"
    elif len(missing) == 1:
        cause = f"这块表缺{months.words(missing[0])}，多半是那个月的，月份写错了"
        before = mine[mine.index(first) - 1] if first is not mine[0] else None
        if before is not None and before.month == months.shift(missing[0], -1):
            wrong, other = first, row
    sentence = f"{place.name} {months.words(row.month)}与第 {other.line} 行重复：{cause}"
    return Finding(wrong.line, wrong.sheet, "duplicate", sentence)
