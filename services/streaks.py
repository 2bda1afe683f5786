"""How many working days in a row somebody has kept a habit. Pure: no database, no clock."""

from collections.abc import Callable, Collection, Iterable, Set
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def streak(
    done: Collection[date],
    absent: Iterable[date | tuple[date, date]],
    workdays: Callable[[date], bool] | Set[date],
    today: date,
) -> int:
    """Working days in a row with an act, up to today or, while today's is still to come, up to the one before.

    ``absent`` holds days, or ranges with both ends included. Absences and non-working days neither break a streak
    nor lengthen it, whether or not there was an act on them. ``workdays`` is asked only about days from the first
    act to today; a set must hold every working day of that span.
    """
    acts = {day for day in done if day <= today}
    if not acts:
        return 0
    first = min(acts)
    away = absent_days(absent, first, today)
    works = workdays if callable(workdays) else workdays.__contains__
    length, day = 0, today
    while day >= first:
        if day not in away and works(day):
            if day in acts:
                length += 1
            elif day != today:
                break
        day -= ONE_DAY
    return length


def absent_days(absent: Iterable[date | tuple[date, date]], first: date, last: date) -> set[date]:
    """The days of all ranges that lie between first and last."""
    away: set[date] = set()
    for item in absent:
        start, end = (item, item) if isinstance(item, date) else item
        bounds = range(max(start, first).toordinal(), min(end, last).toordinal() + 1)
        away.update(map(date.fromordinal, bounds))
    return away
