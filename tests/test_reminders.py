"""Who is nudged, when, and who is left in peace."""

from datetime import date, time, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from sqlalchemy import event, func, select

import clock
import models
from errors import Invalid
from factories import make_person
from models import Account, AuditEntry, CalendarDay, Delivery, Employee, Message, Reminder, session, transaction
from reminding import accept, at, inbox, ledger, make_reader, remind, rule, states, station, turn_on
from scheduler import jobs
from services.audit import trail as audit
from services.reminders import plans as reminders
from services.reminders import schedules


@pytest.fixture
def morning():
    """Monday 07:00; ``morning.move_to(…)`` goes on with the day."""
    with time_machine.travel(at(7), tick=False) as traveller:
        yield traveller


def openids(emulator):
    return sorted(message["openid"] for message in emulator.sent())


def test_only_those_who_want_it_and_have_not_acted_are_nudged(app, emulator, person, morning):
    turn_on()
    idle, acted = make_reader(person, emulator), make_reader(person, emulator)
    unasked = make_reader(person, emulator, "plate")
    assert acted.check_in().status_code == 201
    morning.move_to(at(7, 50, 5))
    remind(app)
    assert openids(emulator) == [idle.openid]
    assert [inbox(each) for each in (idle, acted, unasked)] == [["绿色出行提醒"], [], []]
    assert ledger(idle) == 0


def test_the_message_says_what_and_when(app, emulator, person, morning):
    turn_on()
    make_reader(person, emulator)
    morning.move_to(at(7, 50, 5))
    remind(app)
    (message,) = emulator.sent()
    assert message["template_id"] == "tmpl-commute"
    assert message["page"] == "pages/home/index?reminder=commute"
    assert message["data"] == {
        "thing1": "今天绿色出行了吗？点一下就记上",
        "time2": "2026年3月2日 07:50",
        "thing3": "已完成请忽略，可在“我的”中关闭",
    }


def test_without_a_grant_there_is_the_inbox_alone(app, emulator, person, morning):
    turn_on()
    silent = make_reader(person, emulator, grants=0)
    morning.move_to(at(7, 50, 5))
    remind(app)
    assert emulator.sent() == []
    assert inbox(silent) == ["绿色出行提醒"]
    assert states() == [("dropped", "no_grant")]
    assert reminders.listing()[0].counts == {"inbox_only": 1}


def test_an_act_taken_back_counts_as_not_done(app, emulator, person, morning):
    turn_on()
    reader = make_reader(person, emulator)
    act = reader.check_in().json["data"]["id"]
    assert reader.post(f"/check-ins/{act}/withdrawal").status_code == 200
    morning.move_to(at(7, 50, 5))
    remind(app)
    assert openids(emulator) == [reader.openid]


def test_an_act_done_again_after_a_withdrawal_counts(app, emulator, person, morning):
    turn_on()
    reader = make_reader(person, emulator)
    act = reader.check_in().json["data"]["id"]
    reader.post(f"/check-ins/{act}/withdrawal")
    assert reader.check_in(again=True).status_code == 201
    morning.move_to(at(7, 50, 5))
    remind(app)
    assert emulator.sent() == []


def test_another_activity_or_another_day_does_not_count(app, emulator, person, morning):
    turn_on()
    reader = make_reader(person, emulator)
    assert reader.check_in("lights_out").status_code == 201
    assert reader.check_in(day="2026-02-28").status_code == 201
    morning.move_to(at(7, 50, 5))
    remind(app)
    assert openids(emulator) == [reader.openid]


QUIET = {
    "default": {},
    "lunch": {"quiet_from": "12:00", "quiet_until": "14:00"},
    "early": {"quiet_until": "06:00"},
    "none": {"quiet_from": "00:00", "quiet_until": "00:00"},
}


