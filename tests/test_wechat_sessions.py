"""Session keys: which one is valid, and what it opens."""

import base64

import pytest

from wechat import Undecryptable, WeChat
from wechat.emulator.server import start


@pytest.fixture
def emulator():
    with start() as running:
        yield running


@pytest.fixture
def wechat(emulator):
    return WeChat(emulator.appid, emulator.secret, emulator.url, timeout=(1, 2))


def test_only_the_latest_session_key_is_valid(emulator, wechat):
    old, new = wechat.login(emulator.code("o1")), wechat.login(emulator.code("o1"))
    assert not wechat.session_is_valid("o1", old.session_key)
    assert wechat.session_is_valid("o1", new.session_key)


def test_decrypt(emulator, wechat):
    login = wechat.login(emulator.code("o1"))
    sealed = emulator.encrypt("o1", {"stepInfoList": [{"timestamp": 1, "step": 100}]})
    opened = wechat.decrypt(login.session_key, sealed["iv"], sealed["encryptedData"])
    assert opened["stepInfoList"] == [{"timestamp": 1, "step": 100}]


def test_decrypt_refuses_what_is_not_this_persons_now(emulator, wechat):
    login = wechat.login(emulator.code("o1"))
    sealed = emulator.encrypt("o1", {"step": 1})
    iv, data = sealed["iv"], sealed["encryptedData"]
    other = wechat.login(emulator.code("o2")).session_key
    cases = [(other, iv, data), (login.session_key, "!!", data), (login.session_key, iv, ""), ("", iv, data)]
    cases += [(login.session_key, iv, data[:-8]), (login.session_key, "AAAA", data), (login.session_key, iv, "é")]
    emulator.clock(advance=-601)
    late = emulator.encrypt("o1", {"step": 1})
    emulator.state.users["o2"].session_key = base64.b64encode(b"k" * 16).decode()
    for case in [*cases, (login.session_key, late["iv"], late["encryptedData"])]:
        with pytest.raises(Undecryptable):
            wechat.decrypt(*case)


def test_decrypt_refuses_another_mini_programs_data(emulator, wechat):
    login = wechat.login(emulator.code("o1"))
    sealed = emulator.encrypt("o1", {})
    with pytest.raises(Undecryptable):
        WeChat("wxother", "s", emulator.url).decrypt(login.session_key, sealed["iv"], sealed["encryptedData"])
