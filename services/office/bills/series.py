"""A meter's months as checks see them: those of the ledger and those of the sheet, and what is usual for the meter."""

from collections.abc import Iterable, Sequence
from datetime import date
from math import log
from statistics import median
from typing import NamedTuple

from services.office.bills.files import Finding, Row
from services.office.bills.places import Place, Placed


class Point(NamedTuple):
    """A month of a meter. ``row`` is None for what the ledger holds already."""

    month: date
    amount: float
    cost: float | None
    row: Row | None

    @property
    def price(self) -> float | None:
        return self.cost / self.amount if self.cost and self.amount > 0 else None


Known = dict[int, list[Point]]


class Series:
    """A meter's months, the sheet's over the ledger's, and what each should be about."""

    def __init__(self, place: Place, points: dict[date, Point]):
        self.place, self.points = place, points
        self.is_spoilt = False
        self.explained: set[tuple[str, int]] = set()

    def mine(self) -> list[Point]:
        """The sheet's own, in the order of months, not yet explained."""
        points = [point for point in self.points.values() if point.row and not self.is_explained(point)]
        return sorted(points, key=lambda point: point.month)

    def usual(self, month: date, amount: float | None = None) -> float | None:
        """What the meter counts in such a month: the middle of the same month in other years, else of all months.

        With an ``amount``, where no other year has the month: whatever of all months comes nearest to it.
        """
        others = [point for point in self.points.values() if point.month != month]
        others = [point for point in others if point.amount > 0 and not self.is_explained(point)]
        same = [point.amount for point in others if point.month.month == month.month]
        if same or len(others) < 3:
            return median(same) if same else None
        every = [point.amount for point in others]
        return median(every) if amount is None else min(max(amount, min(every)), max(every))

    def explain(self, found: Iterable[Finding]) -> list[Finding]:
        """Take down what a look at the series found."""
        listed = list(found)
        self.explained |= {(one.sheet, one.line) for one in listed}
        return listed

    def is_explained(self, point: Point) -> bool:
        return point.row is not None and (point.row.sheet, point.row.line) in self.explained

    def price(self, month: date) -> float | None:
        """What a unit usually costs; the middle of the kind's range while the meter has too few bills."""
        prices = [
            point.price for point in self.points.values() if point.month != month and not self.is_explained(point)
        ]
        known = [price for price in prices if price]
        return median(known) if len(known) >= 3 else None


def off(value: float, usual: float) -> float:
    """How far apart two amounts are, as a logarithm: 0 the same, positive too much."""
    return log(value / usual) if value > 0 and usual > 0 else 0.0


def make_series(placed: Sequence[Placed], known: Known) -> list[Series]:
    found: dict[Place, dict[date, Point]] = {}
    for row, place in placed:
        points = found.setdefault(place, {point.month: point for point in known.get(place.meter_id or 0, ())})
        old = points.get(row.month)
        if row.amount is not None and row.amount >= 0 and not (old and old.row):
            points[row.month] = Point(row.month, float(row.amount), None if row.cost is None else float(row.cost), row)
    return [Series(place, points) for place, points in found.items()]


def doubt(point: Point, code: str, sentence: str) -> Finding:
    assert point.row is not None
    return Finding(point.row.line, point.row.sheet, code, sentence, is_doubt=True)
