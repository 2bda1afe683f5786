"""WeChat down, slow or talking nonsense: signing in answers in time, says so, and gives no secret away."""

import logging
import time

import pytest
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
