"""WeChat's message push, as the emulator sends it and we open it: plain, sealed, forged, old, repeated."""

import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from wechat import Envelope, Forged, Undecryptable, WeChat, event_key, subscription_choices
from wechat.emulator.server import start
from wechat_fixtures import GOOD

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
STYLES = pytest.mark.parametrize("style", ["json", "xml"])
SEALING = pytest.mark.parametrize("aes_key", ["", AES_KEY], ids=["plain", "sealed"])


@pytest.fixture
def emulator():
    with start() as running:
        yield running


class Inbox(HTTPServer):
    """Keeps what it is sent."""

    def __init__(self):
        self.letters: list[tuple[dict[str, str], bytes]] = []
        super().__init__(("127.0.0.1", 0), App)
        self.url = f"http://127.0.0.1:{self.server_port}/wechat/events"


class App(BaseHTTPRequestHandler):
    """Answers like the product would."""

    server: Inbox

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.letters.append((dict(parse_qsl(urlsplit(self.path).query)), body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        """Keep quiet."""


@pytest.fixture
def inbox():
    server = Inbox()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def arrived(inbox, count=1):
    """The letters, once there are ``count``."""
    end = time.monotonic() + 5
    while len(inbox.letters) < count and time.monotonic() < end:
        time.sleep(0.01)
    return inbox.letters


@STYLES
@SEALING
def test_push_is_opened(emulator, inbox, style, aes_key):
    emulator.callback(inbox.url, "push-token", aes_key, style)
    emulator.grant("o1", "tmpl-quiz", notify=True)
    [(query, body)] = arrived(inbox)
    event = Envelope(emulator.appid, "push-token", aes_key).open(query, body)
    assert (event["Event"], event["FromUserName"]) == ("subscribe_msg_popup_event", "o1")
    assert subscription_choices(event) == [("tmpl-quiz", "accept")]
    assert (b"tmpl-quiz" in body) == (not aes_key)


@STYLES
@SEALING
def test_push_of_somebody_else_is_forged(emulator, inbox, style, aes_key):
    emulator.callback(inbox.url, "push-token", aes_key, style)
    event = {"Event": "x", "FromUserName": "o1"}
    assert emulator.push(event) == [200]
    assert emulator.push(event, signed=False) == [200]
    (query, body), unsigned = arrived(inbox, 2)
    ours = Envelope(emulator.appid, "push-token", aes_key)
    assert ours.open(query, body)["Event"] == "x"
    signature = "msg_signature" if aes_key else "signature"
    without = {name: value for name, value in query.items() if name != signature}
    for wrong in (
        unsigned[0],
        without,
        {},
        query | {"nonce": "1"},
        query | {"timestamp": "1"},
        query | {signature: "é"},
    ):
        with pytest.raises(Forged):
            ours.open(wrong, body)
    with pytest.raises(Forged):
        Envelope(emulator.appid, "", aes_key).open(query, body)


def test_old_signature_is_forged(emulator, inbox):
    emulator.callback(inbox.url, "push-token")
    emulator.push({"Event": "x"})
    [(query, body)] = inbox.letters
    with pytest.raises(Forged):
        Envelope(emulator.appid, "push-token", max_age=-1).open(query, body)


def test_sealed_push_is_for_one_mini_program_and_one_key(emulator, inbox):
    emulator.callback(inbox.url, "push-token", AES_KEY)
    emulator.push({"Event": "x"})
    [(query, body)] = inbox.letters
    for appid, key in (("wxother", AES_KEY), (emulator.appid, AES_KEY[::-1])):
        with pytest.raises((Undecryptable, ValueError)):
            Envelope(appid, "push-token", key).open(query, body)
    with pytest.raises(Forged):
        Envelope(emulator.appid, "push-token", AES_KEY).open(query, b'{"Event": "x"}')


@pytest.mark.parametrize("body", [b"", b"[]", b"<a>", b"<xml>1</xml>", b"{", b"\xff"])
def test_nonsense_is_a_value_error(emulator, inbox, body):
    emulator.callback(inbox.url, "push-token")
    emulator.push({"Event": "x"})
    [(query, _)] = inbox.letters
    with pytest.raises(ValueError, match="not a push event"):
        Envelope(emulator.appid, "push-token").open(query, body)


def test_entity_bomb_is_a_value_error(emulator, inbox):
    emulator.callback(inbox.url, "push-token")
    emulator.push({"Event": "x"})
    [(query, _)] = inbox.letters
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml><Event>&b;</Event></xml>'
    with pytest.raises(ValueError, match="not a push event"):
        Envelope(emulator.appid, "push-token").open(query, bomb)


@STYLES
def test_repeated_push_has_the_same_key(emulator, inbox, style):
    emulator.callback(inbox.url, "push-token", AES_KEY, style)
    assert emulator.push({"Event": "x", "FromUserName": "o1"}, times=3) == [200] * 3
    emulator.push({"Event": "x", "FromUserName": "o2"})
    ours = Envelope(emulator.appid, "push-token", AES_KEY)
    keys = [event_key(ours.open(query, body)) for query, body in inbox.letters]
    assert len(set(keys[:3])) == 1
    assert keys[3] != keys[0]
    assert len(keys[0]) == 64


def test_choices_in_every_shape():
    row = {"TemplateId": "t", "SubscribeStatusString": "reject"}
    name: dict[str, Any] = {"Event": "subscribe_msg_change_event"}
    inner: list[Any] = [{"List": row}, {"List": [row]}, [row]]
    shapes = [{"SubscribeMsgChangeEvent": each} for each in inner] + [{"List": row}, {"List": [row]}]
    assert [subscription_choices(name | shape) for shape in shapes] == [[("t", "reject")]] * 5
    assert subscription_choices({"Event": "other", "List": 7}) == subscription_choices({}) == []


def test_address_check_by_wechat(emulator, inbox):
    emulator.callback(inbox.url, "push-token")
    emulator.push({"Event": "x"})
    [(query, _)] = inbox.letters
    ours = Envelope(emulator.appid, "push-token", AES_KEY)
    assert ours.echo(query | {"echostr": "42"}) == "42"
    with pytest.raises(Forged):
        ours.echo({"echostr": "42"})


def test_pictures_verdict_comes_later_or_never(emulator, inbox):
    wechat = WeChat(emulator.appid, emulator.secret, emulator.url)
    ours = Envelope(emulator.appid, "push-token")
    emulator.callback(inbox.url, "push-token")
    emulator.user("o1", seen=True)
    for word, suggest in (("lunch", "pass"), ("risky", "risky")):
        inbox.letters.clear()
        trace_id = wechat.check_photo("o1", f"https://example.com/{word}.jpg")
        event = ours.open(*arrived(inbox)[0])
        assert (event["Event"], event["trace_id"]) == ("wxa_media_check", trace_id)
        assert event["result"]["suggest"] == suggest
    inbox.letters.clear()
    emulator.events(hold_verdicts=True)
    trace_id = wechat.check_photo("o1", "https://example.com/lunch.jpg")
    assert inbox.letters == []
    assert emulator.verdict("o1", trace_id) == [200]


def test_send_is_followed_by_its_event(emulator, inbox):
    emulator.callback(inbox.url, "push-token")
    emulator.events(sent_events=True)
    emulator.grant("o1", "tmpl-quiz")
    msgid = WeChat(emulator.appid, emulator.secret, emulator.url).push("o1", "tmpl-quiz", GOOD)
    event = Envelope(emulator.appid, "push-token").open(*arrived(inbox)[0])
    assert event["SubscribeMsgSentEvent"]["List"][0]["MsgID"] == msgid


def test_push_to_nobody(emulator):
    emulator.callback("http://127.0.0.1:9/", "push-token")
    assert emulator.push({"Event": "x"}) == [0]
    emulator.callback("", "")
    with pytest.raises(ValueError, match="no callback"):
        emulator.push({"Event": "x"})
