"""Targets of a year against a base year: how far an indicator must fall, month by month, and how the year will end."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select

from errors import Invalid
from models import OfficeYear, Target, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.office import forecasts, indicators, ledger, office_years
from services.office.factors import EVERYWHERE, NOWHERE
from services.office.forecasts import Forecast, Series
from services.office.indicators import TITLES

PER_M2 = "energy_per_m2"


class Outlook(NamedTuple):
    """A target and how the year stands to it. ``limit`` is what the whole year may come to, in ``unit``."""

    target: Target
    title: str
    unit: str
    base: Decimal | None
    goal: Decimal | None
    limit: Decimal | None
    budget: list[Decimal]
    shared: str
    actual: Series
    forecast: Forecast
    december: Decimal | None


def listing(year: int) -> list[Target]:
    rows = session.scalars(select(Target).filter_by(year=year)).all()
    return sorted(rows, key=lambda row: list(TITLES).index(row.indicator))


def save(year: int, indicator: str, base_year: int, cut: Decimal | None, actor: Actor) -> None:
    """Set a target, or without ``cut`` take it away. Raises Invalid."""
    row = session.scalar(select(Target).filter_by(year=year, indicator=indicator))
    before = row and [row.base_year, str(row.cut)]
    if cut is None:
        if row is not None:
            session.delete(row)
            audit.write(actor, "target.remove", f"{year}年 {TITLES[indicator][0]}", {"target": [before, None]})
        return
    if not 2000 <= base_year < year:
        raise Invalid("有几处需要改正", {f"base_{indicator}": "基准年要早于目标年"})
    if not -100 < cut < 100:
        raise Invalid("有几处需要改正", {f"cut_{indicator}": "下降幅度按百分数填写，例如 1.2"})
    if row is None:
        row = Target(year=year, indicator=indicator)
        session.add(row)
    row.base_year, row.cut = base_year, cut
    if before != [base_year, str(cut)]:
        audit.write(
            actor, "target.save", f"{year}年 {TITLES[indicator][0]}", {"target": [before, [base_year, str(cut)]]}
        )
    session.flush()


def outlook(target: Target) -> Outlook:
    """By this year's factors for every year, so that years compare."""
    choice = office_years.of(target.year)
    title, unit = TITLES[target.indicator]
    history = series(target.indicator, target.year, choice)
    base = getattr(indicators.compute(indicators.basis(target.base_year, 12, choice)), target.indicator)
    goal = None if base is None else indicators.money(base * (100 - target.cut) / 100)
    by = choice.floor_area if target.indicator == PER_M2 else choice.heads
    limit = None if goal is None or not by else indicators.money(goal * by)
    found = forecasts.forecast(history, target.year)
    budget, shared = forecasts.budget(limit, history, target.year) if limit is not None else ([], "")
    december = None if limit is None else forecasts.december(limit, found)
    now = history.get(target.year, [None] * 12)
    return Outlook(target, title, unit.partition("/")[0], base, goal, limit, budget, shared, now, found, december)


def series(indicator: str, year: int, choice: OfficeYear) -> Mapping[int, Series]:
    """What stands above the indicator's line, by month, of this year and those before it."""
    first = date(year - forecasts.MOST_YEARS, 1, 1)
    found = ledger.book(first, date(year, 12, 1))
    counted = parts(indicator, choice)
    return {
        past: [month_of(found, counted, date(past, month, 1)) for month in range(1, 13)]
        for past in range(first.year, year + 1)
    }


def parts(indicator: str, choice: OfficeYear) -> dict[tuple[str, bool], Decimal]:
    """Which kinds count, and by how much a unit."""
    if indicator == "electricity_per_head":
        return {("electricity", False): Decimal(1)}
    if indicator == "water_per_head":
        return {("water", False): Decimal(1)}
    values, _ = indicators.converting(choice)
    with_vehicles = choice.vehicle_fuel == EVERYWHERE if indicator == PER_M2 else choice.vehicle_fuel != NOWHERE
    return {
        (kind, is_vehicle): Decimal(value)
        for kind, value in values.items()
        for is_vehicle in ((False, True) if with_vehicles else (False,))
    }


def month_of(found: ledger.Book, counted: dict[tuple[str, bool], Decimal], month: date) -> Decimal | None:
    """A month's sum; None where it has no bill of the first kind, electricity or water."""
    main = next(iter(counted))
    if not found.get(main, {}).get(month, ledger.Use()).bills:
        return None
    uses = [(found[key].get(month, ledger.Use()).amount, times) for key, times in counted.items() if key in found]
    return indicators.money(sum((amount * times for amount, times in uses), Decimal(0)))
