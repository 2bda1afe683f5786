"""The official indicators: energy per m² and per head, water and electricity per head.

Everything that a figure rests on is gathered first (``Basis``) and only then computed, in Decimal: a stored basis gives
the same figures for ever, whatever becomes of the ledger, the factors or the settings. Water and paper are never
converted to coal. Where something is missing the figure is None and ``missing`` says what.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from sqlalchemy import select

import clock
from models import IndicatorResult, OfficeYear, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.office import ledger, office_years
from services.office.factors import EVERYWHERE, FACTORS, NOWHERE
from services.office.kinds import ENERGIES, KINDS
from services.office.ledger import Book

CENT = Decimal("0.01")
TITLES = {
    "energy_per_m2": ("单位建筑面积能耗", "千克标准煤/平方米"),
    "energy_per_head": ("人均综合能耗", "千克标准煤/人"),
    "electricity_per_head": ("人均用电量", "千瓦时/人"),
    "water_per_head": ("人均用水量", "立方米/人"),
}


class Basis(NamedTuple):
    """``amounts`` by kind, a vehicle's with ``vehicle_`` before it, in the ledger's units, as text. ``factors`` holds
    kgce per unit of each kind, as text, and ``sources`` where each comes from. ``months``: the first and the last."""

    year: int
    months: tuple[int, int]
    amounts: dict[str, str]
    floor_area: str | None
    heads: int | None
    factors: dict[str, str]
    sources: dict[str, str]
    vehicle_fuel: str


class Figures(NamedTuple):
    """kgce but for the last two; None where there is no figure, and why is in ``missing``."""

    by_kind: dict[str, Decimal]
    building: Decimal | None
    vehicles: Decimal | None
    energy: Decimal | None
    energy_per_m2: Decimal | None
    energy_per_head: Decimal | None
    electricity_per_head: Decimal | None
    water_per_head: Decimal | None
    missing: list[str]


def through(year: int, found: Book) -> int:
    """The last month counted: of a year that is over all twelve, of this year the last that has an electricity bill."""
    if year < clock.today().year:
        return 12
    done = [month.month for month, use in found.get(("electricity", False), {}).items() if use.bills]
    return max(done, default=0)


def basis(year: int, last: int | None = None, choice: OfficeYear | None = None) -> Basis:
    """What the year's figures rest on, from January to ``last``; ``choice`` converts another year by this one's."""
    own = office_years.of(year)
    found = ledger.year(year)
    last = through(year, found) if last is None else last
    used = choice or own
    amounts = {}
    for (kind, is_vehicle), of_kind in found.items():
        within = [use for month, use in of_kind.items() if month.month <= last]
        if any(use.bills for use in within):
            amounts[f"vehicle_{kind}" if is_vehicle else kind] = str(ledger.total(within).amount)
    area = None if own.floor_area is None else str(own.floor_area)
    return Basis(year, (1, last), amounts, area, own.heads, *converting(used), used.vehicle_fuel)


def converting(choice: OfficeYear) -> tuple[dict[str, str], dict[str, str]]:
    """kgce per ledger unit by kind, and where each factor comes from. A fuel without a density has none."""
    keys = {"electricity": choice.electricity, "gas": choice.gas} | {
        kind: kind for kind in ("petrol", "diesel", "heat")
    }
    densities = {"petrol": choice.petrol_density, "diesel": choice.diesel_density}
    values, sources = {}, {}
    for kind, key in keys.items():
        factor, density = FACTORS[key], densities.get(kind, Decimal(1))
        sources[kind] = f"{factor.title} {factor.value} {factor.unit}（{factor.version}）：{factor.source}"
        if density is not None:
            values[kind] = str(factor.value * density)
        if kind in densities:
            sources[kind] += f"；密度 {density} 千克/升" if density is not None else "；没有填写密度，不折算"
    return values, sources


def compute(given: Basis) -> Figures:
    """Nothing but arithmetic on what is given."""
    amounts = {kind: Decimal(amount) for kind, amount in given.amounts.items()}
    by_kind, missing = {}, []
    for name, amount in amounts.items():
        kind = name.removeprefix("vehicle_")
        if kind in given.factors:
            by_kind[name] = amount * Decimal(given.factors[kind])
        elif kind in ENERGIES and amount:
            missing.append(f"{KINDS[kind].title}没有折标系数或密度")
    lost = bool(missing)
    building = None if lost or not by_kind else sum_of(by_kind, vehicles=False)
    vehicles = None if lost or not by_kind else sum_of(by_kind, vehicles=True)
    energy = per_m2 = None
    if building is not None and vehicles is not None:
        energy = building + (0 if given.vehicle_fuel == NOWHERE else vehicles)
        per_m2 = building + (vehicles if given.vehicle_fuel == EVERYWHERE else 0)
    area = None if given.floor_area is None else Decimal(given.floor_area)
    heads = None if given.heads is None else Decimal(given.heads)
    missing += ["没有填写建筑面积"] * (area is None) + ["没有填写用能人数"] * (heads is None)
    missing += ["没有用能账单"] * (not by_kind and not lost)
    return Figures(
        {kind: money(value) for kind, value in by_kind.items()},
        money(building),
        money(vehicles),
        money(energy),
        ratio(per_m2, area),
        ratio(energy, heads),
        ratio(amounts.get("electricity"), heads),
        ratio(amounts.get("water"), heads),
        missing,
    )


def sum_of(by_kind: dict[str, Decimal], *, vehicles: bool) -> Decimal:
    return sum((value for name, value in by_kind.items() if name.startswith("vehicle_") == vehicles), Decimal(0))


def money(value: Any) -> Any:
    """To the second decimal, halves up."""
    return None if value is None else value.quantize(CENT, ROUND_HALF_UP)


def ratio(value: Decimal | None, by: Decimal | None) -> Decimal | None:
    return None if value is None or not by else money(value / by)


def of(year: int) -> Figures:
    return compute(basis(year))


def change(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Per cent, one decimal; None where either is missing."""
    if now is None or not before:
        return None
    return ((now / before - 1) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def keep(year: int, actor: Actor) -> IndicatorResult:
    """Store a result as it is published today, with all that it rests on."""
    given = basis(year)
    figures = compute(given)
    row = IndicatorResult(year=year, day=clock.today(), basis=given._asdict(), figures=shown(figures), actor=actor.name)
    row.manager_id = actor.manager_id
    session.add(row)
    session.flush()
    audit.write(actor, "indicators.keep", f"{year}年", shown(figures)["energy"] and {"energy": str(figures.energy)})
    return row


def shown(figures: Figures) -> dict[str, Any]:
    """For storing: numbers as text."""
    plain = {name: None if value is None else str(value) for name, value in figures._asdict().items()}
    return plain | {"by_kind": {k: str(v) for k, v in figures.by_kind.items()}, "missing": figures.missing}


def again(row: IndicatorResult) -> bool:
    """Whether a stored result comes out the same when it is computed anew from what was stored with it."""
    given = Basis(**row.basis | {"months": tuple(row.basis["months"])})
    return shown(compute(given)) == row.figures


def kept(year: int) -> Sequence[IndicatorResult]:
    return session.scalars(select(IndicatorResult).filter_by(year=year).order_by(IndicatorResult.id.desc())).all()
