"""The control plane: what tests and developers do to the emulator, as methods here and as ``/__ctl/<name>`` over HTTP.

Over HTTP the arguments are a JSON object (POST), or a list of them to do it many times; what reads only is a GET.
"""

import base64
import json
import os
from dataclasses import asdict
from typing import Any

from wechat.emulator import callbacks, content, faults, tokens
from wechat.emulator.state import Callback, State, Template

READS = ("log", "sent", "media", "grants", "used", "notices")
WRITES = (
    "reset", "user", "code", "phone_code", "template", "grant", "page", "clock", "kill_tokens", "quota",
    "fault", "clear_faults", "callback", "push", "verdict", "encrypt", "events", "member",
)  # fmt: skip


class Control:
    """Every method takes the lock itself and gives back plain values."""

    def __init__(self, state: State):
        self.state = state

    def reset(self) -> None:
        with self.state.lock:
            self.state.reset()

    def user(self, openid: str, unionid: str = "", blocked: bool = False, seen: bool = False) -> dict[str, Any]:
        """Make or change a user. ``seen``: is in the mini-program now, as after a login."""
        with self.state.lock:
            user = self.state.user(openid)
            user.unionid, user.blocked = unionid, blocked
            user.seen_at = self.state.now() if seen else user.seen_at
            return asdict(user)

    def member(self, userid: str, name: str = "", department: str = "办公室") -> str:
        """Somebody in WeCom's directory; a code of ``wx.qy.login`` for them, five minutes, single use."""
        with self.state.lock:
            self.state.members[userid] = {"name": name or userid, "department": department}
            code = f"qy-code-{next(self.state.numbers):08d}"
            self.state.corp_codes[code] = (userid, self.state.now())
            return code

    def notices(self, userid: str = "") -> list[dict[str, Any]]:
        """WeCom notices that arrived, oldest first."""
        with self.state.lock:
            return [dict(each) for each in self.state.notices if userid in ("", each["userid"])]

    def code(self, openid: str, code: str = "") -> str:
        """What ``wx.login`` gives this person: five minutes, single use."""
        with self.state.lock:
            self.state.user(openid)
            code = code or f"code-{next(self.state.numbers):08d}"
            self.state.codes[code] = (openid, self.state.now())
            return code

    def phone_code(self, phone: str, code: str = "") -> str:
        """What the phone number button gives: five minutes, single use."""
        with self.state.lock:
            code = code or f"phone-{next(self.state.numbers):08d}"
            self.state.phone_codes[code] = (phone, self.state.now())
            return code

    def template(
        self, id: str, keys: list[str], type: int = 2, title: str = "", choices: dict[str, list[str]] | None = None
    ) -> None:
        """``type`` 2 one-time, 3 long-term; ``choices`` for ``enum`` keys."""
        with self.state.lock:
            labels = [(f"字段{number}", key) for number, key in enumerate(keys, 1)]
            self.state.templates[id] = Template(id, title or id, labels, type, choices or {})

    def grant(self, openid: str, template_id: str, n: int = 1, notify: bool = False) -> int:
        """Accept ``n`` more messages (negative takes away); how many are left. ``notify`` pushes the event."""
        with self.state.lock:
            self.state.user(openid)
            self.state.grants[openid, template_id] = max(0, self.state.grants[openid, template_id] + n)
            row = {"TemplateId": template_id, "SubscribeStatusString": "accept" if n > 0 else "reject"}
            event: dict[str, Any] = {"Event": "subscribe_msg_popup_event", "FromUserName": openid}
            event |= {"SubscribeMsgPopupEvent": {"List": [row | {"PopupScene": "1"}]}}
            if notify:
                callbacks.notify(self.state, event)
            return self.state.grants[openid, template_id]

    def page(self, page: str) -> None:
        """Publish a page. Until the first one every page counts as published."""
        with self.state.lock:
            self.state.pages.add(page)

    def clock(self, advance: float) -> float:
        """Move the emulator's clock on by seconds; its new skew."""
        with self.state.lock:
            self.state.skew += advance
            return self.state.skew

    def kill_tokens(self) -> None:
        with self.state.lock:
            tokens.kill_all(self.state)

    def quota(self, path: str, day: int | None = None, minute: int | None = None) -> None:
        """Limit calls of ``path``, counted from the day's or minute's start."""
        with self.state.lock:
            limits = {(path, unit): most for unit, most in (("day", day), ("minute", minute)) if most is not None}
            self.state.limits |= limits

    def fault(self, path: str, kind: str, times: int = 1, skip: int = 0, **more: Any) -> None:
        """See ``faults.py``."""
        with self.state.lock:
            self.state.faults.append(faults.Fault(path, kind, times, skip, **more))

    def clear_faults(self) -> None:
        with self.state.lock:
            self.state.faults.clear()

    def callback(self, url: str, token: str, aes_key: str = "", style: str = "json") -> None:
        """Where events are pushed from now on; ``style`` json or xml; sealed if there is an ``aes_key``."""
        with self.state.lock:
            self.state.callback = Callback(url, token, aes_key, style) if url else None

    def events(self, sent_events: bool = False, hold_verdicts: bool = False) -> None:
        """Whether each send is followed by its event, and whether picture verdicts wait for ``verdict``."""
        with self.state.lock:
            self.state.sent_events, self.state.hold_verdicts = sent_events, hold_verdicts

    def push(self, event: dict[str, Any], times: int = 1, signed: bool = True) -> list[int]:
        """Push one event now, the very same ``times`` times; the app's answers (status, 0 for none)."""
        target = self.state.callback
        if target is None:
            raise ValueError("no callback is set")
        whole = callbacks.complete(self.state, event)
        return [callbacks.deliver(target, self.state.appid, whole, signed) for _ in range(times)]

    def verdict(self, openid: str, trace_id: str, suggest: str = "pass", label: int = 100) -> list[int]:
        """Push a picture's verdict, however late."""
        return self.push(content.verdict(self.state, openid, trace_id, suggest, label))

    def encrypt(self, openid: str, data: dict[str, Any]) -> dict[str, str]:
        """``data`` as ``wx.getWeRunData`` hands it over: encrypted with the person's session key, watermarked."""
        with self.state.lock:
            marked = data | {"watermark": {"appid": self.state.appid, "timestamp": int(self.state.now())}}
            key = base64.b64decode(self.state.user(openid).session_key)
        iv = os.urandom(16)
        sealed = callbacks.aes_cbc(key, iv, callbacks.pad(json.dumps(marked).encode(), 16))
        return {"iv": base64.b64encode(iv).decode(), "encryptedData": base64.b64encode(sealed).decode()}

    def log(self, path: str = "") -> list[dict[str, Any]]:
        """Every request to the data plane, or those whose path has ``path`` in it; without secrets."""
        with self.state.lock:
            return [dict(entry) for entry in self.state.log if path in entry["path"]]

    def sent(self, openid: str = "") -> list[dict[str, Any]]:
        """Messages accepted, oldest first."""
        with self.state.lock:
            return [dict(message) for message in self.state.sent if openid in ("", message["openid"])]

    def media(self) -> list[dict[str, str]]:
        """The pictures it was asked to check, ``{openid, media_url, trace_id}``, oldest first."""
        with self.state.lock:
            return [dict(asked) for asked in self.state.media]

    def grants(self) -> list[dict[str, Any]]:
        """What is left: ``{openid, template_id, n}``, without zeros."""
        with self.state.lock:
            return counted(self.state.grants)

    def used(self) -> list[dict[str, Any]]:
        """What was sent, counted the same way."""
        with self.state.lock:
            return counted(self.state.used)


def counted(pairs: dict[tuple[str, str], int]) -> list[dict[str, Any]]:
    return [{"openid": pair[0], "template_id": pair[1], "n": n} for pair, n in sorted(pairs.items()) if n]
