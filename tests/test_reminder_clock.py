"""Clocks and calendars that do not behave: a scheduler that was away, holidays, a make-up Saturday, an hour twice."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from models import Delivery, Message, session, transaction
from reminding import at, inbox, ledger, make_reader, remind, rule, states, station, turn_on
from scheduler import jobs


@pytest.fixture
def morning():
    with time_machine.travel(at(7), tick=False) as traveller:
        yield traveller


def walk(app, morning, first, last, minutes=10):
    """A scheduler that looks at the clock every few minutes."""
    moment = first
    while moment <= last:
        morning.move_to(moment)
        remind(app)
        moment += timedelta(minutes=minutes)


def test_three_hours_away_and_nothing_stale_is_sent(app, emulator, person, morning):
    turn_on(then_at=["08:30", "10:20"])
    turn_on("plate", at=at(8).time())
    early, late = make_reader(person, emulator, "commute", grants=3), make_reader(person, emulator, "plate")
    morning.move_to(at(7, 50, 5))
    here = station(app)
    jobs.plan(here)  # and then the machine stops, before anything is sent
    morning.move_to(at(10, 50, 5))
    remind(app)
    assert states()[0] == ("dropped", "late")
    assert [message["data"]["time2"] for message in emulator.sent()] == []
    assert inbox(late) == []
    assert (rule().next_run_at, rule("plate").next_run_at) == (
        at(7, 50, day=(2026, 3, 3)),
        at(8, 0, day=(2026, 3, 3)),
    )
    assert ledger(early) == 3


def test_what_was_due_within_the_hour_is_still_sent(app, emulator, person, morning):
    """Away from 7:30 to 10:50: of 8:30 and 10:20 only the second is worth anything."""
    turn_on(then_at=["08:30", "10:20"])
    make_reader(person, emulator, grants=3)
    morning.move_to(at(10, 50, 5))
    remind(app)
    assert [message["data"]["time2"] for message in emulator.sent()] == ["2026年3月2日 10:20"]


def test_a_month_of_holidays_and_make_up_days(app, emulator, person, morning):
    """国办发明电〔2025〕7号: 15 to 23 February 2026 off, the Saturdays 14 and 28 February worked."""
    morning.move_to(at(7, day=(2026, 2, 9)))
    turn_on()
    reader = make_reader(person, emulator, grants=20)
    for number in range(23):
        day = (at(7, 50, 5, day=(2026, 2, 9)) + timedelta(days=number)).date()
        morning.move_to(at(7, 50, 5, day=(day.year, day.month, day.day)))
        remind(app)
    days = [message["data"]["time2"].removeprefix("2026年").removesuffix("日 07:50") for message in emulator.sent()]
    assert days == [
        "2月9", "2月10", "2月11", "2月12", "2月13", "2月14",
        "2月24", "2月25", "2月26", "2月27", "2月28", "3月2", "3月3",
    ]  # fmt: skip
    assert ledger(reader) == 7


def test_a_whole_day_and_night(app, emulator, person, morning):
    """Whatever the rules say, nobody hears anything between 21:00 and 7:30."""
    turn_on(at=at(5, 30).time(), then_at=["07:20", "20:50", "21:10", "23:30"], workdays_only=False)
    reader = make_reader(person, emulator, grants=20)
    reader.patch("/me", {"remind_again": True})
    with transaction():
        rule().next_run_at = at(5, 30)
    walk(app, morning, at(5), at(7, day=(2026, 3, 3)))
    assert [message["data"]["time2"] for message in emulator.sent()] == ["2026年3月2日 20:50"]


@pytest.mark.parametrize("again", [False, True])
def test_an_hour_that_comes_twice_sends_nothing_twice(app, emulator, person, morning, again):
    turn_on(then_at=["08:20"])
    reader = make_reader(person, emulator, grants=9)
    reader.patch("/me", {"remind_again": again})
    walk(app, morning, at(7, 40), at(8, 30), minutes=5)
    sent = len(emulator.sent())
    assert sent == (2 if again else 1)
    walk(app, morning, at(7, 30), at(8, 50), minutes=5)  # somebody put the clock back by an hour
    assert len(emulator.sent()) == sent
    assert session.scalar(select(func.count()).select_from(Message)) == sent
    assert session.scalar(select(func.count()).select_from(Delivery)) == sent


def test_the_clock_goes_back_while_messages_wait(app, emulator, person, morning):
    turn_on()
    readers = [make_reader(person, emulator, grants=3) for _ in range(3)]
    morning.move_to(at(7, 50, 5))
    emulator.fault("subscribe/send", "errcode", times=2, errcode=-1)
    remind(app, threads=1)
    assert sorted(state for state, _ in states()) == ["pending", "pending", "sent"]
    walk(app, morning, at(6, 55), at(8, 10), minutes=5)
    assert [state for state, _ in states()] == ["sent"] * 3
    assert sorted(len(emulator.sent(reader.openid)) for reader in readers) == [1, 1, 1]
    assert sorted(ledger(reader) for reader in readers) == [2, 2, 2]


def test_an_act_one_second_before_the_send(app, emulator, person, morning):
    turn_on()
    quick, slow = make_reader(person, emulator), make_reader(person, emulator)
    morning.move_to(at(7, 50, 5))
    here = station(app)
    jobs.beat(here)
    jobs.plan(here)
    morning.move_to(at(7, 50, 24))
    assert quick.check_in().status_code == 201
    morning.move_to(at(7, 50, 25))
    jobs.deliver(here)
    assert [message["openid"] for message in emulator.sent()] == [slow.openid]
    assert ledger(quick) == 1


def test_several_senders_share_the_rate(app, emulator, morning):
    stations = [station(app, rate=300) for _ in range(3)]
    for expected in (300, 150, 100):
        here = stations.pop()
        jobs.beat(here)
        assert here.sender.bucket.rate == expected
    morning.shift(jobs.LIFE * 20 + 1)  # the others have been silent for too long
    jobs.beat(here)
    assert here.sender.bucket.rate == 300
