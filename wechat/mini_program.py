"""What LvXing asks of WeChat: one small method a question."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

import clock
import errors
from wechat.answers import template
from wechat.client import NOT_HERE_LATELY, SESSION_OVER, Client, decrypt, unavailable
from wechat.interface import Login, Template, Undecryptable, Verdict

SEND = "cgi-bin/message/subscribe/send"


class WeChat:
    """Thread-safe; one per process, built after a fork.

    ``base_url``: WeChat's or, on this machine only, the emulator's. ``timeout``: (connect, read) seconds; one
    exchange never takes longer than about their sum, and a method makes one (login) to four (token, call, token, call).
    All methods but ``push`` raise errors.WeChatUnavailable when WeChat cannot be asked now.
    """

    def __init__(
        self, appid: str, secret: str, base_url: str, *, timeout: tuple[float, float] = (3.05, 8.0), pool_size: int = 16
    ):
        self._appid = appid
        self._secret = secret
        self._client = Client(appid, secret, base_url, timeout, pool_size)

    def login(self, code: str) -> Login:
        """The person behind a ``wx.login`` code; no token needed. Raises WeChatCodeInvalid: old, used, blocked."""
        query: dict[str, Any] = {"appid": self._appid, "secret": self._secret, "js_code": plausible(code)}
        query |= {"grant_type": "authorization_code", "access_token": None}
        answer = self._client.ask("GET", "sns/jscode2session", params=query)
        openid, session_key, unionid = (answer.get(name) for name in ("openid", "session_key", "unionid"))
        if not (isinstance(openid, str) and openid and isinstance(session_key, str) and session_key):
            raise unavailable("sns/jscode2session", "no openid in the answer")
        return Login(openid, session_key, unionid or None)

    def phone_number(self, code: str) -> str:
        """The number, without country code, behind a ``getPhoneNumber`` code. Raises WeChatCodeInvalid."""
        path = "wxa/business/getuserphonenumber"
        info = self._client.ask("POST", path, data={"code": plausible(code)}).get("phone_info")
        number = info.get("purePhoneNumber") if isinstance(info, dict) else None
        if not number:
            raise unavailable(path, "no number in the answer")
        return str(number)

    def push(
        self, openid: str, template_id: str, data: Mapping[str, str], page: str = "", state: str = "formal"
    ) -> str | None:
        """Send one subscription message, which uses up one grant; its msgid if WeChat tells.

        ``data`` maps the template's keys to texts within WeChat's limits; ``state`` is formal, trial or developer.
        Raises the outcomes of ``interface.py``: Refused, BadMessage, Halted, NotSent, Unknown.
        """
        body: dict[str, Any] = {"touser": openid, "template_id": template_id, "miniprogram_state": state}
        body |= {"lang": "zh_CN", "data": {key: {"value": value} for key, value in data.items()}}
        msgid = self._client.send(SEND, body | ({"page": page} if page else {})).get("msgid")
        return str(msgid) if msgid else None

    def templates(self) -> list[Template]:
        """The account's subscription templates, to check ours against at start."""
        rows = self._client.ask("GET", "wxaapi/newtmpl/gettemplate").get("data")
        return [template(row) for row in rows or []]

    def check_text(self, openid: str, text: str, scene: int) -> Verdict:
        """``scene``: 1 profile, 2 comment, 3 forum, 4 social log. ``text`` up to 2,500 characters.

        The writer must have been in the mini-program within two hours; otherwise the verdict is ``review``.
        """
        body = {"version": 2, "openid": openid, "scene": scene, "content": text}
        answer = self._client.ask("POST", "wxa/msg_sec_check", data=body, expected=NOT_HERE_LATELY)
        result = answer.get("result") or {}
        return Verdict(result.get("suggest") or "review", int(result.get("label") or 0), answer.get("trace_id") or "")

    def check_photo(self, openid: str, media_url: str) -> str:
        """Ask for a picture to be looked at; the verdict comes as a push event with the trace id given back here."""
        body = {"version": 2, "openid": openid, "scene": 2, "media_url": media_url, "media_type": 2}
        trace_id = self._client.ask("POST", "wxa/media_check_async", data=body).get("trace_id")
        if not trace_id:
            raise unavailable("wxa/media_check_async", "no trace id in the answer")
        return str(trace_id)

    def mini_code(self, scene: str, page: str, env: str = "release") -> bytes:
        """The round code's picture. ``scene``: 1 to 32 visible ASCII characters. Raises errors.Invalid."""
        body = {"scene": scene, "page": page, "env_version": env, "check_path": env == "release"}
        answer = self._client.ask("POST", "wxa/getwxacodeunlimit", data=body, picture=True)
        if "picture" not in answer:
            raise unavailable("wxa/getwxacodeunlimit", "no picture in the answer")
        return answer["picture"]

    def session_is_valid(self, openid: str, session_key: str) -> bool:
        """Whether ``session_key`` is still the person's latest one."""
        signature = hmac.new(session_key.encode(), b"", hashlib.sha256).hexdigest()
        query = {"openid": openid, "signature": signature, "sig_method": "hmac_sha256"}
        return not self._client.ask("GET", "wxa/checksession", params=query, expected=SESSION_OVER).get("errcode")

    def decrypt(self, session_key: str, iv: str, data: str, max_age: int = 600) -> dict[str, Any]:
        """What ``wx.getWeRunData`` and the like encrypted, at most ``max_age`` seconds ago. Raises Undecryptable."""
        opened = decrypt(self._appid, session_key, iv, data)
        stamp = opened["watermark"].get("timestamp")
        if not isinstance(stamp, int) or abs(clock.now().timestamp() - stamp) > max_age:
            raise Undecryptable
        return opened


def plausible(code: str) -> str:
    """A code that WeChat could have made; spares it the others."""
    if not (0 < len(code) <= 256 and code.isascii() and code.isprintable()):
        raise errors.WeChatCodeInvalid
    return code
