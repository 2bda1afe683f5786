"""Working days in a row: leave, illness and weekends must not cost anybody their streak."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.streaks import streak

START = date(2026, 12, 1)
MON, TUE, WED, THU, FRI, SAT, SUN = (date(2026, 3, day) for day in range(2, 9))
NEXT_MON = date(2026, 3, 9)


def weekday(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("done", "absent", "today", "length"),
    [
        pytest.param([], [], WED, 0, id="nothing yet"),
        pytest.param([WED], [], WED, 1, id="first day"),
        pytest.param([MON, TUE, WED], [], WED, 3, id="three days"),
        pytest.param([MON, TUE], [], WED, 2, id="today is still to come"),
        pytest.param([MON], [], WED, 0, id="yesterday was missed"),
        pytest.param([MON, WED], [], WED, 1, id="a missed day breaks it"),
        pytest.param([THU, FRI], [], SUN, 2, id="a weekend waits"),
        pytest.param([THU, FRI, NEXT_MON], [], NEXT_MON, 3, id="a weekend does not break it"),
        pytest.param([THU, FRI], [], NEXT_MON, 2, id="monday still to come"),
        pytest.param([FRI, SAT, SUN], [], SUN, 1, id="acts on days off do not add"),
        pytest.param([SAT], [], SUN, 0, id="only a day off"),
        pytest.param([MON, THU], [TUE, WED], THU, 2, id="leave keeps it"),
        pytest.param([MON, THU], [(TUE, WED)], THU, 2, id="leave as a range"),
        pytest.param([MON, TUE, THU], [TUE, WED], THU, 2, id="an act while away does not count"),
        pytest.param([MON, TUE], [(WED, date(2026, 12, 31))], FRI, 2, id="away until further notice"),
        pytest.param([MON, TUE], [WED], WED, 2, id="away today"),
        pytest.param([MON, TUE], [(date(2020, 1, 1), SUN)], TUE, 0, id="away all along"),
        pytest.param([MON, TUE, FRI], [], TUE, 2, id="later acts are not seen"),
        pytest.param([FRI], [], TUE, 0, id="only later acts"),
        pytest.param([MON, MON, TUE], [(TUE, MON)], TUE, 2, id="repeats, and a range the wrong way round"),
    ],
)
def test_a_streak(done, absent, today, length):
    assert streak(done, absent, weekday, today) == length


def test_a_make_up_saturday_counts_and_a_missed_one_breaks():
    with_saturday = {MON, TUE, WED, THU, FRI, SAT}
    assert streak([FRI, SAT], [], with_saturday, SUN) == 2
    assert streak([THU, FRI], [], with_saturday, SUN) == 0


def test_over_new_year_and_a_leap_day():
    days = [date(2027, 12, 30) + timedelta(days=n) for n in range(70)]
    assert streak([day for day in days if weekday(day)], [], weekday, date(2028, 2, 29)) == 44


def oracle(done: set[date], absent: list[tuple[date, date]], works: set[date], today: date) -> int:
    """Count forward over every day there is, the slow and obvious way."""
    length = 0
    day = START
    while day <= today:
        away = any(first <= day <= last for first, last in absent)
        if day in works and not away:
            length = length + 1 if day in done else (length if day == today else 0)
        day += timedelta(days=1)
    return length


days = st.integers(0, 60).map(lambda n: START + timedelta(days=n))


@given(
    done=st.sets(days, max_size=60),
    missed=st.sets(days, max_size=4),
    absent=st.lists(st.tuples(days, days), max_size=4),
    works=st.sets(days),
    today=days,
    mostly=st.booleans(),
)
def test_agrees_with_the_slow_and_obvious_way(done, missed, absent, works, today, mostly):
    if mostly:  # long streaks are rare among random sets: do nearly every day
        done = {START + timedelta(days=n) for n in range(61)} - missed
    assert streak(done, absent, works, today) == oracle(done, absent, works, today)
    assert streak(list(done), absent, works.__contains__, today) == oracle(done, absent, works, today)
