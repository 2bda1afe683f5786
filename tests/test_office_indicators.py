"""Indicators to the cent on both factor sets, kept results that come out again, targets, forecasts, averages."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from sqlalchemy import select

import models
from desk import sit_down
from models import Bill, IndicatorResult, Meter, OfficeYear, session
from services.office import averages, factors, forecasts, indicators

SETTINGS = {
    "floor_area": "8000", "heads": "300", "electricity": "dangliang", "gas": "qitian", "vehicle_fuel": "per_head",
    "petrol_density": "0.725", "diesel_density": "", "province": "",
}  # fmt: skip


@pytest.fixture
def desk(app):
    with time_machine.travel("2026-10-20T02:00:00Z", tick=True):
        yield sit_down(app)


def consume(year=2025, **amounts):
    """Whole-year amounts, by twelfths; ``car`` is petrol in a vehicle."""
    with models.transaction():
        for name, amount in amounts.items():
            kind = "petrol" if name == "car" else name
            meter = session.scalar(select(Meter).filter_by(kind=kind, name=name))
            if meter is None:
                meter = Meter(kind=kind, name=name, is_vehicle=name == "car")
                session.add(meter)
                session.flush()
            for month in range(1, 13):
                part = Decimal(amount) / 12 if month < 12 else Decimal(amount) - 11 * round(Decimal(amount) / 12, 3)
                session.add(Bill(meter_id=meter.id, month=date(year, month, 1), amount=round(part, 3)))


def settle(desk, year=2025, **changed):
    page = desk.post("/office/indicators/settings", SETTINGS | {"year": year} | changed)
    assert page.status_code == 200, page.text
    return desk.get(f"/office/indicators?year={year}").text


VECTOR = {"electricity": 500_000, "gas": 5000, "car": 10_000}


@pytest.mark.parametrize(
    ("electricity", "energy", "per_head", "per_m2"),
    [("dangliang", "78,189.15", "260.63", "8.44"), ("dengjia-0.31", "171,739.15", "572.46", "20.13")],
)
def test_the_test_vector_to_the_cent(desk, electricity, energy, per_head, per_m2):
    consume(**VECTOR)
    page = settle(desk, electricity=electricity)
    for figure in (energy, f">{per_head}<", f">{per_m2}<"):
        assert figure in page
    with models.transaction(reading=True):
        found = indicators.of(2025)
    assert (found.energy, found.energy_per_head, found.energy_per_m2) == tuple(
        Decimal(text.replace(",", "")) for text in (energy, per_head, per_m2)
    )


def test_vehicle_fuel_counts_where_the_office_says(desk):
    consume(**VECTOR)
    for choice, energy, per_m2 in (("everywhere", "78,189.15", "9.77"), ("nowhere", "67,521.5", "8.44")):
        page = settle(desk, vehicle_fuel=choice)
        assert energy in page
        assert f">{per_m2}<" in page


def test_a_kept_result_comes_out_again_whatever_changed_since(desk):
    consume(**VECTOR)
    settle(desk)
    desk.post("/office/indicators/results", {"year": 2025})
    consume(water=4000)
    page = settle(desk, electricity="dengjia-0.31", floor_area="9000", vehicle_fuel="nowhere")
    assert "总量 78189.15，每平方米 8.44，人均 260.63" in page
    assert "重算一致" in page
    with models.transaction(reading=True):
        row = session.scalar(select(IndicatorResult))
        assert indicators.again(row)
        assert row.basis["factors"]["electricity"] == "0.1229"
        assert "GB/T 2589-2020" in row.basis["sources"]["electricity"]
        assert row.basis["vehicle_fuel"] == "per_head"


def test_water_is_never_coal_and_what_is_missing_is_said(desk):
    consume(water=4000, paper=600)
    page = settle(desk)
    assert "13.33" in page
    assert "没有用能账单" in page
    consume(diesel=100)
    assert "柴油没有折标系数或密度" in settle(desk)
    assert "柴油没有折标系数或密度" not in settle(desk, diesel_density="0.84")
    assert "没有填写建筑面积" in settle(desk, floor_area="")


def test_averages_stand_only_beside_figures_of_the_same_basis(desk):
    consume(water=4000, **VECTOR)
    for electricity in ("dangliang", "dengjia-0.31"):
        page = settle(desk, electricity=electricity)
        assert "21.53" in page
        assert "18.48" not in page
        assert "329.56" not in page
    assert all(one.source and one.year for one in averages.AVERAGES)


def test_carbon_of_the_grid_has_a_figure_only_for_a_published_year_and_place(desk):
    consume(2023, **VECTOR)
    consume(**VECTOR)
    assert "248,800 千克" in settle(desk, 2023, province="湖南")
    page = settle(desk, 2025, province="湖南")
    assert "没有查到湖南2025年的电力排放因子，不出数字" in page
    assert all(row.source and row.year for row in factors.GRID.values())
    assert factors.grid(2023, "西藏") is None
    assert factors.grid(2023, "湖南").value == Decimal("0.4976")


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"floor_area": "0"}, "要大于 0"),
        ({"floor_area": "x"}, "建筑面积要填数字"),
        ({"heads": "-1"}, "用能人数要大于 0"),
        ({"heads": "300.5"}, "用能人数要填整数"),
        ({"heads": "1e300"}, "用能人数要大于 0"),
        ({"electricity": "made-up"}, "请从列表里选"),
        ({"vehicle_fuel": ""}, "请从列表里选"),
        ({"petrol_density": "725"}, "密度按千克/升填写"),
        ({"province": "火星"}, "请从列表里选"),
    ],
)
def test_settings_that_cannot_be_are_refused_at_their_field(desk, changed, word):
    page = desk.post("/office/indicators/settings", SETTINGS | {"year": 2025} | changed)
    assert page.status_code == 422
    assert word in page.text
    with models.transaction(reading=True):
        assert session.scalar(select(OfficeYear)) is None


def series(total, shape=(1,) * 12):
    return [Decimal(total) * one / sum(shape) for one in shape]


WINTRY = (12, 11, 10, 8, 7, 8, 10, 11, 8, 7, 9, 13)


def test_a_forecast_continues_as_earlier_years_went_on():
    history = {
        2023: series(1200, WINTRY),
        2024: series(1100, WINTRY),
        2025: series(1000, (13, 11, 10, 8, 7, 8, 10, 11, 8, 7, 9, 12)),
    }
    history[2026] = [*series(1000, WINTRY)[:9], None, None, None]
    found = forecasts.forecast(history, 2026)
    so_far = sum(history[2026][:9])
    rates = [sum(history[year][9:]) / sum(history[year][:9]) for year in (2023, 2024, 2025)]
    assert found.expected == forecasts.whole(so_far * (1 + sum(rates) / 3))
    assert found.low == forecasts.whole(so_far * (1 + min(rates)))
    assert found.high == forecasts.whole(so_far * (1 + max(rates)))
    assert found.low <= found.expected <= found.high
    assert abs(sum(found.rest.values()) - (found.expected - so_far)) < Decimal("0.05")
    limit = Decimal(990)
    december = forecasts.december(limit, found)
    assert abs(so_far + found.rest[10] + found.rest[11] + december - limit) < Decimal("0.02")
    assert "2023、2024、2025" in found.method


def test_nothing_is_made_up_where_there_is_no_history():
    alone = forecasts.forecast({2026: [*series(1000)[:9], None, None, None]}, 2026)
    assert (alone.expected, alone.low) == (None, None)
    one = forecasts.forecast({2025: series(1000), 2026: [*series(900)[:6], *[None] * 6]}, 2026)
    assert (one.expected, one.low) == (Decimal(900), None)
    assert "给不出区间" in one.method
    budget, said = forecasts.budget(Decimal(1200), {}, 2026)
    assert (budget, "平均分配" in said) == ([Decimal(100)] * 12, True)


def test_targets_are_set_shown_and_taken_away(desk):
    for year in (2023, 2024, 2025):
        consume(year, electricity=480_000)
        settle(desk, year)
    settle(desk, 2026)
    with models.transaction():
        meter = session.scalar(select(Meter.id).filter_by(kind="electricity"))
        for month in range(1, 10):
            session.add(Bill(meter_id=meter, month=date(2026, month, 1), amount=Decimal(40_000)))
    bases = {f"base_{key}": "2025" for key in indicators.TITLES}
    page = desk.post("/office/indicators/targets", {"year": 2026, "cut_electricity_per_head": "2"} | bases)
    for words in ("人均用电量", "1,568", "470,400", "预测全年", "480,000", "12 月最多", "30,400"):
        assert words in page.text, words
    page = desk.post(
        "/office/indicators/targets",
        {"year": 2026, "cut_electricity_per_head": "2", "base_electricity_per_head": "2026"},
    )
    assert page.status_code == 422
    assert "基准年要早于目标年" in page.text
    assert "还没有目标" in desk.post("/office/indicators/targets", {"year": 2026} | bases).text
