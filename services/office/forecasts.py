"""How a year will end: this year's months so far, continued as earlier years went on.

Method: of each earlier complete year (at most five) the share of the months still to come to the months already
counted is taken; this year's sum so far times one plus the mean share is the forecast, times one plus the smallest
and the largest share its band. One earlier year gives no band, none no forecast: nothing is made up.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

MOST_YEARS = 5
Series = Sequence[Decimal | None]  # January to December; None where there is no figure
METHOD = (
    "用今年前 {done} 个月的实际数，乘以往年（{years}）后 {left} 个月与前 {done} 个月之比的平均值，推算余下各月；"
    "区间取往年中最低和最高的比值。"
)


class Forecast(NamedTuple):
    """``expected`` is the whole year; ``rest`` what each month still to come is expected to be, by its number."""

    done: int
    so_far: Decimal
    expected: Decimal | None
    low: Decimal | None
    high: Decimal | None
    rest: dict[int, Decimal]
    method: str


def complete(history: Mapping[int, Series], year: int) -> list[int]:
    """Earlier years with a figure for every month, the newest first."""
    whole = [past for past, values in history.items() if past < year and all(value is not None for value in values)]
    return sorted(whole, reverse=True)[:MOST_YEARS]


def forecast(history: Mapping[int, Series], year: int) -> Forecast:
    """``history`` by year, this one too. Months after the first without a figure are still to come."""
    now = history.get(year, [None] * 12)
    done = next((place for place, value in enumerate(now) if value is None), 12)
    so_far = sum((value for value in now[:done] if value is not None), Decimal(0))
    if done == 12:
        return Forecast(12, so_far, so_far, so_far, so_far, {}, "全年各月都有实际数。")
    past = complete(history, year)
    if not past or not done:
        return Forecast(done, so_far, None, None, None, {}, "没有往年整年的数据，或今年还没有数据，不作预测。")
    rates = [rate for one in past if (rate := later_share(history[one], done)) is not None]
    if not rates:
        return Forecast(done, so_far, None, None, None, {}, "往年前几个月没有用量，不作预测。")
    rest = so_far * sum(rates) / len(rates)
    shape = later_shape([history[one] for one in past], done)
    listed = "、".join(str(one) for one in sorted(past))
    low, high = (whole(so_far * (1 + rate)) if len(rates) > 1 else None for rate in (min(rates), max(rates)))
    method = METHOD.format(done=done, left=12 - done, years=listed) + (
        "" if low is not None else "只有一年，给不出区间。"
    )
    months = {month: whole(rest * share) for month, share in shape.items()}
    return Forecast(done, so_far, whole(so_far + rest), low, high, months, method)


def later_share(values: Series, done: int) -> Decimal | None:
    sums = [sum((value or Decimal(0) for value in part), Decimal(0)) for part in (values[:done], values[done:])]
    return sums[1] / sums[0] if sums[0] else None


def later_shape(past: Sequence[Series], done: int) -> dict[int, Decimal]:
    """How the months still to come share what is still to come."""
    sums = {month: sum((one[month - 1] or Decimal(0) for one in past), Decimal(0)) for month in range(done + 1, 13)}
    total = sum(sums.values())
    return {month: value / total if total else Decimal(1) / len(sums) for month, value in sums.items()}


def budget(limit: Decimal, history: Mapping[int, Series], year: int) -> tuple[list[Decimal], str]:
    """A year's limit by month, and how it was shared out."""
    past = complete(history, year)
    if not past:
        return [whole(limit / 12)] * 12, "没有往年整年的数据，按十二个月平均分配。"
    sums = [sum((history[one][month] or Decimal(0) for one in past), Decimal(0)) for month in range(12)]
    total = sum(sums)
    listed = "、".join(str(one) for one in sorted(past))
    return [
        whole(limit * value / total) if total else Decimal(0) for value in sums
    ], f"按往年（{listed}）各月所占比重分配。"


def december(limit: Decimal, found: Forecast) -> Decimal | None:
    """The most that December may come to for the year to keep within the limit; negative: it cannot any more."""
    if found.done >= 12 or found.expected is None:
        return None
    before = sum((value for month, value in found.rest.items() if month < 12), Decimal(0))
    return whole(limit - found.so_far - before)


def whole(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)
