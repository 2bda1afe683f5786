"""The only file that imports wechatpy or knows an errcode: every call, and what each refusal means.

wechatpy 1.8.18 gives the frame, the decryption and the error class. Its request and token code is replaced: it
retries without bound, has no time-out on the token, takes HTML for success and puts the secret into error texts.
"""

import logging
import struct
from collections.abc import Mapping
from typing import Any, NamedTuple

from wechatpy.client import WeChatClient
from wechatpy.crypto import WeChatCrypto, WeChatWxaCrypto
from wechatpy.enterprise import WeChatClient as EnterpriseClient
from wechatpy.exceptions import InvalidAppIdException, InvalidSignatureException, WeChatClientException

import errors
from wechat.access_token import Token, TokenKeeper
from wechat.answers import decode, errcode, picture, request_id, wrong_field
from wechat.interface import BadMessage, Halted, NotSent, PushError, Refused, Undecryptable, Unknown
from wechat.rest import Rest
from wechat.transport import OFFICIAL, Fault, Transport

log = logging.getLogger("lvxing.wechat")

CORP_OFFICIAL = "https://qyapi.weixin.qq.com/"
STALE_TOKEN = {40001, 40014, 42001}
BAD_CODE = {
    40029: "微信凭证无效或已过期，请重新进入小程序再试",
    40163: "微信凭证已经用过，请重新进入小程序再试",
    41008: "缺少微信凭证，请重新进入小程序再试",
    40226: "微信认为此账号存在风险，暂时不能登录",
    60111: "企业微信里没有这个成员，或不在应用的可见范围内",
}


class Codes(NamedTuple):
    """Whom a refused message concerns. ``rules``: everybody who would get the like; ``everybody``: all of us, with the
    seconds after which it may be worth trying again (None: needs repair)."""

    person: set[int]
    message: set[int]
    rules: set[int]
    everybody: dict[int, int | None]
    busy: set[int]


MINI_PROGRAM = Codes(
    person={40003, 43101},
    message={40033, 40037, 41030, 44002, 47001, 47003},
    rules={40037, 41030},
    everybody={
        45009: 600, 45011: 60,  # quota of the day, of the minute
        40001: 60, 40014: 60, 41001: 60, 42001: 60,  # refused again with a new token, or no newer token to be had
        40002: None, 40013: None, 40125: None, 40164: None, 40243: None, 41002: None, 41004: None,  # credentials
        48001: None, 48004: None, 50002: None,  # interface not granted, banned, account restricted
    },
    busy={-1},
)  # fmt: skip
CORP = Codes(
    person={60111, 81013},  # no such member; nobody of the receivers may see the app
    message={40008, 40058, 44004, 47001},
    rules={40096, 46004},
    everybody={
        45009: 600, 40014: 60, 41001: 60, 42001: 60, 40001: None, 40013: None, 40056: None, 48002: None,
        60011: None, 60020: None, 301002: None,  # no right to it; not a trusted address
    },
    busy={-1, 45033},
)  # fmt: skip
BAD_PAGE_CODE = {40097, 40129, 40169, 41030, 85096}
NOT_HERE_LATELY, SESSION_OVER = frozenset({40003, 43104, 61010}), frozenset({40003, 87008, 87009})
FORGED = (InvalidAppIdException, InvalidSignatureException)
CANNOT_OPEN = (ValueError, LookupError, TypeError, AttributeError, struct.error, *FORGED)


class TokenRefused(WeChatClientException):
    """An errcode of the token endpoint: the call itself was never made."""