def test_quiet_hours_are_kept(app, emulator, person, morning):
    morning.move_to(at(0, 30))
    turn_on()
    people = {name: make_reader(person, emulator, grants=0) for name in QUIET}
    for name, hours in QUIET.items():
        assert people[name].patch("/me", hours).status_code == 200
    found = {}
    for hour, minute in ((5, 59), (6, 0), (7, 29), (7, 30), (11, 59), (12, 0), (13, 59), (14, 0), (20, 59), (21, 0)):
        with transaction():
            rule().next_run_at = at(hour, minute)
            session.execute(Delivery.__table__.delete())
            session.execute(Message.__table__.delete())
        morning.move_to(at(hour, minute))
        jobs.plan(station(app))
        found[f"{hour}:{minute:02}"] = {name for name in people if inbox(people[name])}
        morning.shift(61)
    assert found == {
        "5:59": {"lunch", "none"},
        "6:00": {"lunch", "early", "none"},
        "7:29": {"lunch", "early", "none"},
        "7:30": set(QUIET),
        "11:59": set(QUIET),
        "12:00": {"default", "early", "none"},
        "13:59": {"default", "early", "none"},
        "14:00": set(QUIET),
        "20:59": set(QUIET),
        "21:00": {"lunch", "none"},
    }


@pytest.mark.parametrize(
    ("first", "last", "is_nudged"),
    [("2026-03-02", "2026-03-02", False), ("2026-02-20", "2026-03-10", False), ("2026-03-03", "2026-03-05", True)],
)
def test_whoever_is_away_is_left_in_peace(app, emulator, person, morning, first, last, is_nudged):
    turn_on()
    reader = make_reader(person, emulator)
    away = reader.post("/absences", {"from": first, "to": last, "reason": "leave"})
    assert away.status_code == 201
    morning.move_to(at(7, 50, 5))
    remind(app)
    assert bool(emulator.sent()) is is_nudged


@pytest.mark.parametrize(
    ("day", "is_nudged"),
    [
        ((2026, 3, 1), False),  # a Sunday
        ((2026, 2, 28), True),  # a Saturday worked for the Spring Festival
        ((2026, 5, 1), False),  # a Friday, Labour Day
        ((2027, 1, 1), False),  # a Friday of a year no notice covers yet
        ((2027, 1, 4), True),
    ],
)
def test_working_days_only(app, emulator, person, morning, day, is_nudged):
    morning.move_to(at(7, day=day))
    turn_on()
    make_reader(person, emulator)
    morning.move_to(at(7, 50, 5, day=day))
    remind(app)
    assert bool(emulator.sent()) is is_nudged
    assert rule().next_run_at == at(7, 50, day=day) + timedelta(days=1)


def test_every_day_where_that_is_wished_and_the_offices_own_calendar_wins(app, emulator, person, morning):
    sunday = (2026, 3, 1)
    morning.move_to(at(7, day=sunday))
    with transaction():
        session.add(CalendarDay(day=date(*sunday), is_workday=True, name="防汛值班"))
    turn_on()
    turn_on("plate", workdays_only=False, at=time(8, 0))
    make_reader(person, emulator, "commute", "plate")
    for minute in (50, 60):
        morning.move_to(at(7, 0, day=sunday) + timedelta(minutes=minute, seconds=5))
        remind(app)
    assert [message["template_id"] for message in emulator.sent()] == ["tmpl-commute", "tmpl-plate"]


@pytest.mark.parametrize(("late", "is_planned"), [(timedelta(minutes=60), True), (timedelta(minutes=61), False)])
def test_late_by_over_an_hour_nothing_is_planned(app, emulator, person, morning, late, is_planned):
    turn_on()
    reader = make_reader(person, emulator)
    morning.move_to(at(7, 50) + late)
    jobs.plan(station(app))
    assert len(states()) == len(inbox(reader)) == int(is_planned)
    assert rule().next_run_at == at(7, 50, day=(2026, 3, 3))


def test_what_is_still_pending_an_hour_later_is_dropped(app, emulator, person, morning):
    turn_on()
    make_reader(person, emulator)
    morning.move_to(at(7, 50, 5))
    jobs.plan(station(app))
    morning.move_to(at(8, 50, 1))
    remind(app)
    assert emulator.sent() == []
    assert states() == [("dropped", "late")]


