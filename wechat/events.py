"""WeChat's message push: is it from WeChat, and what does it say. Deciding what to do is not done here.

WeChat cuts after 5 seconds and repeats twice, so answer at once, work later, and keep ``event_key`` unique.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from xml.parsers.expat import ExpatError

import xmltodict

import clock
from wechat.client import unseal
from wechat.interface import Verdict

SENT_EVENT = "subscribe_msg_sent_event"
CHOICE_EVENTS = {
    "subscribe_msg_popup_event": "SubscribeMsgPopupEvent",
    "subscribe_msg_change_event": "SubscribeMsgChangeEvent",
}


class Forged(Exception):
    """Not signed by WeChat with our token, or signed too long ago. Answer 403 and nothing else."""


@dataclass(frozen=True)
class Envelope:
    """Opens pushes for one mini-program. With an ``aes_key`` (43 characters) only sealed pushes are believed.

    ``max_age``: seconds a signature is good for. In plain mode it does not cover the body, so an old one
    found in somebody's access log must not open the door for ever.
    """

    appid: str
    token: str = field(repr=False)
    aes_key: str = field(default="", repr=False)
    max_age: int = 600

    def echo(self, query: Mapping[str, str]) -> str:
        """What to answer to WeChat's GET when the address is entered in its console. Raises Forged."""
        self._check(query, "signature")
        return query.get("echostr", "")

    def open(self, query: Mapping[str, str], body: bytes) -> dict[str, Any]:
        """The event of a POST, from XML or JSON, plain or sealed. Raises Forged, Undecryptable or ValueError."""
        if not self.aes_key:
            self._check(query, "signature")
            return parse(body)
        sealed = str(parse(body).get("Encrypt") or "")
        self._check(query, "msg_signature", sealed)
        return parse(unseal(self.appid, self.token, self.aes_key, sealed, query).encode())

    def _check(self, query: Mapping[str, str], name: str, *signed: str) -> None:
        stamp = query.get("timestamp", "")
        parts = sorted([self.token, stamp, query.get("nonce", ""), *signed])
        wanted = hashlib.sha1("".join(parts).encode("utf-8", "replace")).hexdigest()
        given = query.get(name, "").encode("utf-8", "replace")
        late = not stamp.isdecimal() or len(stamp) > 12 or abs(clock.now().timestamp() - int(stamp)) > self.max_age
        if not self.token or not hmac.compare_digest(wanted.encode(), given) or late:
            raise Forged


def parse(body: bytes) -> dict[str, Any]:
    """One object out of JSON or WeChat's ``<xml>``. Raises ValueError."""
    try:
        if body.lstrip()[:1] == b"<":
            event = xmltodict.parse(body, disable_entities=True).get("xml")
        else:
            event = json.loads(body)
    except (ValueError, ExpatError, RecursionError):
        event = None
    if not isinstance(event, dict):
        raise ValueError("not a push event")
    return event


def media_verdict(event: Mapping[str, Any]) -> Verdict | None:
    """What a ``wxa_media_check`` event of the second form says of a picture; None for any other event.

    A check that failed (the picture could not be fetched) is ``review``: somebody has to look.
    """
    if event.get("Event") != "wxa_media_check":
        return None
    result = event.get("result")
    inner = result if isinstance(result, dict) and str(event.get("errcode") or 0) == "0" else {}
    label = str(inner.get("label") or 0)
    suggest = str(inner.get("suggest") or "review")
    return Verdict(suggest, int(label) if label.isdecimal() else 0, str(event.get("trace_id") or ""))


def event_key(event: Mapping[str, Any]) -> str:
    """The same for each repetition of one event, different for different events; at most 64 characters."""
    names = ("ToUserName", "FromUserName", "CreateTime", "MsgType", "Event", "MsgId", "trace_id")
    parts = [str(event.get(name) or "") for name in names]
    parts += [f"{choice}{id}" for id, choice in sorted(subscription_choices(event))]
    parts += [f"{result.msgid} {result.template_id}" for result in sorted(sent_results(event))]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()


def subscription_choices(event: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(template id, "accept" or "reject") of a popup or settings event; one element may come without its list."""
    if event.get("Event") == SENT_EVENT:
        return []
    found = rows(event, CHOICE_EVENTS.get(str(event.get("Event")), ""))
    return [(str(row.get("TemplateId", "")), str(row.get("SubscribeStatusString", ""))) for row in found]


class SentResult(NamedTuple):
    """What became of one message in the end. ``errcode`` 0: it is on the person's phone."""

    template_id: str
    msgid: str
    errcode: str


def sent_results(event: Mapping[str, Any]) -> list[SentResult]:
    """The results in an event that follows a send; one may come without its list."""
    if event.get("Event") != SENT_EVENT:
        return []
    return [
        SentResult(str(row.get("TemplateId", "")), str(row.get("MsgID", "")), str(row.get("ErrorCode", "")))
        for row in rows(event, "SubscribeMsgSentEvent")
    ]


def rows(event: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The elements of an event: in a list under ``name``, one alone, or without either."""
    inner = event.get(name)
    found = event.get("List") if inner is None else inner.get("List") if isinstance(inner, dict) else inner
    found = [found] if isinstance(found, dict) else found if isinstance(found, list) else []
    return [row for row in found if isinstance(row, dict)]
