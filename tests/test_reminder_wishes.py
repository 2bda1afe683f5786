"""What a person wishes of the reminders: kinds, peace for today or the week, again when not done, off in one tap."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from models import Account, session
from reminding import accept, at, inbox, make_reader, remind, rule, states, turn_on

TUESDAY, FRIDAY = (2026, 3, 3), (2026, 3, 6)


@pytest.fixture
def morning():
    with time_machine.travel(at(7), tick=False) as traveller:
        yield traveller


@pytest.fixture
def reader(app, emulator, person, morning):
    turn_on()
    return make_reader(person, emulator, grants=5)


def run(app, morning, moment):
    morning.move_to(moment)
    remind(app)


def test_not_today(app, emulator, reader, morning):
    for _ in range(2):
        answer = reader.post("/reminders/rest", {"span": "today"})
        assert answer.json["data"] == {"reminder_kinds": ["commute"], "reminders_from": "2026-03-03"}
    run(app, morning, at(7, 50, 5))
    assert inbox(reader) == []
    run(app, morning, at(7, 50, 5, day=TUESDAY))
    assert inbox(reader) == ["绿色出行提醒"]


def test_not_this_week_and_a_longer_peace_is_not_cut_short(app, reader, morning):
    morning.move_to(at(7, day=TUESDAY))
    reader.post("/reminders/rest", {"span": "week"})
    assert reader.post("/reminders/rest", {"span": "today"}).json["data"]["reminders_from"] == "2026-03-09"
    run(app, morning, at(7, 50, 5, day=FRIDAY))
    assert inbox(reader) == []
    assert reader.get("/me").json["data"]["reminders_from"] == "2026-03-09"
    assert reader.delete("/reminders/rest").json["data"]["reminders_from"] is None
    run(app, morning, at(7, 50, 5, day=(2026, 3, 9)))
    assert inbox(reader) == ["绿色出行提醒"]


def test_peace_that_comes_between_planning_and_sending(app, emulator, reader, morning):
    emulator.fault("subscribe/send", "errcode", errcode=-1)
    run(app, morning, at(7, 50, 5))
    reader.post("/reminders/rest", {"span": "today"})
    morning.shift(30)
    remind(app)
    assert states() == [("dropped", "resting")]
    assert emulator.sent() == []


def test_off_in_one_tap_from_the_messages_own_page(app, emulator, reader, morning):
    run(app, morning, at(7, 50, 5))
    (message,) = reader.get("/messages").json["data"]
    (sent,) = emulator.sent()
    assert message["kind"] == "commute"
    assert message["page"] == sent["page"] == "pages/home/index?reminder=commute"
    for _ in range(2):
        assert reader.post(f"/reminders/{message['kind']}/off").json["data"]["reminder_kinds"] == []
    run(app, morning, at(7, 50, 5, day=TUESDAY))
    assert len(emulator.sent()) == 1
    assert reader.post("/reminders/unheard_of/off").status_code == 404


def test_again_only_for_those_who_ask(app, emulator, reader, person, morning):
    turn_on(then_at=["08:30", "12:40"])
    once = make_reader(person, emulator, grants=5)
    reader.patch("/me", {"remind_again": True})
    for hour, minute in ((7, 50), (8, 30)):
        run(app, morning, at(hour, minute, 5))
    assert [len(inbox(each)) for each in (reader, once)] == [2, 1]
    assert reader.check_in().status_code == 201
    run(app, morning, at(12, 40, 5))
    assert [len(inbox(each)) for each in (reader, once)] == [2, 1]
    assert rule().next_run_at == at(7, 50, day=TUESDAY)


def test_a_later_time_reaches_who_could_not_be_reached_earlier(app, emulator, reader, morning):
    turn_on(then_at=["08:30"])
    reader.patch("/me", {"quiet_from": "07:00", "quiet_until": "08:00"})
    run(app, morning, at(7, 50, 5))
    assert inbox(reader) == []
    run(app, morning, at(8, 30, 5))
    assert len(inbox(reader)) == 1


def test_the_kinds_on_offer(app, reader):
    turn_on("lights", then_at=["18:00"])
    offers = {each["kind"]: each for each in reader.get("/reminders").json["data"]}
    assert list(offers) == ["commute", "quiz", "plate", "lights", "campaign", "weekly"]
    assert offers["lights"] == {
        "kind": "lights",
        "title": "随手关灯提醒",
        "times": ["17:30", "18:00"],
        "is_on": True,
        "wanted": False,
    }
    assert (offers["commute"]["wanted"], offers["quiz"]["is_on"]) == (True, False)


def test_leaving_takes_the_wishes_along(app, emulator, reader, morning):
    reader.post("/reminders/rest", {"span": "week"})
    reader.patch("/me", {"remind_again": True})
    assert reader.delete("/participation").status_code == 204
    row = session.scalars(select(Account).filter_by(id=reader.account_id)).one()
    assert (row.reminder_kinds, row.remind_again, row.reminders_from) == ([], False, None)
    for day in range(2, 8):
        run(app, morning, at(7, 50, 5, day=(2026, 3, day)))
    assert emulator.sent() == []
    assert states() == []


def test_who_joins_again_is_asked_anew(app, emulator, reader, morning):
    reader.delete("/participation")
    morning.shift(timedelta(days=1))
    version = reader.get("/policy").json["data"]["version"]
    assert reader.post("/participation", {"policy_version": version}).status_code == 201
    run(app, morning, at(7, 50, 5, day=TUESDAY))
    assert states() == []
    reader.patch("/me", {"reminder_kinds": ["commute"]})
    accept(reader, emulator)
    run(app, morning, at(7, 50, 5, day=(2026, 3, 4)))
    assert [state for state, _ in states()] == ["sent"]
    assert date(2026, 3, 4).weekday() == 2
