"""What is strange about rows of a ledger sheet: the ledger argues back, and whoever has looked may say why it is so.

A figure is held against the same meter's other months: those of the ledger and those of the sheet itself. One cause
is named per row, the likeliest first, and a row that is explained is not used against others.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from math import log

from services.office.bills import parts as bill_parts
from services.office.bills import shapes as bill_shapes
from services.office.bills.files import Finding
from services.office.bills.places import Place, Placed
from services.office.bills.series import Known, Series, doubt, make_series, off
from services.office.kinds import KINDS

TEN_THOUSAND = log(10_000)
LIKE = log(2.2)  # what counts as "the size of" when orders of magnitude are told apart
PRICE_OFF = log(1.3)
FAR = log(2.5)


def check(
    placed: Sequence[Placed],
    others: Sequence[Place],
    known: Known,
    hard: set[tuple[str, int]],
    parents: Mapping[int, int],
) -> list[Finding]:
    """``hard`` holds the sheets and lines that are wrong already: nothing more is said about them. ``parents`` says
    which meter each sub-meter belongs to."""
    every = make_series(placed, known)
    silent = [Series(place, {point.month: point for point in known.get(place.meter_id or 0, ())}) for place in others]
    findings: list[Finding] = []
    spoilt = {place for row, place in placed if (row.sheet, row.line) in hard}
    for series in every:
        series.explained, series.is_spoilt = set(hard), series.place in spoilt
    for series in every:
        for look in (bill_shapes.years, sizes, prices):
            findings += series.explain(look(series))
    for series in every:
        findings += series.explain(bill_shapes.strangers(series, [*every, *silent]))
        for look in (bill_shapes.shifted, bill_shapes.swapped, bill_shapes.copied):
            findings += series.explain(look(series))
    findings += bill_parts.check(every, silent, parents)
    for series in every:
        for look in (bill_shapes.far, bill_shapes.gaps, bill_shapes.yearly):
            findings += series.explain(look(series))
    return findings


def sizes(series: Series) -> Iterator[Finding]:
    """Ten thousand times too much or too little, told apart by which of amount and price is out."""
    kind = KINDS[series.place.kind]
    for point in series.mine():
        usual, price = series.usual(point.month), series.price(point.month) or middle(kind.price)
        wrong = off(point.amount, usual) if usual else 0.0
        dear = off(point.price, price) if point.price else 0.0
        if abs(abs(dear) - TEN_THOUSAND) > LIKE:
            continue
        shown = f"每{kind.unit} {point.price:.4g} 元，平时约 {price:.2g} 元"
        if abs(wrong) > FAR or (usual is None and dear > 0):
            big = f"用量像是按万{kind.unit}填的" if dear > 0 else f"用量像是已换算成{kind.unit}又乘了一万"
            yield doubt(point, "unit", f"{shown}：{big}，单位是{kind.unit}")
        else:
            small = "费用像是按万元填的" if dear < 0 else "费用的单位像是标成了万元，其实是元"
            yield doubt(point, "money", f"{shown}：{small}")


def middle(span: tuple[Decimal, Decimal]) -> float:
    return float(span[0] * span[1]) ** 0.5


def prices(series: Series) -> Iterator[Finding]:
    """No cost, or a unit price far from the usual."""
    kind = KINDS[series.place.kind]
    paying = sum(point.cost is not None for point in series.points.values())
    for point in series.mine():
        if point.cost is None and point.amount > 0 and paying:
            yield doubt(point, "missing_cost", "有用量没有费用：请补上费用，确实不付费的请说明")
        usual = series.price(point.month)
        low, high = map(float, kind.price)
        if point.price is None:
            continue
        if usual and abs(off(point.price, usual)) > PRICE_OFF:
            change = (point.price / usual - 1) * 100
            sentence = f"单价 {point.price:.4g} 元，平时约 {usual:.4g} 元，相差 {change:+.0f}%：用量或费用有一个填错"
            yield doubt(point, "price", sentence)
        elif usual is None and not low <= point.price <= high:
            yield doubt(point, "price", f"单价 {point.price:.4g} 元不像{kind.title}的价格，请核对用量、费用和单位")