class Hardened:
    """The request and token code of both clients, in place of wechatpy's. Serves many threads; build after a fork."""

    API_BASE_URL: str
    official: str

    def _connect(self, http: Any, base_url: str, timeout: tuple[float, float], pool_size: int) -> None:
        self._transport = Transport(http, base_url, timeout, pool_size, self.official)
        self._tokens, self._rest = TokenKeeper(self._fetch), Rest()

    def _fetch(self) -> Token:
        raise NotImplementedError

    def ask(self, method: str, path: str, *, expected: frozenset[int] = frozenset(), **how: Any) -> dict[str, Any]:
        """WeChat's answer. Raises WeChatCodeInvalid, Invalid or WeChatUnavailable, except that an errcode of
        ``expected`` comes back as ``{"errcode": …}``. Nothing of wechatpy or requests stays in the chain."""
        try:
            with self._rest:
                return self._request(method, self.official + path, **how)
        except Fault as fault:
            failure: errors.AppError = unavailable(path, fault.what)
        except WeChatClientException as refusal:
            if refusal.errcode in expected:
                return {"errcode": refusal.errcode}
            failure = refused(path, refusal)
        raise failure

    def send(self, path: str, body: Mapping[str, Any], codes: Codes = MINI_PROGRAM) -> dict[str, Any]:
        """Send one message. Raises the outcomes of ``interface.py``."""
        try:
            answer = self._request("POST", self.official + path, data=body, guarded=False)
        except Fault as fault:
            failure: PushError = Unknown(fault.what) if fault.sent else NotSent(fault.what)
        except WeChatClientException as refusal:
            failure = outcome(refusal, codes)
        else:
            if "errcode" in answer:
                return answer
            failure = Unknown("no errcode in the answer")
        raise failure

    @property
    def access_token(self) -> str:
        return self._tokens.get()

    def fetch_access_token(self) -> None:
        raise NotImplementedError("TokenKeeper alone fetches the token")

    def _ask_token(self, method: str, path: str, query: dict[str, str], body: dict[str, Any] | None) -> Token:
        answer = decode(self._transport.exchange(method, self.official + path, query, body))
        if code := errcode(answer):
            raise TokenRefused(code, answer.get("errmsg"))
        value, seconds = answer.get("access_token"), answer.get("expires_in")
        if not (isinstance(value, str) and value and isinstance(seconds, int) and seconds > 0):
            raise Fault("no token in the answer", sent=False)
        return Token.lasting(value, seconds)

    def _token(self, bad: str = "") -> str:
        """A token other than ``bad`` if there is one. Failing here means that the call itself was not made."""
        try:
            return self._tokens.replace(bad) if bad else self._tokens.get()
        except Fault as error:
            failure: Exception = Fault(f"token: {error.what}", sent=False)
        except TokenRefused as error:
            failure = TokenRefused(error.errcode, error.errmsg)
        raise failure

    def _request(self, method: str, url_or_endpoint: str, **kwargs: Any) -> dict[str, Any]:
        """Any call, wechatpy's own included. ``access_token=None`` among the params: this call needs none.

        Once, and only if a different token is to be had, a call refused for its token is made again.
        """
        base = kwargs.get("api_base_url", self.API_BASE_URL)
        url = url_or_endpoint if url_or_endpoint.startswith("http") else base + url_or_endpoint
        params = dict(kwargs.get("params") or {})
        token = None if "access_token" in params else self._token()
        answer = self._once(method, url, params | ({"access_token": token} if token else {}), kwargs)
        if token and errcode(answer) in STALE_TOKEN and (newer := self._token(bad=token)) != token:
            answer = self._once(method, url, params | {"access_token": newer}, kwargs)
        if code := errcode(answer):
            raise WeChatClientException(code, answer.get("errmsg"))
        process = kwargs.get("result_processor")
        return process(answer) if process else answer

    def _once(self, method: str, url: str, query: dict[str, Any], how: Mapping[str, Any]) -> dict[str, Any]:
        guarded = how.get("guarded", True)
        content = self._transport.exchange(method.upper(), url, query, how.get("data"), guarded=guarded)
        return picture(content) if how.get("picture") else decode(content)


