"""The office side at a glance: this year's figures, and what waits to be done."""

from collections.abc import Set
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from services.office import indicators, ledger, meters, months, office_years
from services.office.bills import bills
from services.office.ledger import Use


class Overview(NamedTuple):
    """``changes`` are against the same months a year before, in percent.

    ``months`` are the year's twelve with what they are: locked, waiting (past, with bills, not locked), empty, now or
    ahead; ``earlier`` the months before the year that wait; ``next`` the one whose bills are entered next.
    """

    year: int
    through: int
    meters: int
    now: dict[str, Use]
    changes: dict[str, Decimal | None]
    months: list[tuple[date, str]]
    earlier: list[date]
    next: date
    has_settings: bool


def now() -> Overview:
    year = months.current().year
    found, past = ledger.year(year), ledger.year(year - 1)
    last = indicators.through(year, found)
    uses = {kind: within(found, kind, last) for kind in ("electricity", "water", "gas")}
    before = {kind: within(past, kind, last) for kind in uses}
    changes = {kind: indicators.change(use.amount, before[kind].amount) for kind, use in uses.items()}
    locks = bills.locks()
    there = {month for book in (past, found) for of_kind in book.values() for month in of_kind}
    open_ones = sorted(month for month in there - locks.keys() if month < months.current())
    twelve = [date(year, number, 1) for number in range(1, 13)]
    states = [(month, state(month, there, locks.keys())) for month in twelve]
    upcoming = next((month for month, is_what in states if is_what == "empty"), months.current())
    return Overview(
        year,
        last,
        len(meters.listing()),
        uses,
        changes,
        states,
        [month for month in open_ones if month.year < year],
        upcoming,
        office_years.find(year) is not None,
    )


def state(month: date, there: Set[date], locked: Set[date]) -> str:
    """What a month of this year is, for the overview."""
    if month >= months.current():
        return "now" if month == months.current() else "ahead"
    if month in locked:
        return "locked"
    return "waiting" if month in there else "empty"


def within(found: ledger.Book, kind: str, last: int) -> Use:
    return ledger.total(use for month, use in found.get((kind, False), {}).items() if month.month <= last)
