"""Each outcome of a call, what becomes of the delivery, and what is left in the ledger."""

from datetime import timedelta
from threading import Barrier, Event, Thread

import pytest
import time_machine
from sqlalchemy import select, update

import clock
from models import Delivery, Lease, session, transaction
from reminding import accept, at, granted, halted, inbox, ledger, make_reader, remind, rule, states, station, turn_on
from scheduler import jobs, lease
from services import housekeeping

SEND = "message/subscribe/send"


@pytest.fixture
def planned(app, emulator, person):
    """Monday 07:50: makes some readers, plans, and gives back a scheduler that has yet to send, and the readers."""
    with time_machine.travel(at(7), tick=False) as traveller:

        def make(people=1, *, threads=4, rate=1000, grants=1):
            turn_on()
            readers = [make_reader(person, emulator, grants=grants) for _ in range(people)]
            traveller.move_to(at(7, 50, 5))
            here = station(app, threads=threads, rate=rate)
            jobs.beat(here)
            jobs.plan(here)
            return here, readers

        make.clock = traveller
        yield make


def test_sent_uses_up_one_grant(emulator, planned):
    here, (reader,) = planned(grants=3)
    jobs.deliver(here)
    assert states() == [("sent", "")]
    assert ledger(reader) == granted(emulator, reader) == 2


def test_refused_means_that_nothing_is_left(emulator, planned):
    here, (reader,) = planned(grants=2)
    emulator.grant(reader.openid, "tmpl-commute", n=-2)  # switched off in WeChat's own settings: nobody told us
    jobs.deliver(here)
    ((state, reason),) = states()
    assert state == "refused"
    assert "43101" in reason
    assert ledger(reader) == granted(emulator, reader) == 0


def test_a_message_wechat_does_not_take_fails_and_names_the_field(emulator, planned):
    here, (reader,) = planned()
    with transaction():
        rule().template_keys = ["thing1", "time2"]
    jobs.deliver(here)
    ((state, reason),) = states()
    assert state == "failed"
    assert "thing3" in reason
    assert ledger(reader) == granted(emulator, reader) == 1


def test_busy_twice_then_sent(emulator, planned):
    here, (reader,) = planned()
    emulator.fault(SEND, "errcode", times=2, errcode=-1)
    for pause in (5, 30):
        jobs.deliver(here)
        assert [state for state, _ in states()] == ["pending"]
        jobs.deliver(here)  # not before its time
        planned.clock.shift(pause)
    jobs.deliver(here)
    assert [state for state, _ in states()] == ["sent"]
    assert len(emulator.log(SEND)) == 3
    assert len(emulator.sent()) == 1
    assert ledger(reader) == granted(emulator, reader) == 0


def test_busy_for_ever_fails_after_four_tries(emulator, planned):
    here, (reader,) = planned()
    emulator.fault(SEND, "errcode", times=0, errcode=-1)
    for _ in range(6):
        jobs.deliver(here)
        planned.clock.shift(200)
    assert states() == [("failed", "busy, errcode -1, rid " + states()[0][1].rpartition(" ")[2])]
    assert len(emulator.log(SEND)) == 4
    assert ledger(reader) == granted(emulator, reader) == 1


@pytest.mark.parametrize("then", ["http", "drop"])
def test_perhaps_delivered_is_unknown_and_never_sent_again(emulator, planned, then):
    here, (reader,) = planned(grants=2)
    emulator.fault(SEND, "after_effect", then=then)
    for _ in range(3):
        jobs.deliver(here)
        planned.clock.shift(60)
    assert [state for state, _ in states()] == ["unknown"]
    assert len(emulator.sent()) == 1
    assert ledger(reader) == granted(emulator, reader) == 1


def test_not_delivered_but_not_known_so_leaves_the_ledger_one_lower(emulator, planned):
    here, (reader,) = planned(grants=2)
    emulator.fault(SEND, "drop")
    jobs.deliver(here)
    assert [state for state, _ in states()] == ["unknown"]
    assert (ledger(reader), granted(emulator, reader)) == (1, 2)


def test_a_halt_stops_everybody_until_its_time(app, emulator, planned):
    here, readers = planned(6, threads=1)
    emulator.fault(SEND, "errcode", times=1, skip=2, errcode=45009)
    jobs.deliver(here)
    assert sorted(state for state, _ in states()) == ["pending"] * 4 + ["sent"] * 2
    assert halted() == {
        "code": 45009,
        "until": (clock.now() + timedelta(seconds=600)).isoformat(),
        "needs_repair": False,
    }
    planned.clock.shift(599)
    jobs.deliver(station(app))
    assert len(emulator.log(SEND)) == 3
    planned.clock.shift(1)
    jobs.deliver(station(app))
    assert [state for state, _ in states()] == ["sent"] * 6
    assert halted() is None
    assert all(ledger(reader) == granted(emulator, reader) == 0 for reader in readers)


