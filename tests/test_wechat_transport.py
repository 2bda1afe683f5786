"""How the client reaches WeChat: one base URL, no proxy, no cookie, no redirect, connections kept."""

from collections import Counter

import pytest

import errors
from wechat import WeChat
from wechat.emulator.server import start
from wechat_fixtures import GOOD, raw_server


@pytest.fixture
def emulator():
    with start() as running:
        yield running


@pytest.fixture
def wechat(emulator):
    return WeChat(emulator.appid, emulator.secret, emulator.url, timeout=(1, 2))


def test_every_call_of_wechatpy_goes_to_the_base_url(emulator, wechat):
    """Also those nobody uses yet: a half override would talk to the real WeChat from a test."""
    client = wechat._client
    client.wxa.code_to_session("demo:zhang")
    for call in (client.user.get_group_id, client.message.delete_mass):
        with pytest.raises(Exception, match="http 404"):
            call("o1")
    paths = [entry["path"] for entry in emulator.log() if "token" not in entry["path"]]
    assert paths == ["sns/jscode2session", "cgi-bin/groups/getid", "cgi-bin/message/mass/delete"]
    with pytest.raises(ValueError, match="only WeChat"):
        client.get("https://mp.weixin.qq.com/cgi-bin/showqrcode", params={"access_token": None})


def test_environment_proxy_is_ignored(emulator, wechat, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert wechat.login(emulator.code("o1")).openid == "o1"


def test_no_redirect_is_followed_and_no_cookie_kept():
    def talk(wire, asked):
        head = b"HTTP/1.1 302 Found\r\nLocation: /stolen\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 0\r\n"
        wire.sendall(head + b"Connection: close\r\n\r\n")

    with raw_server(talk) as (url, seen):
        wechat = WeChat("wx1", "s", url, timeout=(1, 1))
        for _ in range(2):
            with pytest.raises(errors.WeChatUnavailable):
                wechat.login("abc")
        assert [request.split(b"?")[0] for request in seen] == [b"GET /sns/jscode2session"] * 2
        assert not any(b"ookie" in request for request in seen)


def test_connections_are_kept(emulator, wechat):
    """300 sends a second need it; a new connection each time would also leave hundreds of dead ones behind."""
    emulator.grant("o1", "tmpl-commute", 50)
    accepted: Counter[str] = Counter()
    original = emulator._server.process_request
    emulator._server.process_request = lambda *connection: accepted.update(connections=1) or original(*connection)
    for _ in range(50):
        wechat.push("o1", "tmpl-commute", GOOD)
    assert accepted["connections"] <= 2
