"""Grams of CO₂ a green act saves, by a named factor set, and never without the method.

The sets, their figures and their sources are ``data/factors.csv``; a set is never edited once acts were paid by it,
a new version is a new set. Where no figure could be sourced the answer is None: no guess, and nothing borrowed from
another set. A trip is known by its distance band only and is credited at the band's lower bound, 0.5 km for the
first, so the figure errs on the low side.
"""

import csv
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

DEFAULT_SET = "lvpuhui-2024"
KM = {"0-1km": Decimal("0.5"), "1-3km": Decimal(1), "3-5km": Decimal(3), "5km+": Decimal(5)}
PER = {"trip": "每次", "meal": "每餐", "km": "每公里", "step": "每步"}
NO_FIGURE = "没有可靠口径，暂不估算"
NO_METHOD = "none"


class Factor(NamedTuple):
    """One sourced figure: ``value`` grams of CO₂ per step, km, trip or meal; ``kind`` is published or derived."""

    set: str
    set_name: str
    key: str
    title: str
    value: Decimal
    unit: str
    per: str
    version: str
    year: int
    source: str
    url: str
    kind: str
    note: str
    status: str


class FactorSet(NamedTuple):
    """``status``: default, optional, or off (kept for comparison; turning it on needs the source checked first)."""

    key: str
    name: str
    year: int
    status: str
    factors: Mapping[str, Factor]


class Estimate(NamedTuple):
    """``grams`` is None when there is no figure. ``method_key`` (ASCII, at most 48) is stored; ``method`` is shown."""

    grams: int | None
    method: str
    method_key: str


def read_factors(path: Path) -> dict[str, FactorSet]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [
            Factor(**row | {"value": Decimal(row["value"]), "year": int(row["year"])})  # type: ignore[arg-type]
            for row in csv.DictReader(lines)
        ]
    sets: dict[str, FactorSet] = {}
    for row in rows:
        same = sets.setdefault(row.set, FactorSet(row.set, row.set_name, row.year, row.status, {}))
        same.factors[row.key] = row  # type: ignore[index]
    return sets


SETS = read_factors(Path(__file__).parent.parent / "data" / "factors.csv")
NOTHING = Estimate(None, NO_FIGURE, NO_METHOD)


def grams(activity_key: str, detail: Mapping, factor_set: str = DEFAULT_SET) -> Estimate:
    """What one act saves. Raises KeyError for an unknown set or band: both are checked where they come in."""
    if activity_key == "green_commute":
        return estimate(factor_set, detail["mode"], detail["band"])
    if activity_key == "clean_plate" and detail["step"] == "kept":
        return estimate(factor_set, "clean_plate", "")
    return NOTHING


@lru_cache(maxsize=1024)
def estimate(factor_set: str, key: str, band: str) -> Estimate:
    """The figure of one factor; ``band`` matters only to figures per km."""
    factor = SETS[factor_set].factors.get(key)
    if factor is None:
        return NOTHING
    times = KM[band] if factor.per == "km" else Decimal(1)
    saved = int((factor.value * times).quantize(Decimal(1), ROUND_HALF_UP))
    method_key = ":".join([factor_set, key, band] if factor.per == "km" else [factor_set, key])
    return Estimate(saved, f"约 {saved} g（口径：{basis(factor, band)}）", method_key)


def basis(factor: Factor, band: str) -> str:
    parts = [f"{factor.set_name}{factor.title}", PER[factor.per]]
    if factor.per == "km":
        parts[-1] += f" {factor.value} g"
    if factor.kind == "derived":
        parts.append("推算值")
    if factor.per == "km":
        parts.append(f"按 {KM[band]} 公里计" if band == "0-1km" else f"按档内最短 {KM[band]} 公里计")
    return "，".join([*parts, str(factor.year)])


def describe(method_key: str) -> str:
    """The sentence of a stored key. A key of a set or figure that is gone says so instead of failing."""
    if method_key in ("", NO_METHOD):
        return NO_FIGURE
    factor_set, key, band = (method_key.split(":") + ["", ""])[:3]
    try:
        return estimate(factor_set, key, band).method
    except KeyError:
        return f"口径已停用（{method_key}）"


def describe_sum(method_keys: Iterable[str]) -> str:
    """What to show beside a sum of grams: the sets it was counted by, each once."""
    names = dict.fromkeys(key.split(":")[0] for key in method_keys)
    used = [f"{SETS[name].name}，{SETS[name].year}" for name in names if name in SETS]
    return f"口径：{'；'.join(used)}" if used else NO_FIGURE
