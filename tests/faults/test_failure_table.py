"""docs/reminders.md says what every failure leads to; each row of its table is made to happen here."""

import re
import socket
from threading import Thread
from typing import NamedTuple

import pytest
import time_machine

from config import ROOT
from desk import form_of, sit_down
from office import APPID, SECRET
from reminding import at, granted, halted, inbox, ledger, make_reader, popup, rule, states, station, tell, turn_on
from scheduler import jobs
from services.sending import figures as push_figures
from wechat import WeChat

SEND = "message/subscribe/send"
PATIENCE = (1.0, 1.0)


class Row(NamedTuple):
    name: str
    fault: str
    state: str
    left: int
    arrived: int
    copies: int
    again: str

    @property
    def how(self):
        """The fault's kind, and its values as the emulator takes them."""
        kind, *given = self.fault.split()
        values = dict(word.split("=") for word in given)
        numbers = {name: float(text) if "." in text else int(text) for name, text in values.items() if name != "then"}
        return kind, values | numbers


def table():
    text = (ROOT / "docs/reminders.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\| (.+) \|$", text.partition("| 出的事 |")[2].partition("\n\n")[0], re.MULTILINE)
    cells = [line.split(" | ") for line in lines if "---" not in line]
    return [Row(name, fault, state, *map(int, (a, b, c)), again) for name, fault, state, a, b, c, again in cells]


ROWS = table()


@pytest.fixture
def reader(app, emulator, person):
    """Somebody with two grants, at the minute the reminder is due."""
    with time_machine.travel(at(7), tick=False) as traveller:
        turn_on()
        made = make_reader(person, emulator, grants=2)
        traveller.move_to(at(7, 50, 5))
        made.clock = traveller
        yield made


def sender(emulator, url=""):
    here = jobs.Station(WeChat(APPID, SECRET, url or emulator.url, timeout=PATIENCE), threads=1, rate=100, tick=20)
    jobs.beat(here)
    return here


def nobody_listens():
    """An address where a connection is refused."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/"


def sent_event(person, code):
    result = {"TemplateId": "tmpl-commute", "MsgID": "1", "ErrorCode": str(code), "ErrorStatus": "success"}
    event = popup(person) | {"Event": "subscribe_msg_sent_event", "SubscribeMsgSentEvent": {"List": [result]}}
    del event["SubscribeMsgPopupEvent"]
    return event


def make_it_happen(row, emulator, reader):
    """One look of the scheduler while it goes wrong; the scheduler."""
    kind, values = row.how
    here = sender(emulator, nobody_listens() if kind == "refuse" else "")
    jobs.plan(here)
    told = values.pop("event", None)
    if kind not in ("—", "refuse"):
        emulator.fault(SEND, kind, **values)
    sending = Thread(target=jobs.deliver, args=(here,))
    sending.start()
    if told is not None:
        while not emulator.sent():
            sending.join(0.01)
        tell(reader, sent_event(reader, told))
    sending.join()
    return here


def test_the_table_has_every_failure_that_was_asked_for():
    assert len(ROWS) >= 20
    text = " ".join(row.name for row in ROWS)
    for word in (
        "没有发出",
        "途中",
        "回话前",
        "500",
        "网页",
        "已送达",
        "-1",
        "40001",
        "43101",
        "47003",
        "40037",
        "45009",
    ):
        assert word in text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # test_deliveries.py has each outcome on both
@pytest.mark.parametrize("row", ROWS, ids=[row.fault for row in ROWS])
def test_a_row_of_the_table(emulator, reader, row):
    here = make_it_happen(row, emulator, reader)
    tries = 0
    while states()[0][0] == "pending" and halted() is None and "refuse" not in row.fault and tries < 5:
        reader.clock.shift(121)  # the pauses between the tries
        jobs.deliver(here)
        tries += 1
    (state, reason), *others = states()
    assert others == []
    assert state == row.state, reason
    assert ledger(reader) == row.left
    assert len(emulator.sent(reader.openid)) == row.arrived
    assert len(inbox(reader)) == row.copies
    assert granted(emulator, reader) == 2 - row.arrived
    check_again(row, emulator, reader, reason)


def check_again(row, emulator, reader, reason):
    """What the last column says: whether it is tried again, what stops, who is told."""
    assert (halted() is not None) == ("全部停发" in row.again)
    assert bool(rule().trouble) == ("整条提醒停发" in row.again)
    assert bool(push_figures.decisions()) == ("停发" in row.again)
    assert ("控制台报警" in row.again) == any(one.is_urgent for one in push_figures.decisions())
    emulator.clear_faults()
    calls = len(emulator.log(SEND))
    for _ in range(3):
        reader.clock.shift(601)
        jobs.deliver(sender(emulator))
    assert (len(emulator.log(SEND)) > calls) == (row.state == "pending")
    assert states()[0][0] == ("sent" if row.state == "pending" else row.state)
    assert len(emulator.sent(reader.openid)) == (1 if row.state == "pending" else row.arrived)
    assert "secret" not in reason


def test_quota_in_the_middle_of_a_batch(app, emulator, person, reader):
    readers = [reader, *(make_reader(person, emulator) for _ in range(11))]
    emulator.quota("cgi-bin/message/subscribe/send", minute=5)
    here = station(app, threads=4)
    jobs.beat(here)
    jobs.plan(here)
    jobs.deliver(here)
    found = [state for state, _ in states()]
    assert (found.count("sent"), found.count("pending")) == (5, 7)
    assert len(emulator.sent()) == 5
    arrived = {message["openid"] for message in emulator.sent()}
    assert all(ledger(one) == granted(emulator, one) for one in readers)
    assert sum(one.openid in arrived for one in readers) == 5
    assert [len(inbox(one)) for one in readers] == [1] * 12
    assert "停止发送" in push_figures.decisions()[0].sentence
    emulator.clock(601)
    emulator.quota("cgi-bin/message/subscribe/send", minute=1000)
    reader.clock.shift(601)
    jobs.deliver(here)
    assert [state for state, _ in states()] == ["sent"] * 12
    assert max(len(emulator.sent(one.openid)) for one in readers) == 1
    assert push_figures.decisions() == []


def test_a_rule_that_wechat_takes_no_message_of_stops_and_starts_again_when_put_right(app, emulator, person, reader):
    readers = [reader, *(make_reader(person, emulator) for _ in range(9))]
    emulator.fault(SEND, "errcode", times=0, errcode=40037)
    here = station(app, threads=2)
    jobs.beat(here)
    jobs.plan(here)
    jobs.deliver(here)
    found = states()
    assert len(emulator.log(SEND)) <= 4  # the two on their way, and what was claimed before they were back
    assert {state for state, _ in found} == {"failed", "dropped"}
    assert {reason for state, reason in found if state == "dropped"} == {"trouble"}
    assert len(readers) == len(found)
    emulator.clear_faults()
    desk = sit_down(app)
    assert "微信不接受它的模板或页面" in desk.get("/").text
    form = form_of(desk.get(f"/reminders/{rule().id}"))
    assert "提醒已保存" in desk.post(f"/reminders/{rule().id}", form | {"template_id": "tmpl-plate"}).text
    assert (rule().trouble, push_figures.decisions()) == ("", [])
