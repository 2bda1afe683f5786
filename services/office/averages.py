"""Published national averages, shown only beside a figure that was computed on the same basis.

An average of energy says by which factor electricity was converted (``data/national_averages.csv``, column ``basis``:
a factor's key); the published ones of 2020 do not, so they stand beside nothing. Water is not converted at all.
"""

import csv
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from services.office import office_years

FREE = "water"
UNKNOWN = "unknown"


class Average(NamedTuple):
    year: int
    indicator: str
    value: Decimal
    unit: str
    basis: str
    source: str
    url: str
    note: str


def read(path: Path) -> list[Average]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Average(**row | {"year": int(row["year"]), "value": Decimal(row["value"])})  # type: ignore[arg-type]
            for row in csv.DictReader(lines)
        ]


AVERAGES = read(Path(__file__).parent.parent.parent / "data" / "national_averages.csv")


def beside(year: int) -> dict[str, Average]:
    """By indicator: the averages that the year's own figures may stand beside."""
    electricity = office_years.of(year).electricity
    return {one.indicator: one for one in AVERAGES if one.basis in (FREE, electricity)}
