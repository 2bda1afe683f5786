"""Grams of CO₂: only sourced figures, each with its method, and none where there is no source."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from services import carbon

MODES = ["walk", "bike", "e_bike", "bus", "metro", "carpool", "no_trip"]
BANDS = ["0-1km", "1-3km", "3-5km", "5km+"]
FACTORS = [factor for chosen in carbon.SETS.values() for factor in chosen.factors.values()]


def commute(mode: str, band: str, factor_set: str = carbon.DEFAULT_SET) -> carbon.Estimate:
    return carbon.grams("green_commute", {"direction": "to_work", "mode": mode, "band": band}, factor_set)


@pytest.mark.parametrize(
    ("factor_set", "mode", "grams"),
    [
        ("lvpuhui-2024", "walk", [12, 24, 71, 118]),
        ("lvpuhui-2024", "bus", [80, 80, 80, 80]),
        ("shenzhen-2022", "bus", [13, 27, 81, 135]),
        ("shenzhen-2022", "metro", [23, 47, 140, 234]),
        ("beijing-2024", "walk", [125, 250, 750, 1250]),
        ("beijing-2024", "bike", [121, 241, 724, 1207]),
        ("beijing-2024", "bus", [99, 198, 594, 990]),
        ("beijing-2024", "metro", [109, 218, 654, 1090]),
    ],
)
def test_a_commute_is_credited_at_its_bands_lower_bound(factor_set, mode, grams):
    assert [commute(mode, band, factor_set).grams for band in BANDS] == grams


@pytest.mark.parametrize(
    ("factor_set", "modes"),
    [
        ("lvpuhui-2024", {"bike", "e_bike", "metro", "carpool", "no_trip"}),
        ("shenzhen-2022", {"walk", "bike", "e_bike", "carpool", "no_trip"}),
        ("beijing-2024", {"e_bike", "carpool", "no_trip"}),
    ],
)
def test_no_figure_is_borrowed_or_guessed(factor_set, modes):
    assert {mode for mode in MODES if commute(mode, "5km+", factor_set).grams is None} == modes
    for mode in modes:
        assert commute(mode, "5km+", factor_set) == (None, "没有可靠口径，暂不估算", "none")


def test_the_default_set_is_the_conservative_one():
    assert carbon.DEFAULT_SET == "lvpuhui-2024"
    assert {key: chosen.status for key, chosen in carbon.SETS.items()} == {
        "lvpuhui-2024": "default",
        "shenzhen-2022": "optional",
        "beijing-2024": "off",
    }


def test_the_default_figures_are_those_published():
    factors = carbon.SETS[carbon.DEFAULT_SET].factors
    values = {key: (factor.value, factor.per, factor.kind) for key, factor in factors.items()}
    assert values == {
        "step": (Decimal("0.0164"), "step", "published"),
        "walk": (Decimal("23.5"), "km", "derived"),
        "bus": (Decimal(80), "trip", "published"),
        "clean_plate": (Decimal(144), "meal", "published"),
    }
    assert 20 <= 1000 * values["step"][0] / Decimal("0.7") <= 27  # a step of about 0.7 m


def test_a_kept_plate_counts_and_a_pledge_does_not():
    assert carbon.grams("clean_plate", {"meal": "lunch", "step": "kept"}).grams == 144
    assert carbon.grams("clean_plate", {"meal": "lunch", "step": "pledge"}).grams is None
    assert carbon.grams("clean_plate", {"meal": "lunch", "step": "kept"}, "shenzhen-2022").grams is None


@pytest.mark.parametrize("activity", ["lights_out", "waste_quiz", "bin_sorting", "something_new"])
def test_other_behaviours_have_no_figure(activity):
    assert carbon.grams(activity, {}).grams is None


def test_the_method_is_said_in_chinese():
    assert commute("bus", "5km+").method == "约 80 g（口径：绿普惠公交出行，每次，2024）"
    assert commute("walk", "0-1km").method == "约 12 g（口径：绿普惠步行，每公里 23.5 g，推算值，按 0.5 公里计，2024）"
    assert "按档内最短 3 公里计" in commute("metro", "3-5km", "shenzhen-2022").method


def test_a_stored_key_gives_the_same_sentence_again():
    keys = set()
    for factor_set, mode, band in product(carbon.SETS, MODES, BANDS):
        estimate = commute(mode, band, factor_set)
        assert estimate.method_key.isascii()
        assert len(estimate.method_key) <= 48
        assert carbon.describe(estimate.method_key) == estimate.method
        keys.add(estimate.method_key)
    assert len(keys) > len(MODES)
    assert carbon.describe("") == carbon.NO_FIGURE
    for gone in ("retired-2019:walk", "lvpuhui-2024:walk:9km", "lvpuhui-2024:walk"):
        assert carbon.describe(gone) == f"口径已停用（{gone}）"


def test_a_sum_names_each_set_once():
    keys = ["lvpuhui-2024:bus", "lvpuhui-2024:walk:1-3km", "none", "shenzhen-2022:metro:5km+"]
    assert carbon.describe_sum(keys) == "口径：绿普惠，2024；深圳低碳公共出行方法学，2022"
    assert carbon.describe_sum(["none", ""]) == carbon.NO_FIGURE


def test_an_unknown_set_is_not_passed_over():
    with pytest.raises(KeyError):
        commute("bus", "5km+", "made-up")


@pytest.mark.parametrize("factor", FACTORS, ids=lambda factor: f"{factor.set}-{factor.key}")
def test_every_number_has_unit_year_and_source(factor):
    assert factor.unit == "gCO2"
    assert factor.per in {"step", "km", "trip", "meal"}
    assert 2000 < factor.year <= date(2026, 12, 31).year
    assert str(factor.year) in factor.version
    assert len(factor.source) > 10
    assert factor.kind in {"published", "derived"}
    assert factor.kind == "published" or factor.note
    assert factor.value > 0
    assert factor.status == carbon.SETS[factor.set].status
    assert ("未见标准原文" in factor.source) is (factor.status == "off")