def test_off_means_off(app, emulator, person, morning):
    make_reader(person, emulator)
    morning.move_to(at(7, 50, 5))
    remind(app)
    assert states() == []


def test_off_in_one_tap(app, emulator, person, morning):
    """By the person, or by the office, also when it is already planned."""
    reader, rule_id = make_reader(person, emulator), turn_on()
    other = make_reader(person, emulator)
    morning.move_to(at(7, 50, 5))
    here = station(app)
    jobs.plan(here)
    reader.patch("/me", {"reminder_kinds": []})
    jobs.deliver(here)
    assert openids(emulator) == [other.openid]
    assert states() == [("dropped", "unwanted"), ("sent", "")]
    accept(other, emulator)
    morning.move_to(at(7, 50, 5, day=(2026, 3, 3)))
    jobs.plan(here)
    with transaction():
        reminders.switch(rule_id, False, audit.COMMAND_LINE, "")
    jobs.deliver(here)
    assert states()[-1] == ("dropped", "off")


def test_done_between_planning_and_sending(app, emulator, person, morning):
    turn_on()
    reader = make_reader(person, emulator)
    morning.move_to(at(7, 50, 5))
    here = station(app)
    jobs.plan(here)
    reader.check_in()
    jobs.deliver(here)
    assert emulator.sent() == []
    assert states() == [("dropped", "done")]
    assert ledger(reader) == 1


def test_leaving_and_leaving_the_roll_end_it(app, emulator, person, morning):
    turn_on()
    left, retired, never_joined = (make_reader(person, emulator, joined=joined) for joined in (True, True, False))
    here = station(app)
    morning.move_to(at(7, 50, 5))
    with transaction():
        session.get_one(Employee, retired.employee_id).left_on = date(2026, 3, 2)
    jobs.plan(here)
    assert len(states()) == 1
    assert left.delete("/participation").status_code == 204
    jobs.deliver(here)
    assert emulator.sent() == []
    assert states() == [("dropped", "left")]
    assert session.scalars(select(Delivery.account_id)).all() == [None]  # nothing leads back to the person
    assert inbox(never_joined) == []


def test_running_again_changes_nothing(app, emulator, person, morning):
    turn_on()
    reader = make_reader(person, emulator, grants=5)
    morning.move_to(at(7, 50, 5))
    here = remind(app)
    with transaction():
        rule().next_run_at = at(7, 50)
    for job in (jobs.plan, jobs.deliver) * 2:
        job(here)
    assert len(emulator.sent()) == 1
    assert len(inbox(reader)) == 1
    assert ledger(reader) == 4


def test_one_a_day_of_each_kind_asked_for(app, emulator, person, morning):
    turn_on()
    turn_on("plate", at=time(8, 0))
    with transaction():
        again = {name: getattr(rule(), name) for name in ("kind", "activity", "text", "template_id", "template_keys")}
        session.add(Reminder(**again, title="再提醒一次", at=time(8, 30), is_on=True, next_run_at=at(8, 30)))
    both = make_reader(person, emulator, "commute", "plate", grants=3)
    one = make_reader(person, emulator, "commute", grants=3)
    switched = make_reader(person, emulator, "commute", grants=3)
    for minute in (50, 60, 90):
        morning.move_to(at(7) + timedelta(minutes=minute, seconds=5))
        remind(app)
        switched.patch("/me", {"reminder_kinds": ["plate"]})
    assert inbox(both) == ["光盘行动提醒", "绿色出行提醒"]
    assert inbox(one) == inbox(switched) == ["绿色出行提醒"]


def test_two_planners_at_once_plan_once(app, emulator, person, morning):
    rule_id = turn_on()
    for _ in range(5):
        make_reader(person, emulator, grants=0)
    morning.move_to(at(7, 50, 5))
    barrier, planned = Barrier(2), []

    def work():
        barrier.wait(5)
        planned.append(models.atomic(reminders.plan)())

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(planned) == [0, 5]
    assert session.scalar(select(func.count()).select_from(Delivery).filter_by(reminder_id=rule_id)) == 5
    assert session.scalar(select(func.count()).select_from(Message)) == 5


