"""What a board may say of small departments: nothing under five, nothing about one person under nine.

An onlooker knows the rules and every board ever shown, not the office's secret. The tests try every department of
five to eight, every number of participants and every draw: whatever two boards show before and after one person
joined or left, some other history shows the same two boards.
"""

from datetime import date
from fractions import Fraction
from itertools import product

import pytest
import time_machine

from factories import fold, make_department, make_employee
from models import session, transaction
from services.boards import disclosure, periods, tallies
from services.boards.disclosure import Steps, Tally

WEDNESDAY = "2026-03-04T02:00:00Z"
SIZES = range(5, 9)
DRAWS = [Fraction(n, 12) for n in range(12)]
STEPS = Steps(30, 300)


def line(people, points=0, size=6, grams=0, key=1):
    return Tally(key, "市局/小科", "", points, grams, people, size * 7, 7)


def may_show(people, size):
    """Every number of participants that some draw shows."""
    return {disclosure.in_groups(people, size, chance) for chance in DRAWS}


@pytest.mark.parametrize("size", SIZES)
def test_what_is_shown_is_right_on_average_and_at_most_two_or_three_off(size):
    for people in range(size + 1):
        shown = [disclosure.in_groups(people, size, chance) for chance in DRAWS]
        assert sum(shown) == people * len(DRAWS)
        assert all(abs(one - people) <= 3 and 0 <= one <= size for one in shown)
    for total, step in product(range(0, 200, 7), (10, 30)):
        chances = [Fraction(n, step) for n in range(step)]
        assert sum(disclosure.in_steps(total, step, chance) for chance in chances) == total * step


@pytest.mark.parametrize("size", SIZES)
def test_two_boards_never_differ_by_one_person(size):
    shown = sorted(set().union(*(may_show(people, size) for people in range(size + 1))))
    assert all(later - earlier >= 2 for earlier, later in zip(shown, shown[1:], strict=False))
    assert {0, size} <= set(shown)


@pytest.mark.parametrize(("size", "change"), list(product(SIZES, (1, -1))))
def test_one_person_joining_or_leaving_cannot_be_told_from_something_else(size, change):
    histories = {}
    for before, after in product(range(size + 1), repeat=2):
        same_draw = before == after  # the same figure is always shown alike
        for pair in product(may_show(before, size), may_show(after, size)):
            if not same_draw or pair[0] == pair[1]:
                histories.setdefault(pair, set()).add(after - before)
    for before in range(size + 1):
        if 0 <= before + change <= size:
            for pair in product(may_show(before, size), may_show(before + change, size)):
                assert histories[pair] - {change}, f"{pair} can only be one person"


@pytest.mark.parametrize("size", SIZES)
def test_what_one_person_adds_is_within_a_step(size):
    """Points go up by nothing or by a whole step, whoever's they are; any start within a step shows the same."""
    for points, more, chance in product(range(0, 90, 3), range(1, 30), DRAWS):
        grown = disclosure.in_steps(points + more, 30, chance) - disclosure.in_steps(points, 30, chance)
        assert grown in (0, 30)


def test_the_same_figure_is_always_shown_alike_and_only_the_secret_says_how():
    shown = {
        secret: [disclosure.coarse(120260302, line(people, 100), secret, STEPS).participants for people in range(7)]
        for secret in (b"%d" % n for n in range(400))
    }
    again = [disclosure.coarse(120260302, line(people, 100), b"7", STEPS).participants for people in range(7)]
    assert again == shown[b"7"]
    assert {tuple(one) for one in shown.values()} == set(product([0], [0, 3], [0, 3], [3], [3, 6], [3, 6], [6]))


def test_steps_are_taken_from_departments_that_are_shown_anyway():
    large, small = line(10, 250, 20, 4000, key=2), line(3, 9999, 6, 99999)
    assert disclosure.steps_for([large, small]) == Steps(80, 1200)
    assert disclosure.steps_for([small]) == Steps(10, 100)


def test_a_department_under_five_is_nowhere_but_in_the_folded_line():
    tiny, other, large = line(3, 30, 4, key=1), line(1, 5, 3, key=2), line(9, 90, 12, key=3)
    lines = disclosure.publish(120260302, [tiny, other, large], b"s")
    assert [one.department_id for one in lines] == [3, None]
    assert lines[1].person_days == 7 * 7
    assert [one.department_id for one in disclosure.publish(120260302, [tiny, large], b"s")] == [3]


@time_machine.travel(WEDNESDAY, tick=False)
def test_no_cut_of_the_tree_gives_a_small_department_away(person):
    """Units are sums of what is listed: taking listed departments from their unit leaves nothing over."""
    for path, size in {"甲局/大科": 12, "甲局/四科": 4, "乙局/中科": 9, "乙局/三科": 3, "乙局/六科": 6}.items():
        people = [person(department=path) for _ in range(2)]
        for _ in range(size - 2):
            make_employee(department=path)
        for one in people:
            one.check_in()
    fold()
    rows = {}
    for unit in ("", "&unit=0", f"&unit={make_department('甲局')}", f"&unit={make_department('乙局')}"):
        told = people[0].get(f"/rankings/departments?metric=points{unit}").json["data"]["standings"]
        rows[unit] = {row["department"]["name"]: row for row in told}
    flat, top, *below = rows.values()
    assert set(flat) == {"甲局/大科", "乙局/中科", "乙局/六科", "其他小科室"}
    assert set(top) == {"甲局", "乙局", "其他小科室"}
    assert top["其他小科室"] == flat["其他小科室"] | {"rank": top["其他小科室"]["rank"]}
    for name, inside in zip(("甲局", "乙局"), below, strict=True):
        assert all(inside[path]["points"] == flat[path]["points"] for path in inside)
        for figure in ("points", "grams", "participants"):
            assert top[name][figure] == sum(row[figure] for row in inside.values())
    assert people[0].get("/rankings/departments?unit=999999").status_code == 404


@time_machine.travel(WEDNESDAY, tick=False)
@pytest.mark.parametrize("size", SIZES)
def test_boards_before_and_after_somebody_joins(person, size):
    """The same through the front door."""
    people = [person(department="市局/小科") for _ in range(size)]
    big = person(department="市局/大科")
    for _ in range(11):
        make_employee(department="市局/大科")
    seen = []
    for one in people:
        fold()
        rows = big.get("/rankings/departments?metric=points").json["data"]["standings"]
        seen.append(next(row for row in rows if row["department"]["name"] == "市局/小科"))
        one.check_in()
    for before, after in zip(seen, seen[1:], strict=False):
        assert abs(after["participants"] - before["participants"]) != 1
        assert (after["points"] - before["points"]) % 10 == 0
    with transaction(reading=True):
        exact = tallies.read(periods.span("week", date(2026, 3, 4)), None)
    assert max(one.participants for one in exact) == size - 1
    session.remove()
