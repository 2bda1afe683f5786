"""WeChat down, slow or talking nonsense: signing in answers in time, says so, and gives no secret away."""

import logging
import time

import pytest
import time_machine
from sqlalchemy import func, select

from models import Account, in_transaction, session

SECONDS = 7.0  # the two time-outs of the tests' client, and some room for a busy machine

FAULTS = [
    ("http", {"status": 500}),
    ("http", {"status": 503}),
    ("garbage", {}),
    ("truncated", {}),
    ("empty", {}),
    ("drop", {}),
    ("slow", {"seconds": 30}),
    ("errcode", {"errcode": -1}),
    ("errcode", {"errcode": 45011}),
    ("errcode", {"errcode": 40013}),
]


@pytest.mark.parametrize(("kind", "details"), FAULTS, ids=lambda value: str(value))
def test_signing_in_while_wechat_fails(client, emulator, settings, caplog, kind, details):
    emulator.user("o-1")
    code = emulator.code("o-1")
    emulator.fault("jscode2session", kind, times=1, **details)
    caplog.set_level(logging.DEBUG)
    started = time.monotonic()
    answer = client.post("/sessions", {"code": code})
    assert time.monotonic() - started < SECONDS
    assert (answer.status_code, answer.json["error"]["code"]) == (503, "WECHAT_UNAVAILABLE")
    assert settings.wx_secret not in caplog.text + answer.text
    assert not in_transaction()
    assert session.scalar(select(func.count()).select_from(Account)) == 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_while_wechat_hangs_two_wait_and_the_others_are_told_at_once(client, emulator):
    """They share the threads that serve everybody: those who wait one after another would stop the office."""
    emulator.user("o-1")
    codes = [emulator.code("o-1") for _ in range(6)]
    emulator.fault("jscode2session", "slow", times=2, seconds=30)
    with time_machine.travel("2026-03-02T00:00:00Z", tick=True) as traveller:
        answers = [client.post("/sessions", {"code": code}) for code in codes[:2]]
        started = time.perf_counter()
        answers += [client.post("/sessions", {"code": code}) for code in codes[2:5]]
        assert time.perf_counter() - started < 1
        assert {answer.json["error"]["code"] for answer in answers} == {"WECHAT_UNAVAILABLE"}
        assert len(emulator.log("jscode2session")) == 2
        traveller.shift(31)
        assert client.post("/sessions", {"code": codes[5]}).status_code == 201


def test_a_token_that_is_never_accepted_is_renewed_once_and_no_more(client, emulator):
    emulator.user("o-1")
    client.token = client.post("/sessions", {"code": emulator.code("o-1")}).json["data"]["token"]
    emulator.fault("getuserphonenumber", "errcode", errcode=40001, times=50)
    answer = client.post("/binding", {"phone_code": emulator.phone_code("13800001111")})
    assert (answer.status_code, answer.json["error"]["code"]) == (503, "WECHAT_UNAVAILABLE")
    assert len(emulator.log("cgi-bin/stable_token")) <= 2
    assert len(emulator.log("getuserphonenumber")) <= 2


def test_tokens_killed_half_way_are_renewed_and_the_call_succeeds(client, emulator):
    for turn in range(3):
        emulator.user(f"o-{turn}")
        client.token = client.post("/sessions", {"code": emulator.code(f"o-{turn}")}).json["data"]["token"]
        emulator.kill_tokens()
        answer = client.post("/binding", {"phone_code": emulator.phone_code("13800001111")})
        assert answer.json["error"]["code"] == "BINDING_MISMATCH"
    assert len(emulator.log("cgi-bin/stable_token")) <= 4
