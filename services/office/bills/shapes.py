"""The shape of a meter's year: months that changed places or moved by one, gaps, wrong years, others' figures."""

from collections.abc import Iterator, Sequence
from datetime import date
from math import exp, log

from services.office import months
from services.office.bills.files import Finding
from services.office.bills.series import Point, Series, doubt, off
from services.office.kinds import KINDS

FAR = log(2.5)
FITS = log(1.15)
NOTICED = log(1.12)
SHAPED = 6  # months that must be there before the shape of a year says anything


def years(series: Series) -> Iterator[Finding]:
    """A row whose month fits the rows around it but whose year does not, or not the year in the sheet's title."""
    lines = sorted(series.mine(), key=lambda point: point.row.line if point.row else 0)
    for before, point, after in zip([None, *lines], lines, [*lines[1:], None], strict=False):
        near = {months.shift(before.month, 1) if before else None, months.shift(after.month, -1) if after else None}
        fitting = {month for month in near if month and month.month == point.month.month and month != point.month}
        agree = len(near) == 1 if before and after else len(lines) > 2
        titled = point.row.title_year if point.row else None
        if fitting and agree:
            yield doubt(
                point,
                "year",
                f"前后各行是{fitting.pop().year}年，这一行写成了{point.month.year}年：年份多半写错或两年对调了",
            )
        elif titled and titled != point.month.year:
            yield doubt(point, "year", f"表名或标题写的是{titled}年，这一行是{point.month.year}年：年份多半写错")


def strangers(series: Series, every: Sequence[Series]) -> Iterator[Finding]:
    """A figure that is out of the meter's own size and just another meter's."""
    others = [one for one in every if one is not series and one.place.kind == series.place.kind]
    for point in series.mine():
        usual = series.usual(point.month, point.amount)
        if not usual or abs(off(point.amount, usual)) < NOTICED * 3:
            continue
        for other in others:
            theirs = other.usual(point.month)
            own = other.points.get(point.month)
            is_missed = own is None or not theirs or abs(off(own.amount, theirs)) > NOTICED * 3
            if theirs and abs(off(point.amount, theirs)) < FITS and is_missed:
                sentence = f"用量 {point.amount:g} 不像“{series.place.name}”（这个月平时约 {usual:.0f}）"
                yield doubt(
                    point, "wrong_meter", f"{sentence}，正像“{other.place.name}”（约 {theirs:.0f}）：表号多半填错了"
                )
                break


def shape(series: Series, year: int) -> list[tuple[Point, float]]:
    """The sheet's months of a year, each with what is usual for it by other years; too few say nothing."""
    found = []
    for point in series.mine():
        others = [other for other in series.points.values() if other.month.month == point.month.month]
        if point.month.year == year and len(others) > 1 and (usual := series.usual(point.month)):
            found.append((point, usual))
    return found if len(found) >= SHAPED else []


def mean_off(pairs: Sequence[tuple[float, float]]) -> float:
    """How badly amounts fit, the level of the whole year set aside."""
    offs = [off(amount, usual) for amount, usual in pairs]
    level = sum(offs) / len(offs)
    return sum(abs(one - level) for one in offs) / len(offs)


def sheet_years(series: Series) -> list[int]:
    return sorted({point.month.year for point in series.mine()})


def shifted(series: Series) -> Iterator[Finding]:
    """Every month's figure stands a month too early or too late."""
    for year in sheet_years(series):
        found = shape(series, year)
        if not found:
            continue
        now = mean_off([(point.amount, usual) for point, usual in found])
        for by, words in ((1, "早"), (-1, "晚")):
            moved = [(point.amount, series.usual(months.shift(point.month, by))) for point, _ in found]
            pairs = [(amount, usual) for amount, usual in moved if usual]
            if len(pairs) >= SHAPED and now > NOTICED and mean_off(pairs) < now / 2:
                first = found[0][0]
                sentence = f"{year}年各月的用量与往年错开一个月，像是都登{words}了一个月：请核对月份"
                yield doubt(first, "shifted", sentence)
                series.explain(doubt(point, "", "") for point, _ in found)


def swapped(series: Series) -> Iterator[Finding]:
    """Two months of a year that fit each other's place much better than their own."""
    for year in sheet_years(series):
        found = [(point, usual) for point, usual in shape(series, year) if abs(off(point.amount, usual)) > NOTICED]
        taken: set[date] = set()
        for place, (one, usual) in enumerate(found):
            for other, theirs in found[place + 1 :]:
                crossed = abs(off(one.amount, theirs)) + abs(off(other.amount, usual))
                straight = abs(off(one.amount, usual)) + abs(off(other.amount, theirs))
                if not {one.month, other.month} & taken and straight > 2 * log(1.2) and crossed < 0.35 * straight:
                    taken |= {one.month, other.month}
                    yield doubt(
                        one, "swapped", f"{one.month.month}月和{other.month.month}月的用量像是互换了：请核对这两行"
                    )


def copied(series: Series) -> Iterator[Finding]:
    """A month whose figure is to the digit that of the same month a year before: a copied row, or a wrong year."""
    for point in series.mine():
        before = series.points.get(months.shift(point.month, -12))
        if before and before.amount == point.amount and before.cost == point.cost and point.amount >= 100:
            sentence = f"与{months.words(before.month)}的用量和费用完全相同：像是复制后没有改，或年份写错"
            yield doubt(point, "copied", sentence)


def far(series: Series) -> Iterator[Finding]:
    """Far more or less than usual, and nothing says why."""
    for point in series.mine():
        usual = series.usual(point.month, point.amount)
        if usual and abs(off(point.amount, usual)) > FAR and not series.place.is_vehicle:
            unit = KINDS[series.place.kind].unit
            sentence = f"用量 {point.amount:g} {unit}，平时这个月约 {usual:.0f}：请核对读数、倍率和单位，属实的请说明"
            yield doubt(point, "far", sentence)


def gaps(series: Series) -> Iterator[Finding]:
    """A month that is missing between two that are there; not asked while the meter has rows that are wrong anyway."""
    if series.is_spoilt:
        return
    there = sorted(series.points)
    rows = {point.month: point for point in series.mine()}
    for month in rows:
        before = max((other for other in there if other < month), default=None)
        if before is None or before == months.shift(month, -1) or series.place.is_vehicle:
            continue
        missing = list(months.between(months.shift(before, 1), months.shift(month, -1)))
        listed = "、".join(map(months.words, missing[:3])) + ("等" if len(missing) > 3 else "")
        yield doubt(rows[month], "gap", f"缺{listed}的账单：请补上，当月没有账单的请说明")


def yearly(series: Series) -> Iterator[Finding]:
    """The months of a year against the same months of the year before: over 15 % for energy, 25 % for water."""
    most = KINDS[series.place.kind].yearly
    for year in sheet_years(series):
        pairs = [
            (point, before)
            for point in series.mine()
            if point.month.year == year
            and (before := series.points.get(months.shift(point.month, -12)))
            and not series.is_explained(before)
        ]
        if most is None or len(pairs) < 3 or series.place.is_vehicle:
            continue
        change = exp(off(sum(one.amount for one, _ in pairs), sum(other.amount for _, other in pairs))) - 1
        if abs(change) > float(most):
            sentence = f"{year}年这 {len(pairs)} 个月比上年同期{change * 100:+.0f}%，超过 {most * 100:.0f}%"
            yield doubt(pairs[0][0], "yearly", f"{sentence}：请核对单位、倍率和月份，属实的请说明原因")