def test_one_of_several_schedulers_plans(app, emulator, person, morning):
    turn_on()
    make_reader(person, emulator)
    first, second = station(app), station(app)
    jobs.plan(first)
    morning.move_to(at(7, 50, 5))
    jobs.plan(first)
    assert len(states()) == 1
    with transaction():
        session.execute(Delivery.__table__.delete())
        rule().next_run_at = at(7, 50)
    jobs.plan(second)
    assert states() == []
    morning.shift(jobs.LIFE * 20 + 1)
    jobs.plan(second)
    assert len(states()) == 1


def test_planning_takes_the_same_statements_for_many(app, emulator, person, morning):
    """Set-wise: as many statements for ten people as for one."""
    turn_on()
    statements, counts = [], []
    event.listen(models.engine(), "before_cursor_execute", lambda *args: statements.append(args[2]))
    for people, planned in ((1, 1), (9, 9)):
        for _ in range(people):
            reader = make_person(app)
            with transaction():
                session.get_one(Account, reader.account_id).reminder_kinds = ["commute"]
        with transaction():
            rule().next_run_at = at(7, 50)
        morning.move_to(at(7, 50, 5))
        statements.clear()
        assert models.atomic(reminders.plan)() == planned
        counts.append(len(statements))
    assert counts[0] == counts[1] < 12


def test_the_console_sees_counts_and_never_names(app, emulator, person, morning):
    turn_on()
    make_reader(person, emulator)
    make_reader(person, emulator, grants=0)
    friday = (2026, 3, 6)
    morning.move_to(at(7, 50, 5, day=friday))
    with transaction():
        rule().next_run_at = at(7, 50, day=friday)
    remind(app)
    shown = reminders.listing()
    assert [row.kind for row in shown] == ["commute", "campaign", "quiz", "plate", "weekly", "lights"]
    assert [row.is_on for row in shown] == [True, False, False, False, False, False]
    assert (shown[0].last_day, shown[0].counts) == (date(*friday), {"sent": 1, "inbox_only": 1})
    assert shown[0].next_run_at == at(7, 50, day=(2026, 3, 9))  # the Monday after


def test_turning_on_needs_a_reason_and_is_written_down(app, morning):
    row = rule()
    assert row.is_on is False
    with pytest.raises(Invalid) as refused, transaction():
        reminders.switch(row.id, True, audit.COMMAND_LINE, "  ")
    assert list(refused.value.fields) == ["reason"]
    with transaction():
        reminders.switch(row.id, True, audit.COMMAND_LINE, "工会会议通过")
        reminders.switch(row.id, True, audit.COMMAND_LINE, "再点一次")
    with transaction():
        reminders.switch(row.id, False, audit.COMMAND_LINE, "")
    entries = session.scalars(select(AuditEntry).filter_by(action="reminder.switch").order_by(AuditEntry.id)).all()
    assert [(entry.change, entry.reason) for entry in entries] == [
        ({"is_on": [False, True]}, "工会会议通过"),
        ({"is_on": [True, False]}, ""),
    ]


def test_the_defaults_are_there_once_and_off(app):
    with transaction():
        reminders.make_defaults()
    rows = session.execute(select(Reminder.kind, Reminder.at, Reminder.is_on).order_by(Reminder.at)).all()
    assert [tuple(row) for row in rows] == [
        ("commute", time(7, 50), False),
        ("campaign", time(9, 0), False),
        ("quiz", time(10, 0), False),
        ("plate", time(11, 30), False),
        ("weekly", time(16, 30), False),
        ("lights", time(17, 30), False),
    ]


def test_next_run_is_on_the_offices_clock():
    with time_machine.travel("2026-03-02T15:59:59Z", tick=False):
        assert schedules.next_run([time(0, 0)], clock.now()) == at(0, 0, day=(2026, 3, 3))
        assert schedules.next_run([time(23, 59)], clock.now()) == at(23, 59, day=(2026, 3, 3))
    with time_machine.travel("2026-12-31T16:00:00Z", tick=False):
        assert schedules.next_run([time(7, 50)], clock.now()) == at(7, 50, day=(2027, 1, 1))
