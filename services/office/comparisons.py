"""A year's indicators beside those of the year before and of a base year: the same months, the same factors."""

from decimal import Decimal
from typing import NamedTuple

from services.office import factors, indicators, office_years, targets
from services.office.indicators import TITLES, Basis


class Compared(NamedTuple):
    """``before`` is the same months of the year before; ``base`` those of the target's base year, None without one."""

    key: str
    title: str
    unit: str
    now: Decimal | None
    before: Decimal | None
    change: Decimal | None
    base_year: int | None
    base: Decimal | None
    base_change: Decimal | None


def of(year: int) -> list[Compared]:
    given, choice = indicators.basis(year), office_years.of(year)
    last = given.months[1]
    now = indicators.compute(given)
    before = indicators.compute(indicators.basis(year - 1, last, choice))
    bases = {target.indicator: target.base_year for target in targets.listing(year)}
    known = {one: indicators.compute(indicators.basis(one, last, choice)) for one in set(bases.values())}
    found = []
    for key, (title, unit) in TITLES.items():
        values = getattr(now, key), getattr(before, key)
        base_year = bases.get(key)
        base = getattr(known[base_year], key) if base_year else None
        changes = indicators.change(*values), indicators.change(values[0], base)
        found.append(Compared(key, title, unit, *values, changes[0], base_year, base, changes[1]))
    return found


class GridCarbon(NamedTuple):
    """Kilograms of CO₂ of the electricity used, by the factor published for the very year and place; else why none."""

    kilograms: Decimal | None
    method: str


def grid_co2(given: Basis, place: str) -> GridCarbon:
    if not place:
        return GridCarbon(None, "没有选择省份，不出数字")
    factor = factors.grid(given.year, place)
    if factor is None:
        return GridCarbon(None, f"没有查到{place}{given.year}年的电力排放因子，不出数字")
    amount = given.amounts.get("electricity")
    if amount is None:
        return GridCarbon(None, f"{given.year}年没有用电账单，不出数字")
    method = f"{place}{given.year}年电力平均二氧化碳排放因子 {factor.value} 千克/千瓦时，{factor.source}；{factor.note}"
    return GridCarbon(indicators.money(Decimal(amount) * factor.value), method)
