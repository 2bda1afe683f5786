"""The office side at a glance: this year's figures, and what waits to be done."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from services.office import bills, indicators, ledger, meters, months, office_years
from services.office.ledger import Use


class Overview(NamedTuple):
    """``same`` is the use of the same months a year before; ``waiting`` past months with bills that are not locked."""

    year: int
    through: int
    meters: int
    now: dict[str, Use]
    changes: dict[str, Decimal | None]
    waiting: list[date]
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
    waiting = sorted(month for month in there - locks.keys() if month < months.current())
    return Overview(year, last, len(meters.listing()), uses, changes, waiting, office_years.find(year) is not None)


def within(found: ledger.Book, kind: str, last: int) -> Use:
    return ledger.total(use for month, use in found.get((kind, False), {}).items() if month.month <= last)
