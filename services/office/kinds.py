"""What is counted every month: the kinds, their one unit in the ledger, and the other units a bill may be in.

``price`` is a wide range of yuan per unit within which an ordinary bill lies, only used to argue when a meter has no
history of its own; it is common sense, not a tariff. ``yearly`` is how far a year may differ from the one before
without a question: 15 % for energy, 25 % for water.
"""

from decimal import Decimal
from typing import NamedTuple


class Kind(NamedTuple):
    title: str
    unit: str
    units: dict[str, Decimal]
    price: tuple[Decimal, Decimal]
    yearly: Decimal | None
    words: tuple[str, ...]


def units(**times: str) -> dict[str, Decimal]:
    """``{written: how many of ours}`` from ``factor="words that mean it"`` pairs."""
    return {
        word: Decimal(factor.strip("x").replace("_", ".")) for factor, words in times.items() for word in words.split()
    }


def span(low: str, high: str) -> tuple[Decimal, Decimal]:
    return Decimal(low), Decimal(high)


ENERGY, WATER = Decimal("0.15"), Decimal("0.25")
CUBIC = units(x1="m3 m³ ㎥ 立方米 立方 方 立方m", x10000="万m3 万m³ 万立方米 万方")
LITRES = units(x1="l 升 公升")
KINDS = {
    "electricity": Kind(
        "电",
        "千瓦时",
        units(x1="kwh 千瓦时 度 kw·h kw.h", x10000="万kwh 万千瓦时 万度", x1000="mwh 兆瓦时"),
        span("0.2", "3"),
        ENERGY,
        ("用电", "电力", "电量", "电费", "电表", "电"),
    ),
    "water": Kind(
        "水",
        "立方米",
        CUBIC | units(x1="吨 t", x10000="万吨"),
        span("1", "20"),
        WATER,
        ("用水", "自来水", "水量", "水费", "水表", "水"),
    ),
    "gas": Kind(
        "天然气", "立方米", CUBIC, span("1.5", "9"), ENERGY, ("天然气", "用气", "燃气", "气量", "气费", "煤气", "气")
    ),
    "petrol": Kind("汽油", "升", LITRES, span("4", "14"), ENERGY, ("汽油", "92号", "95号", "92#", "95#")),
    "diesel": Kind("柴油", "升", LITRES, span("4", "14"), ENERGY, ("柴油", "0号", "0#")),
    "heat": Kind(
        "热力",
        "吉焦",
        units(x1="gj 吉焦 百万千焦", x0_001="mj 兆焦"),
        span("15", "200"),
        ENERGY,
        ("热力", "供热", "供暖", "采暖", "用热", "热量", "热费", "暖气", "热"),
    ),
    "paper": Kind("复印纸", "包", units(x1="包 令"), span("8", "80"), None, ("复印纸", "用纸", "纸张", "打印纸", "纸")),
}
ENERGIES = ("electricity", "gas", "petrol", "diesel", "heat")


def called(text: str) -> str | None:
    """The kind that a Chinese word names; None when it names none."""
    found = [
        (len(word), key) for key, kind in KINDS.items() for word in (*kind.words, kind.title) if word in text.lower()
    ]
    return max(found)[1] if found else (text if text in KINDS else None)
