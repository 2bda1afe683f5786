"""Standard coal: by which factor each kind of energy is converted, where that comes from, and where vehicles count.

The factors are ``data/energy_factors.csv``. Electricity and gas have several in use; the office chooses per year and
the choice is kept with every result. Water and paper are never converted. Fuel is counted in litres and converted by
the kilogram, so its density belongs to the choice: 0.725 kg/L for petrol unless the office says otherwise, and none
for diesel until it does, since no figure for every season and grade could be sourced.
"""

import csv
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent.parent.parent / "data"
PETROL_DENSITY = Decimal("0.725")
PER_HEAD, EVERYWHERE, NOWHERE = "per_head", "everywhere", "nowhere"
VEHICLE_FUEL = {
    PER_HEAD: "计入能耗总量和人均，不计入单位面积",
    EVERYWHERE: "总量、人均和单位面积都计入",
    NOWHERE: "都不计入",
}


class EnergyFactor(NamedTuple):
    """``value`` kgce per ``unit``; ``status`` is default, optional, or check (its source must be confirmed first)."""

    kind: str
    key: str
    title: str
    value: Decimal
    unit: str
    version: str
    year: str
    source: str
    url: str
    status: str
    note: str


def read(path: Path) -> dict[str, EnergyFactor]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [EnergyFactor(**row | {"value": Decimal(row["value"])}) for row in csv.DictReader(lines)]  # type: ignore
    return {row.key: row for row in rows}


FACTORS = read(FOLDER / "energy_factors.csv")


def choices(kind: str) -> list[EnergyFactor]:
    return [factor for factor in FACTORS.values() if factor.kind == kind]


def default(kind: str) -> str:
    return next(factor.key for factor in choices(kind) if factor.status == "default")


class GridFactor(NamedTuple):
    """``value`` kg of CO₂ per kWh from the grid, published for a year and a province or the whole country."""

    year: int
    place: str
    value: Decimal
    unit: str
    source: str
    url: str
    note: str


def read_grid(path: Path) -> dict[tuple[int, str], GridFactor]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [
            GridFactor(**row | {"year": int(row["year"]), "value": Decimal(row["value"])})  # type: ignore
            for row in csv.DictReader(lines)
        ]
    return {(row.year, row.place): row for row in rows}


GRID = read_grid(FOLDER / "grid_factors.csv")
PROVINCES = sorted({place for _, place in GRID})


def grid(year: int, place: str) -> GridFactor | None:
    """The published factor of exactly that year and place; None where none was published: no figure, no neighbour's."""
    return GRID.get((year, place))
