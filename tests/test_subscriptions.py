"""The grant ledger: WeChat's events, each once, and the mini-program's reports, which never count twice."""

import time
from dataclasses import replace
from datetime import timedelta
from threading import Event, Thread

import pytest
import time_machine
from sqlalchemy import func, select, text

import models
from models import Delivery, Subscription, WeChatEvent, session, transaction
from office import APPID, SECRET
from reminding import at, ledger, make_reader, popup, rule, states, station, tell, turn_on
from scheduler import jobs
from wechat import WeChat

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
WAYS = [(style, key) for style in ("json", "xml") for key in ("", AES_KEY)]


@pytest.fixture
def morning():
    with time_machine.travel(at(7), tick=False) as traveller:
        yield traveller


@pytest.fixture
def reader(app, emulator, person, morning):
    return make_reader(person, emulator, grants=0)


def report(person, choice="accept", template_id="tmpl-commute"):
    answer = person.post("/subscriptions", {"results": {template_id: choice}})
    assert answer.status_code == 200
    return answer


def settings_with(app, monkeypatch, **values):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], **values))


@pytest.mark.parametrize(("style", "aes_key"), WAYS)
def test_an_accept_counts_once_however_often_it_is_told(app, reader, monkeypatch, style, aes_key):
    settings_with(app, monkeypatch, wx_push_aes_key=aes_key)
    event = popup(reader)
    for _ in range(3):
        answer = tell(reader, event, style=style, aes_key=aes_key)
        assert (answer.status_code, answer.text) == (200, "success")
    assert ledger(reader) == 1
    tell(reader, popup(reader), style=style, aes_key=aes_key)
    assert ledger(reader) == 2


def test_one_element_comes_without_its_list(app, reader):
    row = {"TemplateId": "tmpl-commute", "SubscribeStatusString": "accept"}
    for style in ("json", "xml"):
        tell(reader, popup(reader, SubscribeMsgPopupEvent={"List": row}), style=style)
    both = [row, row | {"TemplateId": "tmpl-plate"}]
    tell(reader, popup(reader, SubscribeMsgPopupEvent={"List": both}), style="xml")
    assert (ledger(reader), ledger(reader, "tmpl-plate")) == (3, 1)


@pytest.mark.parametrize("order", ["report first", "event first", "report alone", "event alone"])
def test_a_report_and_its_event_are_one_grant(reader, morning, order):
    steps = {"report": lambda: report(reader), "event": lambda: tell(reader, popup(reader))}
    first = order.partition(" ")[0]
    steps[first]()
    if order.endswith("first"):
        steps["event" if first == "report" else "report"]()
    for _ in range(2):
        report(reader)  # the mini-program sends again what had no answer
        morning.shift(3600)
    assert ledger(reader) == 1
    morning.shift(86400)
    report(reader)
    assert ledger(reader) == 2


def test_every_tap_of_the_day_that_wechat_tells_of_counts(reader):
    for _ in range(3):
        report(reader)
        tell(reader, popup(reader))
    assert ledger(reader) == 3


def test_wechat_knows_better_than_the_report(reader):
    report(reader)
    assert ledger(reader) == 1
    tell(reader, popup(reader, choice="reject"))
    assert ledger(reader) == 0
    assert session.scalars(select(Subscription.refused_on)).one() is not None


def test_switched_off_in_the_settings_nothing_is_left(reader):
    for _ in range(3):
        tell(reader, popup(reader))
    tell(reader, popup(reader, choice="reject"))
    assert ledger(reader) == 3  # refused this time; what was allowed before stays allowed
    tell(reader, popup(reader, choice="reject", name="Change"))
    assert ledger(reader) == 0
    tell(reader, popup(reader, choice="accept", name="Change"))
    assert ledger(reader) == 0


def test_strangers_and_foreign_templates_leave_no_trace(app, reader, person):
    unbound = person(bound=False)
    for event in (popup(unbound), popup(reader, "tmpl-of-another-app"), popup(reader, choice="perhaps")):
        assert tell(reader, event).status_code == 200
    assert session.scalar(select(func.count()).select_from(Subscription)) == 0
    assert session.scalar(select(func.count()).select_from(WeChatEvent)) == 3


def test_only_wechat_is_believed(app, reader, monkeypatch):
    forged = [tell(reader, popup(reader), token="another"), tell(reader, popup(reader), signature="0" * 40)]
    old = tell(reader, popup(reader), timestamp="1700000000")
    assert [answer.status_code for answer in (*forged, old)] == [403, 403, 403]
    settings_with(app, monkeypatch, wx_push_aes_key=AES_KEY)
    assert tell(reader, popup(reader)).status_code == 403  # plain, where only sealed ones are believed
    assert tell(reader, popup(reader), aes_key=AES_KEY[::-1]).status_code in (400, 403)
    settings_with(app, monkeypatch, wx_push_token="")
    assert tell(reader, popup(reader)).status_code == 404
    assert ledger(reader) is None