def test_after_a_halt_one_message_goes_first(app, emulator, planned):
    planned(6)
    emulator.fault(SEND, "errcode", times=0, errcode=48001)
    jobs.deliver(station(app, threads=1))
    assert halted()["needs_repair"] is True
    for tries in (2, 3):
        planned.clock.shift(601)
        jobs.deliver(station(app, threads=4))
        assert len(emulator.log(SEND)) == tries
    planned.clock.shift(3600)
    jobs.deliver(station(app))
    assert states() == [("dropped", "late")] * 6
    assert emulator.sent() == []


def test_what_a_dead_sender_had_in_hand_becomes_unknown(app, emulator, planned):
    here, readers = planned(3, grants=2)
    dead, alive = "a" * 16, "b" * 16
    lease.acquire(f"sender:{dead}", dead, 60)
    lease.acquire(f"sender:{alive}", alive, 3600)
    with transaction():
        ids = session.scalars(select(Delivery.id).order_by(Delivery.id)).all()
        for id, sender in zip(ids, (dead, alive, here.name), strict=True):
            hold = update(Delivery).filter_by(id=id)
            session.execute(hold.values(state="sending", sender=sender, claimed_at=clock.now()))
    jobs.deliver(here)
    assert [state for state, _ in states()] == ["sending", "sending", "unknown"]
    planned.clock.shift(61)
    jobs.deliver(here)
    assert states() == [("unknown", "sender gone"), ("sending", ""), ("unknown", "sender gone")]
    planned.clock.shift(60)
    jobs.deliver(here)
    assert [state for state, _ in states()] == ["unknown"] * 3
    assert emulator.sent() == []
    assert [ledger(reader) for reader in readers] == [1, 1, 1]


def test_an_outcome_that_comes_too_late_changes_nothing(app, emulator, planned):
    here, (reader,) = planned(grants=3)
    emulator.fault(SEND, "slow", seconds=0.6)
    sending = Thread(target=here.sender.run)
    sending.start()
    while [state for state, _ in states()] != ["sending"]:
        sending.join(0.02)
    planned.clock.shift(here.life + 1)
    jobs.deliver(station(app))
    sending.join()
    assert states() == [("unknown", "sender gone")]
    assert ledger(reader) == granted(emulator, reader) == 2


def test_asked_to_stop_it_finishes_what_is_on_its_way_and_gives_back_the_rest(app, emulator, planned):
    here, readers = planned(10, threads=2)
    emulator.fault(SEND, "slow", times=0, seconds=0.2)
    sending = Thread(target=here.sender.run)
    sending.start()
    while not emulator.log(SEND):
        sending.join(0.01)
    here.stop.set()
    sending.join(5)
    assert not sending.is_alive()
    found = [state for state, _ in states()]
    assert set(found) == {"sent", "pending"}
    assert found.count("sent") == len(emulator.sent()) <= 4
    with transaction(reading=True):
        given_back = session.execute(
            select(Delivery.tries, Delivery.sender, Delivery.claimed_at).filter_by(state="pending")
        ).all()
    assert set(given_back) == {(0, None, None)}  # claimed ahead or not: no try is used up
    emulator.clear_faults()
    jobs.deliver(station(app))
    assert [state for state, _ in states()] == ["sent"] * 10
    assert max(len(emulator.sent(one.openid)) for one in readers) == 1


