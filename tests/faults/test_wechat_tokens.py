"""The access token: refreshed once, by one thread, and only if it helps."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from wechat import Halted, NotSent
from wechat.emulator.server import start
from wechat_fixtures import SEND, TOKEN, failed, impatient, push


@pytest.fixture
def emulator():
    with start() as running:
        running.user("o1", seen=True)
        running.grant("o1", "tmpl-commute", 100)
        yield running


@pytest.fixture
def wechat(emulator):
    return impatient(emulator.url)


def test_token_past_its_life_is_refreshed_once(emulator, wechat):
    push(wechat)
    emulator.clock(advance=7_201)
    push(wechat)
    assert [entry["errcode"] for entry in emulator.log(SEND)] == [0, 42001, 0]
    assert len(emulator.log(TOKEN)) == 2


def test_token_killed_by_others_is_refreshed_once(emulator, wechat):
    push(wechat)
    emulator.kill_tokens()
    push(wechat)
    assert [entry["errcode"] for entry in emulator.log(SEND)] == [0, 40001, 0]
    assert len(emulator.log(TOKEN)) == 2


@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
def test_token_refused_for_ever_costs_one_refresh_a_failure(emulator, wechat, errcode):
    push(wechat)
    emulator.fault(SEND, "errcode", errcode=errcode, times=0)
    for _ in range(5):
        emulator.kill_tokens()  # so that each refresh does bring a different token
        halted = failed(push, wechat)
        assert (type(halted), halted.errcode, halted.retry_after) == (Halted, errcode, 60)
    assert len(emulator.log(SEND)) == 1 + 2 * 5
    assert len(emulator.log(TOKEN)) == 1 + 5


def test_same_token_again_is_not_tried_again(emulator, wechat):
    emulator.fault(SEND, "errcode", errcode=40001, times=0)
    assert type(failed(push, wechat)) is Halted
    assert len(emulator.log(SEND)) == 1
    assert len(emulator.log(TOKEN)) == 2


def test_token_fails_while_refreshing(emulator, wechat):
    push(wechat)
    emulator.kill_tokens()
    emulator.fault(TOKEN, "garbage")
    assert type(failed(push, wechat)) is NotSent
    assert len(emulator.sent()) == 1


def test_no_storm(emulator):
    """Four cold processes of eight threads: one token call each; all tokens killed: one more each."""
    clients = [impatient(emulator.url) for _ in range(4)]
    emulator.fault(TOKEN, "slow", seconds=0.1, times=0)
    emulator.grant("o1", "tmpl-commute", 1_000)
    with ThreadPoolExecutor(32) as pool:
        together(pool, clients)
        assert len(emulator.log(TOKEN)) == 4
        emulator.kill_tokens()
        together(pool, clients)
    assert len(emulator.log(TOKEN)) == 8
    assert len(emulator.sent()) == 64


def together(pool, clients):
    gate = threading.Barrier(32)

    def one(number):
        gate.wait()
        return push(clients[number % 4])

    assert len(set(pool.map(one, range(32)))) == 32


def test_slow_token_fails_all_who_wait_in_time_with_one_call(emulator, wechat):
    emulator.fault(TOKEN, "slow", seconds=3)
    gate = threading.Barrier(8)

    def one(_):
        gate.wait()
        return type(failed(push, wechat))

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(one, range(8))) == {NotSent}
    assert len(emulator.log(TOKEN)) == 1