class Client(Hardened, WeChatClient):
    """The mini-program's."""

    API_BASE_URL, official = OFFICIAL + "cgi-bin/", OFFICIAL

    def __init__(self, appid: str, secret: str, base_url: str, timeout: tuple[float, float], pool_size: int):
        WeChatClient.__init__(self, appid, secret, timeout=timeout, auto_retry=False)
        self._connect(self._http, base_url, timeout, pool_size)

    def _fetch(self) -> Token:
        """stable_token in normal mode: every process is given the same token, nobody's token is killed."""
        body = {"grant_type": "client_credential", "appid": self.appid, "secret": self.secret, "force_refresh": False}
        return self._ask_token("POST", "cgi-bin/stable_token", {}, body)


class CorpClient(Hardened, EnterpriseClient):
    """WeCom's. Asking for a token again gives the same one, so processes do not disturb each other."""

    API_BASE_URL, official = CORP_OFFICIAL + "cgi-bin/", CORP_OFFICIAL

    def __init__(self, corp_id: str, secret: str, base_url: str, timeout: tuple[float, float], pool_size: int):
        EnterpriseClient.__init__(self, corp_id, secret, timeout=timeout, auto_retry=False)
        self._connect(self._http, base_url, timeout, pool_size)

    def _fetch(self) -> Token:
        return self._ask_token("GET", "cgi-bin/gettoken", {"corpid": self.corp_id, "corpsecret": self.secret}, None)


def outcome(refusal: WeChatClientException, codes: Codes) -> PushError:
    """Whom a refused message concerns."""
    code, errmsg = refusal.errcode, str(refusal.errmsg)
    note: dict[str, Any] = {"errcode": code, "rid": request_id(errmsg)}
    if code in codes.busy:
        return NotSent("busy", **note)
    if code in codes.everybody or isinstance(refusal, TokenRefused):
        log.error("push halted: errcode %s rid %s", code, note["rid"])
        return Halted("all sending", retry_after=codes.everybody.get(code), **note)
    if code in codes.person:
        return Refused("this person", **note)
    log.error("push message refused: errcode %s rid %s", code, note["rid"])
    is_everyones, alarm = code in codes.rules, code not in codes.message
    return BadMessage("this message", field=wrong_field(errmsg), alarm=alarm, is_everyones=is_everyones, **note)


def refused(path: str, refusal: WeChatClientException) -> errors.AppError:
    """Our error for a refused call other than a push."""
    code = refusal.errcode
    if code in BAD_CODE and not isinstance(refusal, TokenRefused):
        return errors.WeChatCodeInvalid(BAD_CODE[code])
    if code in BAD_PAGE_CODE:
        return errors.Invalid("微信不接受这个小程序码：页面未发布或参数有误")
    return unavailable(path, f"errcode {code} rid {request_id(str(refusal.errmsg))}", MINI_PROGRAM.everybody.get(code))


def unavailable(path: str, why: str, retry_after: int | None = None) -> errors.WeChatUnavailable:
    log.warning("wechat %s: %s", path, why)
    return errors.WeChatUnavailable(retry_after=retry_after)


def decrypt(appid: str, session_key: str, iv: str, data: str) -> dict[str, Any]:
    """What the mini-program encrypted with the person's session key, its watermark checked. Raises Undecryptable."""
    try:
        opened = WeChatWxaCrypto(session_key, iv, appid).decrypt_message(data)
    except CANNOT_OPEN:
        opened = None
    if opened is None:
        raise Undecryptable
    return opened


def unseal(appid: str, token: str, aes_key: str, sealed: str, query: Mapping[str, str]) -> str:
    """The text of a push in safe mode, its app id checked; its signature has been, in constant time, before. Raises
    Undecryptable."""
    stamps = (query.get(name, "") for name in ("msg_signature", "timestamp", "nonce"))
    try:
        opened = WeChatCrypto(token, aes_key, appid).decrypt_message({"Encrypt": sealed}, *stamps)
    except CANNOT_OPEN:
        opened = None
    if opened is None:
        raise Undecryptable
    return opened
