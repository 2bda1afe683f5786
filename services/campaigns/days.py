"""The days that a year's campaigns are hung on, from ``data/campaign_days.csv``.

A fixed day is offered with its date; one that comes by notice is offered by its name alone.
"""

import csv
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from services.campaigns.campaigns import FIXED

FILE = Path(__file__).parents[2] / "data" / "campaign_days.csv"


class Offer(NamedTuple):
    """``first_day`` and ``last_day`` are None, and ``source`` is empty, for what comes by this year's notice."""

    key: str
    name: str
    kind: str
    first_day: date | None
    last_day: date | None
    source: str
    note: str


@cache
def rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def offers(today: date) -> list[Offer]:
    """Each fixed day at its next date, the soonest first; then those of which the notice is awaited."""
    found = [offer(row, today) for row in rows()]
    return sorted(found, key=lambda one: (one.first_day is None, one.first_day or today))


def offer(row: dict[str, str], today: date) -> Offer:
    first, last = (on(row[end], today.year) for end in ("first", "last")) if row["kind"] == FIXED else (None, None)
    if last is not None and last < today:
        first, last = (on(row[end], today.year + 1) for end in ("first", "last"))
    return Offer(row["key"], row["name"], row["kind"], first, last, row["source"] if first else "", row["note"])


def on(month_day: str, year: int) -> date:
    return date.fromisoformat(f"{year}-{month_day}")


def find(key: str, today: date) -> Offer | None:
    return next((one for one in offers(today) if one.key == key), None)


def of_year(year: int) -> list[Offer]:
    """The fixed days of one year, by day; only those that had been set by then."""
    found = [row for row in rows() if row["kind"] == FIXED and int(row["year"]) <= year]
    offers = [
        Offer(row["key"], row["name"], FIXED, on(row["first"], year), on(row["last"], year), row["source"], row["note"])
        for row in found
    ]
    return sorted(offers, key=lambda one: (one.first_day or date.min, one.key))


def by_notice() -> list[Offer]:
    """What comes by a notice of each year; no dates."""
    return [offer(row, date.min) for row in rows() if row["kind"] != FIXED]
