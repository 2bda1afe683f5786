"""What is seen of sending: the console, /metrics, the nightly reconciliation. Numbers, never who."""

import subprocess
import sys

import pytest
import time_machine

from benchmarks.push import crowd
from config import ROOT
from desk import sit_down
from models import transaction
from reminding import accept, at, make_reader, popup, remind, rule, station, tell, turn_on
from scheduler import jobs
from services.sending import figures as push_figures


@pytest.fixture
def morning():
    with time_machine.travel(at(7), tick=False) as traveller:
        yield traveller


@pytest.fixture
def day(app, emulator, person, morning):
    """A Monday on which five were reminded: three sent, one refused, one in the inbox alone."""
    turn_on()
    readers = [make_reader(person, emulator, grants=2) for _ in range(4)]
    emulator.grant(readers[0].openid, "tmpl-commute", n=-2)
    make_reader(person, emulator, grants=0)
    morning.move_to(at(7, 50, 5))
    remind(app)
    return readers


def test_the_figures_of_the_day(app, day):
    text = app.test_client().get("/metrics").text
    assert 'lvxing_deliveries_today{state="sent"} 3.0' in text
    assert 'lvxing_deliveries_today{state="refused"} 1.0' in text
    assert 'lvxing_deliveries_today{state="inbox_only"} 1.0' in text
    assert 'lvxing_push_halted{channel="wechat"} 0.0' in text
    assert "lvxing_senders 1.0" in text
    page = sit_down(app).get("/reminders").text
    assert "发送进程 1 个在运行，最后一条 3月2日 07:50" in page
    assert "<span>已送达</span><b>3</b>" in page


def test_the_night_compares_the_ledger_with_what_wechat_did(app, emulator, day, morning):
    reader = day[1]
    event = popup(reader) | {"Event": "subscribe_msg_sent_event"}
    result = {"TemplateId": "tmpl-commute", "MsgID": "1", "ErrorCode": "0"}
    tell(reader, event | {"SubscribeMsgSentEvent": {"List": [result]}})
    morning.move_to(at(2, 40, day=(2026, 3, 3)))
    day[3].post("/subscriptions", {"results": {"tmpl-quiz": "accept"}})
    here = station(app)
    jobs.reconcile(here)
    night = push_figures.last_night()
    assert night == {
        "day": "2026-03-02", "grants": 4, "people": 4, "hints": 1, "events": night["events"], "sent": 3,
        "confirmed": 1, "refused": 1, "unknown": 0, "failed": 0, "stuck": 0,
    }  # fmt: skip
    page = sit_down(app).get("/reminders").text
    assert "发出 3 条，微信回执 1 条；微信说本人不再接收 1 条" in page
    assert "3月3日 02:40取来 6 个" in page
    assert not any(one.openid in page for one in day)


def test_the_night_goes_on_when_wechat_does_not_answer(app, emulator, morning):
    emulator.fault("gettemplate", "http", times=0)
    jobs.reconcile(station(app))
    assert push_figures.last_night()["sent"] == 0


def test_waiting_messages_and_nobody_to_send_them_are_a_decision(app, emulator, person, morning):
    turn_on()
    reader = make_reader(person, emulator)
    accept(reader, emulator)
    assert push_figures.decisions() == []
    morning.move_to(at(8))
    assert "发送进程没有在运行" in sit_down(app).get("/").text
    remind(app)
    assert push_figures.decisions() == []


def test_a_halt_is_told_on_both_pages(app, emulator, person, morning):
    turn_on()
    make_reader(person, emulator)
    emulator.fault("subscribe/send", "errcode", times=0, errcode=48001)
    morning.move_to(at(7, 50, 5))
    remind(app)
    desk = sit_down(app)
    for path in ("/", "/reminders"):
        assert "微信暂不接收本小程序的消息（错误码 48001）。需要运维人员" in desk.get(path).text
    assert 'lvxing_push_halted{channel="wechat"} 1.0' in app.test_client().get("/metrics").text


def test_the_bench_sends_what_it_says(tmp_path):
    """The short form of ``manage.py bench push``: forty messages by two schedulers, one of them killed."""
    url = f"sqlite:///{tmp_path}/push.db"
    crowd.make(url, 40)
    crowd.make_due()
    with crowd.receiving() as receiver:
        settings = crowd.settings(url, receiver, 1, 50)
        first, second = (crowd.scheduler(settings) for _ in range(2))
        try:
            while crowd.counts(receiver)["came"] < 5:
                assert first.poll() is None
                subprocess.run([sys.executable, "-c", "pass"], cwd=ROOT, check=True)
            first.kill()
            while sum(crowd.states().get(state, 0) for state in ("sent", "unknown")) < 40:
                assert second.poll() is None
                subprocess.run([sys.executable, "-c", "pass"], cwd=ROOT, check=True)
        finally:
            for process in (first, second):
                process.kill()
                process.wait()
        assert crowd.counts(receiver)["doubles"] == 0
        assert crowd.states().get("unknown", 0) <= 1  # the one that the killed thread had in hand
        with transaction(reading=True):
            assert rule().is_on
