"""WeChat slow, broken or lying: each call answers in time, with the right outcome."""

import time

import pytest

import errors
from wechat import Halted, NotSent, Unknown
from wechat.emulator.server import start
from wechat_fixtures import BROKEN, LOGIN, SEND, TOKEN, failed, impatient, named, push, raw_server


@pytest.fixture
def emulator():
    with start() as running:
        running.user("o1", seen=True)
        running.grant("o1", "tmpl-commute", 100)
        yield running


@pytest.fixture
def wechat(emulator):
    return impatient(emulator.url)


@pytest.mark.parametrize("fault", BROKEN, ids=named)
def test_broken_answer_to_a_send_is_unknown(emulator, wechat, fault):
    emulator.fault(SEND, **fault)
    assert type(failed(push, wechat)) is Unknown
    assert emulator.sent() == []
    assert len(emulator.log(SEND)) == 1
    push(wechat)


@pytest.mark.parametrize("fault", BROKEN, ids=named)
def test_broken_answer_to_a_login(emulator, wechat, fault):
    emulator.fault(LOGIN, **fault)
    assert type(failed(wechat.login, "demo:zhang")) is errors.WeChatUnavailable
    assert wechat.login("demo:zhang").openid == "o-demo-zhang"


@pytest.mark.parametrize("fault", [*BROKEN, {"kind": "slow", "seconds": 3}, {"kind": "errcode"}], ids=named)
def test_broken_token_means_not_sent(emulator, wechat, fault):
    emulator.fault(TOKEN, **fault)
    assert type(failed(push, wechat)) is NotSent
    assert emulator.log(SEND) == []
    assert len(emulator.log(TOKEN)) == 1
    push(wechat)


@pytest.mark.parametrize("then", [{"then": "http"}, {"then": "drop"}, {"then": "slow", "seconds": 3}], ids=named)
def test_send_that_was_done_before_the_break_is_unknown(emulator, wechat, then):
    emulator.fault(SEND, "after_effect", **then)
    assert type(failed(push, wechat)) is Unknown
    assert len(emulator.sent()) == 1


def test_slow_send_is_unknown(emulator, wechat):
    emulator.fault(SEND, "slow", seconds=3)
    assert type(failed(push, wechat)) is Unknown


@pytest.mark.parametrize("errcode", [-1, 45011, 40013, 40125, 50001, 99999])
def test_login_errcodes_that_are_not_about_the_code(emulator, wechat, errcode):
    emulator.fault(LOGIN, "errcode", errcode=errcode)
    assert type(failed(wechat.login, "demo:zhang")) is errors.WeChatUnavailable


def test_too_many_requests_by_a_gateway_is_not_sent(emulator, wechat):
    emulator.fault(SEND, "http", status=429)
    assert type(failed(push, wechat)) is NotSent


def test_busy_is_not_sent_and_works_when_tried_again(emulator, wechat):
    emulator.fault(SEND, "errcode", errcode=-1, times=2)
    assert [type(failed(push, wechat)) for _ in range(2)] == [NotSent, NotSent]
    push(wechat)
    assert len(emulator.sent()) == 1


def test_wechat_is_down(emulator, wechat):
    push(wechat)
    emulator.stop()
    assert type(failed(push, wechat)) in (NotSent, Unknown)  # a kept connection may be found cut
    assert type(failed(push, wechat)) is NotSent
    assert type(failed(wechat.login, "abc")) is errors.WeChatUnavailable
    assert type(failed(wechat.phone_number, "abc")) is errors.WeChatUnavailable


@pytest.mark.parametrize(
    ("head", "call", "kind"),
    [
        (b"", push, NotSent),
        (b"HTTP/1.1 200 OK\r\nX: ", lambda wechat: wechat.login("abc"), errors.WeChatUnavailable),
    ],
)
def test_answer_whose_head_never_ends(head, call, kind):
    def talk(wire, asked):
        wire.sendall(head)
        for _ in range(30):
            time.sleep(0.1)
            wire.sendall(b"x" if head else b"H")

    with raw_server(talk) as (url, _):
        assert type(failed(call, impatient(url))) is kind


def test_answer_shorter_than_promised_is_unknown():
    def talk(wire, asked):
        body = b'{"access_token":"t","expires_in":7200}' if b"stable_token" in asked else b'{"errcode":0}'
        more = 0 if b"stable_token" in asked else 100
        wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (len(body) + more) + body)

    with raw_server(talk) as (url, _):
        assert type(failed(push, impatient(url))) is Unknown


def test_unknown_fields_do_no_harm(emulator, wechat):
    emulator.fault(".", "extra", times=0)
    assert wechat.login("demo:zhang").openid == "o-demo-zhang"
    assert push(wechat)


@pytest.mark.parametrize("errcode", [40013, 40125, 40164, 40243, 12345])
def test_refused_credentials_halt_everybody(emulator, wechat, errcode):
    emulator.fault(TOKEN, "errcode", errcode=errcode)
    halted = failed(push, wechat)
    assert (type(halted), halted.errcode, halted.retry_after) == (Halted, errcode, None)
    assert emulator.log(SEND) == []
