"""Sub-meters against the meter above them: together they cannot count more than it does.

Meters are read on different days, so a little more is let pass; beyond that the ledger argues back, names the meters
and the month, and says what is likeliest to have gone wrong.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from math import log
from typing import NamedTuple

from sqlalchemy import func, select

from models import Bill, Correction, Meter, session
from services.office import meters, months
from services.office.bills.files import Finding
from services.office.bills.places import Place
from services.office.bills.series import Point, Series, doubt, off
from services.office.kinds import KINDS

SLACK = 1.02  # what readings a day or two apart come to in a month
POWERS = {10: log(10), 100: log(100), 1000: log(1000)}
LIKE = log(1.5)
NOTICED = log(1.25)
BACK = 36  # months that say what is usual


class Excess(NamedTuple):
    """A month in which the parts come to more than the whole. ``at`` is the meter most likely to be wrong."""

    month: date
    at: Series
    sentence: str


def check(every: Sequence[Series], others: Sequence[Series], parents: Mapping[int, int]) -> list[Finding]:
    """Of a sheet's months, at the row that is likeliest to be wrong, or at one of the sheet's that takes part."""
    findings: list[Finding] = []
    for main, parts in groups([*every, *others], parents):
        together = [main, *parts]
        asked = {month for one in together for month, point in one.points.items() if point.row}
        for month in sorted(asked):
            here = [(one, one.points[month]) for one in together if month in one.points]
            found = None if any(one.is_explained(point) for one, point in here) else excess(main, parts, month)
            if found:
                rows = [point for one, point in here if point.row and one is found.at]
                point = (rows or [point for _, point in here if point.row])[0]
                findings += found.at.explain([doubt(point, "parts", found.sentence)])
    return findings


def groups(every: Sequence[Series], parents: Mapping[int, int]) -> Iterator[tuple[Series, list[Series]]]:
    known = {one.place.meter_id: one for one in every if one.place.meter_id}
    for meter_id, main in known.items():
        parts = [one for part_id, one in known.items() if parents.get(part_id or 0) == meter_id]
        if parts:
            yield main, parts


def excess(main: Series, parts: Sequence[Series], month: date) -> Excess | None:
    """None when the parts fit into the whole, or when the whole has no bill yet."""
    whole = main.points.get(month)
    counted = [(one, one.points[month]) for one in parts if month in one.points]
    total = sum(point.amount for _, point in counted)
    if whole is None or total <= whole.amount * SLACK:
        return None
    unit = KINDS[main.place.kind].unit
    listed = "、".join(f"“{one.place.name}”{point.amount:,g}" for one, point in counted)
    more = f"，多出 {total - whole.amount:,g}（{(total / whole.amount - 1) * 100:.0f}%）" if whole.amount else ""
    at, cause = likeliest(main, whole, counted)
    said = f"{months.words(month)}，“{main.place.name}”{whole.amount:,g} {unit}，分表合计 {total:,g}（{listed}）{more}"
    return Excess(month, at, f"{said}：{cause}")


def likeliest(main: Series, whole: Point, counted: Sequence[tuple[Series, Point]]) -> tuple[Series, str]:
    """Which meter to look at first, and why."""
    for one, point in sorted(counted, key=lambda pair: -pair[1].amount):
        usual = one.usual(point.month)
        if point.amount == whole.amount and len(counted) > 1:
            return one, f"“{one.place.name}”和总表的数一样，多半把总表的数抄到了分表上"
        if usual and (times := power(off(point.amount, usual))):
            return one, f"“{one.place.name}”约是平时（{usual:,.0f}）的 {times} 倍，多半是倍率或小数点看错了"
    usual = main.usual(whole.month)
    if usual and (times := power(off(usual, whole.amount))):
        return main, f"“{main.place.name}”约是平时（{usual:,.0f}）的 {times} 分之一，多半漏乘了倍率或少了一位"
    for one, point in counted:
        usual = one.usual(point.month)
        if usual and off(point.amount, usual) > NOTICED:
            return (
                one,
                f"“{one.place.name}”比平时（约 {usual:,.0f}）多 {point.amount / usual - 1:.0%}，请核对这块分表的读数",
            )
    usual = main.usual(whole.month)
    if usual and (whole.amount == 0 or off(usual, whole.amount) > NOTICED):
        return main, f"“{main.place.name}”比平时（约 {usual:,.0f}）少，请核对总表的读数，是不是少登了一张账单"
    return main, "各表都和平时差不多，多半是总表和分表的抄表日不同，或有一块分表不在这块总表下面，请核对上级表"


def power(far: float) -> int | None:
    """Ten, a hundred or a thousand, when figures are that far apart."""
    return next((times for times, size in POWERS.items() if abs(far - size) < LIKE), None)


def parents() -> dict[int, int]:
    """Sub-meter → the meter above it."""
    return {row.id: row.parent_id for row in meters.listing() if row.parent_id}


def of_month(month: date) -> list[Excess]:
    """What the ledger itself says of a month, corrections included."""
    above = parents()
    ids = {*above, *above.values()}
    if not ids:
        return []
    amounts = stored(ids, month)
    every = [series(row, amounts) for row in meters.listing() if row.id in ids]
    return [found for main, parts in groups(every, above) if (found := excess(main, parts, month))]


def series(row: Meter, amounts: Mapping[tuple[int, date], float]) -> Series:
    points = {month: Point(month, amount, None, None) for (of, month), amount in amounts.items() if of == row.id}
    return Series(Place(row.kind, row.name, row.id, row.is_vehicle), points)


def stored(ids: set[int], month: date) -> dict[tuple[int, date], float]:
    """By meter and month, up to ``month`` and some years back; corrections of a month without a bill say nothing."""
    found: dict[tuple[int, date], float] = {}
    for source in (Bill, Correction):
        within = source.month.between(months.shift(month, -BACK), month)
        query = select(source.meter_id, source.month, func.sum(source.amount)).where(source.meter_id.in_(ids), within)
        for meter_id, of, amount in session.execute(query.group_by(source.meter_id, source.month)):
            key = (meter_id, of)
            if source is Bill or key in found:
                found[key] = found.get(key, 0.0) + float(amount)
    return found
