"""Whatever fails: no secret, token, code or openid in a text, a chain or a log."""

import logging
import traceback
from typing import Any

import pytest

from wechat.emulator.server import start
from wechat_fixtures import LOGIN, SEND, TOKEN, failed, impatient, named, push


@pytest.fixture
def emulator():
    with start() as running:
        running.user("o1", seen=True)
        running.grant("o1", "tmpl-commute", 100)
        yield running


@pytest.fixture
def wechat(emulator):
    return impatient(emulator.url)


def said(error):
    """Everything an error can say: texts, traceback and every link of its chain, suppressed or not."""
    words, todo = [], [error]
    while todo:
        each = todo.pop()
        words += [repr(each), str(each), repr(vars(each)), *traceback.format_exception(each)]
        todo += [link for link in (each.__cause__, each.__context__) if link is not None]
    return "\n".join(words)


CODE = ":".join(("demo", "secretive"))  # in no line of this file, as tracebacks show lines
CALLS = {SEND: push, TOKEN: push, LOGIN: lambda wechat: wechat.login(CODE)}
KINDS: list[dict[str, Any]] = [
    {"kind": "http"}, {"kind": "garbage"}, {"kind": "drop"}, {"kind": "slow", "seconds": 2},
    {"kind": "errcode"}, {"kind": "errcode", "errcode": 40001},
]  # fmt: skip


@pytest.mark.parametrize("path", [SEND, TOKEN, LOGIN])
@pytest.mark.parametrize("fault", KINDS, ids=named)
def test_no_secret_is_told(emulator, wechat, caplog, path, fault):
    caplog.set_level(logging.DEBUG)
    emulator.fault(path, times=0, **fault)
    words = said(failed(CALLS[path], wechat)) + caplog.text
    for secret in (emulator.secret, *emulator.state.tokens, CODE, "'o1'", "secret=", "access_token="):
        assert secret not in words
    assert "Starting new HTTP connection" in words, "the log was not listened to"


def test_no_secret_is_told_when_nobody_listens(emulator, wechat, caplog):
    caplog.set_level(logging.DEBUG)
    emulator.stop()
    words = said(failed(wechat.login, CODE)) + said(failed(push, wechat)) + caplog.text
    for secret in (emulator.secret, CODE, "secret="):
        assert secret not in words


def test_clients_representations_tell_nothing(emulator, wechat):
    login = wechat.login("demo:zhang")
    words = repr(login) + repr(wechat) + repr(wechat._client)
    for secret in (emulator.secret, login.session_key, login.openid):
        assert secret not in words
