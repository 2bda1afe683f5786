"""How good the dictionary's answers are; ``manage.py bench waste-items`` prints the same figures."""

import csv
from time import process_time

import pytest

import models
from benchmarks import waste_answers as answers
from config import ROOT
from services.pinyin import sound
from services.waste import index as waste_index
from services.waste import items as waste_items
from services.waste.index import CATEGORIES
from services.waste.words import normalise


@pytest.fixture
def reading(database):
    with models.transaction(reading=True):
        yield


def test_real_questions(reading):
    tally = answers.real()
    assert tally.all == 358
    assert tally.share >= 0.97, tally.wrong


def test_real_questions_typed_wrongly_or_in_letters(reading):
    tally = answers.real("typo", "pinyin", "pinyin_initials")
    assert tally.all == 8
    assert tally.share >= 0.9, tally.wrong


def test_names_typed_wrongly_or_in_letters(reading):
    for way, tally in answers.typed_wrongly().items():
        assert tally.all > 100
        assert tally.share >= 0.9, (way, tally.wrong)


@pytest.mark.parametrize("seed", [answers.SEED, 1, 2])
def test_guesses_at_what_it_has_never_seen(seed):
    found = answers.unseen(seed)
    assert found.right >= 0.88
    assert found.coverage >= 0.5
    assert abs(found.stated - found.right) < 0.04


def test_a_search_is_quick(reading):
    waste_index.current()
    times = []
    for query in answers.queries():
        start = process_time()
        waste_items.search(query.query)
        times.append(process_time() - start)
    assert sorted(times)[int(len(times) * 0.95)] < 0.020


def rows(name):
    with (ROOT / "data" / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_row_says_where_it_comes_from_and_is_well_formed():
    sources = {row["id"]: row for row in rows("waste_sources.csv")}
    assert {row["licence"] for row in sources.values()} <= {"MIT", "Apache-2.0"}
    items = rows("waste_items.csv")
    assert len({normalise(row["name"]) for row in items}) == len(items) > 5000
    for row in items:
        assert set(row["sources"].split(";")) <= sources.keys(), row
        assert row["category"] in CATEGORIES
        differs = set(filter(None, row["differs"].split(";")))
        assert differs <= {*CATEGORIES, "各地不一"} - {row["category"]}, row
        assert len(row["name"]) <= 16


def test_the_stored_pinyin_is_the_one_that_questions_are_compared_with():
    for row in rows("waste_items.csv"):
        assert row["pinyin"] == sound(normalise(row["name"])), row
    for row in rows("waste_aliases.csv"):
        assert row["pinyin"] == sound(normalise(row["alias"])), row


def test_every_alias_leads_somewhere_and_never_to_another_class():
    items = {row["name"]: row["category"] for row in rows("waste_items.csv")}
    for row in rows("waste_aliases.csv"):
        assert items.get(row["alias"], items[row["name"]]) == items[row["name"]], row