def test_the_address_is_confirmed(app, client, reader):
    signed = tell(reader, popup(reader)).request.args
    answer = client.http.get("/wechat/events", query_string=dict(signed) | {"echostr": "5927"})
    assert (answer.status_code, answer.text) == (200, "5927")
    assert client.http.get("/wechat/events?echostr=1").status_code == 403
    assert client.http.post("/wechat/events", query_string=dict(signed), data=b"<xml>").status_code == 400
    assert client.http.post("/wechat/events", query_string=dict(signed), data=b"x" * 70_000).status_code == 413


def test_a_busy_database_is_answered_within_a_second_and_counted_once(app, reader):
    holding, enough = Event(), Event()
    lock = "LOCK TABLE wechat_events" if models.engine().dialect.name == "postgresql" else "SELECT 1"

    def hold():
        with models.engine().begin() as connection:  # on SQLite this alone takes the only writer's place
            connection.execute(text(lock))
            holding.set()
            enough.wait(10)

    holder = Thread(target=hold)
    holder.start()
    holding.wait(5)
    event, started = popup(reader), time.perf_counter()
    first = tell(reader, event, repeats=1)
    took = time.perf_counter() - started
    enough.set()
    holder.join()
    assert first.status_code == 503
    assert took < 1
    for _ in range(2):
        assert tell(reader, event).status_code == 200
    assert ledger(reader) == 1


def sent_event(person, code="0", msgid="1", template_id="tmpl-commute"):
    row = {"TemplateId": template_id, "MsgID": msgid, "ErrorCode": code, "ErrorStatus": "…"}
    event = popup(person) | {"Event": "subscribe_msg_sent_event", "SubscribeMsgSentEvent": {"List": row}}
    del event["SubscribeMsgPopupEvent"]
    return event


@pytest.fixture
def planned(app, emulator, reader, morning):
    """A scheduler with one message to send, soon out of patience with WeChat."""
    turn_on()
    tell(reader, popup(reader))
    emulator.grant(reader.openid, "tmpl-commute")
    morning.move_to(at(7, 50, 5))
    here = jobs.Station(WeChat(APPID, SECRET, emulator.url, timeout=(0.5, 0.5)), threads=1, rate=100, tick=20)
    jobs.beat(here)
    jobs.plan(here)
    return here


@pytest.mark.parametrize(("code", "state"), [("0", ("sent", "")), ("43101", ("refused", "errcode 43101"))])
def test_what_wechat_says_in_the_end_settles_what_we_could_not_know(emulator, reader, planned, code, state):
    emulator.fault("subscribe/send", "after_effect", then="drop")
    jobs.deliver(planned)
    assert states() == [("unknown", "connection cut")]
    for _ in range(2):
        tell(reader, sent_event(reader, code))
    assert states() == [state]
    assert len(emulator.sent()) == 1
    assert ledger(reader) == 0


def test_the_result_comes_while_we_still_wait_for_the_answer(emulator, reader, planned):
    emulator.fault("subscribe/send", "after_effect", then="slow", seconds=1.5)
    sending = Thread(target=planned.sender.run)
    sending.start()
    while not emulator.sent():
        sending.join(0.01)
    tell(reader, sent_event(reader))
    sending.join()
    assert states() == [("sent", "")]
    assert ledger(reader) == 0


def test_an_old_or_foreign_result_settles_nothing(app, emulator, reader, morning):
    turn_on()
    tell(reader, popup(reader))
    morning.move_to(at(7, 50, 5))
    here = station(app)
    jobs.beat(here)
    jobs.plan(here)
    emulator.fault("subscribe/send", "drop")
    jobs.deliver(here)
    tell(reader, sent_event(reader, template_id="tmpl-plate"))
    morning.shift(timedelta(hours=2))
    tell(reader, sent_event(reader))
    assert [state for state, _ in states()] == ["unknown"]


def test_asked_at_most_once_a_day_whatever_the_template(app, emulator, reader, morning):
    turn_on()
    turn_on("plate")
    reader.patch("/me", {"reminder_kinds": ["commute", "plate"]})
    asked = lambda: reader.get("/home").json["data"]["ask_templates"]  # noqa: E731
    assert asked() == ["tmpl-commute", "tmpl-plate"]
    report(reader, "reject")
    assert asked() == []
    morning.shift(86400)
    assert asked() == ["tmpl-plate"]  # the other one was refused this week
    tell(reader, popup(reader, "tmpl-plate"))
    assert asked() == []
    morning.shift(86400 * 6)
    assert asked() == ["tmpl-commute", "tmpl-plate"]


def test_old_events_are_forgotten(app, reader, morning):
    tell(reader, popup(reader))
    morning.shift(86400 * 3)
    jobs.clean_up(station(app))
    assert session.scalar(select(func.count()).select_from(WeChatEvent)) == 0
    with transaction():
        assert rule().is_on is False
        assert session.scalar(select(func.count()).select_from(Delivery)) == 0