def test_two_senders_at_once_send_each_message_once(app, emulator, planned):
    first, readers = planned(20)
    second = station(app)
    barrier, counts = Barrier(2), []

    def work(here):
        jobs.beat(here)
        barrier.wait(5)
        counts.append(here.sender.run()["sent"])

    threads = [Thread(target=work, args=(here,)) for here in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 20
    assert sorted(message["openid"] for message in emulator.sent()) == sorted(reader.openid for reader in readers)


def test_the_rate_is_kept(emulator, planned):
    here, _ = planned(20, rate=20)
    stop = Event()
    Thread(target=lambda: stop.wait(0.5) or here.stop.set()).start()
    jobs.deliver(here)
    assert 2 <= len(emulator.sent()) <= 14  # 2 at once, then 20 a second for half a second and what was in hand


def test_the_ledger_asks_when_it_runs_low_and_not_more_than_once_a_day(emulator, planned):
    _, (reader,) = planned()

    def asked():
        return reader.get("/home").json["data"]["ask_templates"]

    planned.clock.move_to(at(7, day=(2026, 3, 3)))
    assert asked() == ["tmpl-commute"]  # allowed one, and asked the day before
    reader.post("/subscriptions", {"results": {"tmpl-commute": "filter"}})
    assert asked() == []  # asked today
    planned.clock.move_to(at(7, day=(2026, 3, 4)))
    accept(reader, emulator)
    planned.clock.move_to(at(7, day=(2026, 3, 5)))
    assert ledger(reader) == 2
    assert asked() == []  # two left are enough
    with transaction():
        session.execute(Delivery.__table__.delete())
    reader.patch("/me", {"reminder_kinds": ["lights"]})
    assert asked() == []  # the office does not send these
    turn_on("lights")
    assert asked() == ["tmpl-lights"]
    reader.post("/subscriptions", {"results": {"tmpl-lights": "reject"}})
    for day, templates in (((2026, 3, 11), []), ((2026, 3, 12), ["tmpl-lights"])):
        planned.clock.move_to(at(7, day=day))
        assert asked() == templates


def test_the_ledger_is_shown_and_reported(person, planned):
    _, (reader,) = planned()
    shown = reader.get("/subscriptions").json["data"]
    assert shown == [
        {"template_id": "tmpl-commute", "title": "绿色出行提醒", "remaining": 1},
        {"template_id": "tmpl-campaign", "title": "活动开始提醒", "remaining": 0},
        {"template_id": "tmpl-quiz", "title": "每日答题提醒", "remaining": 0},
        {"template_id": "tmpl-plate", "title": "光盘行动提醒", "remaining": 0},
        {"template_id": "tmpl-weekly", "title": "每周小结", "remaining": 0},
        {"template_id": "tmpl-lights", "title": "随手关灯提醒", "remaining": 0},
    ]
    both = {"tmpl-commute": "accept", "tmpl-plate": "ban"}
    after = reader.post("/subscriptions", {"results": both}).json["data"]
    assert [row["remaining"] for row in after] == [1, 0, 0, 0, 0, 0]  # WeChat itself has spoken of this ask
    unknown = reader.post("/subscriptions", {"results": {"tmpl-commute": "accept", "tmpl-none": "accept"}})
    assert unknown.status_code == 422
    assert list(unknown.json["error"]["fields"]) == ["results.tmpl-none"]
    assert ledger(reader) == 1
    assert reader.post("/subscriptions", {"results": {"tmpl-commute": "yes"}}).status_code == 422
    assert person(bound=False).get("/subscriptions").status_code == 403


def test_the_inbox_is_mine_alone(app, emulator, person, planned):
    _, (reader, other) = planned(2)
    (message,) = reader.get("/messages").json["data"]
    assert message["title"] == "绿色出行提醒"
    assert message["read_at"] is None
    assert reader.get("/home").json["data"]["unread"] == 1
    assert other.post(f"/messages/{message['id']}/read").status_code == 404
    first = reader.post(f"/messages/{message['id']}/read").json["data"]
    planned.clock.shift(60)
    assert reader.post(f"/messages/{message['id']}/read").json["data"] == first
    assert first["read_at"] == "2026-03-02T07:50:05+08:00"
    assert reader.get("/home").json["data"]["unread"] == 0
    assert reader.get(f"/messages?cursor={message['id']}").json == {"data": [], "next": None}
    assert inbox(other) == ["绿色出行提醒"]


def test_old_records_go_and_the_inbox_stays(app, planned):
    here, (reader,) = planned()
    jobs.deliver(here)
    planned.clock.shift(60 * 86400)
    jobs.clean_up(here)
    assert states() == [("sent", "")]
    planned.clock.shift(86400)
    housekeeping_lease = session.scalars(select(Lease.holder).filter_by(name="clean-up")).one()
    assert housekeeping_lease == here.name
    jobs.clean_up(here)
    assert states() == []
    assert housekeeping.DELIVERY_DAYS == 60
    assert inbox(reader) == ["绿色出行提醒"]


def test_a_scheduler_that_ends_gives_back_its_rights(app, emulator, planned):
    here, _ = planned()
    assert lease.acquire("planner", "somebody else", 20) is False
    lease.release(here.name)
    assert lease.acquire("planner", "somebody else", 20) is True
    remind(app)
    assert session.scalars(select(Lease.holder).filter_by(name="planner")).one() == "somebody else"
