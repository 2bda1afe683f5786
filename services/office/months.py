"""Months as the first of their days."""

from collections.abc import Iterator
from datetime import date

import clock


def of_year(year: int) -> list[date]:
    return [date(year, month, 1) for month in range(1, 13)]


def shift(month: date, by: int) -> date:
    """So many months later, or earlier when negative."""
    count = month.year * 12 + month.month - 1 + by
    return date(count // 12, count % 12 + 1, 1)


def between(first: date, last: date) -> Iterator[date]:
    """Both included."""
    while first <= last:
        yield first
        first = shift(first, 1)


def current() -> date:
    return clock.today().replace(day=1)


def words(month: date) -> str:
    return f"{month.year}年{month.month}月"
