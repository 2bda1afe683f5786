"""Login, phone number, and whether a session key is the latest. Also the codes that curl alone can make up:
``demo:<name>[:<nonce>]`` and ``demo-phone:<number>[:<nonce>]``, single use if there is a nonce."""

import base64
import hashlib
import hmac
import os
import re
from typing import Any

from wechat.emulator.quotas import spend
from wechat.emulator.state import Call, Refusal, State

CODE_LIFE = 300
LOGINS_A_MINUTE = 100
DEMO = re.compile(r"demo:([\w-]{1,40})(:[\w-]{1,64})?", re.ASCII)
DEMO_PHONE = re.compile(r"demo-phone:(\d{5,15})(:[\w-]{1,64})?", re.ASCII)


def login(state: State, call: Call) -> dict[str, Any]:
    """GET sns/jscode2session. A success has no errcode."""
    check_login(state, call.query)
    code = call.query["js_code"]
    if demo := DEMO.fullmatch(code):
        openid = state.user(f"o-demo-{demo[1]}").openid
        use_up(state, code, reusable=not demo[2])
    else:
        openid = redeem(state, state.codes, code)
    user = state.known(openid)
    if user.blocked:
        raise Refusal(40226, "high risk user, login refused")
    spend(state, f"sns/jscode2session#{openid}", 45011, {"minute": LOGINS_A_MINUTE})
    user.session_key = base64.b64encode(os.urandom(16)).decode()
    user.seen_at = state.now()
    answer = {"openid": user.openid, "session_key": user.session_key}
    return answer | ({"unionid": user.unionid} if user.unionid else {})


def check_login(state: State, query: dict[str, str]) -> None:
    for name, errcode in (("appid", 41002), ("secret", 41004), ("js_code", 41008)):
        if not query.get(name):
            raise Refusal(errcode, f"{name} missing")
    if query["appid"] != state.appid:
        raise Refusal(40013, "invalid appid")
    if query["secret"] != state.secret:
        raise Refusal(40125, "invalid appsecret")


def redeem(state: State, codes: dict[str, tuple[str, float]], code: str) -> str:
    """What ``code`` stands for. Refuses 40029 unknown or older than five minutes, 40163 used."""
    if code in state.used_codes:
        raise Refusal(40163, "code been used")
    if code not in codes or state.now() - codes[code][1] > CODE_LIFE:
        raise Refusal(40029, "invalid code")
    state.used_codes.add(code)
    return codes[code][0]


def use_up(state: State, code: str, *, reusable: bool) -> None:
    if code in state.used_codes:
        raise Refusal(40163, "code been used")
    if not reusable:
        state.used_codes.add(code)


def check(state: State, call: Call) -> dict[str, Any]:
    """GET wxa/checksession."""
    user = state.known(call.query.get("openid"))
    if call.query.get("sig_method") != "hmac_sha256":
        raise Refusal(87008, "invalid sig_method")
    wanted = hmac.new(user.session_key.encode(), b"", hashlib.sha256).hexdigest()
    if not user.session_key or call.query.get("signature") != wanted:
        raise Refusal(87009, "invalid signature")
    return {"errcode": 0, "errmsg": "ok"}


def phone(state: State, call: Call) -> dict[str, Any]:
    """POST wxa/business/getuserphonenumber {code}."""
    code = str((call.body or {}).get("code", ""))
    if demo := DEMO_PHONE.fullmatch(code):
        number = demo[1]
        use_up(state, code, reusable=not demo[2])
    else:
        try:
            number = redeem(state, state.phone_codes, code)
        except Refusal:
            number = ""
    if not number:
        raise Refusal(40029, "invalid code")
    watermark = {"timestamp": int(state.now()), "appid": state.appid}
    info = {"phoneNumber": number, "purePhoneNumber": number, "countryCode": "86", "watermark": watermark}
    return {"errcode": 0, "errmsg": "ok", "phone_info": info}
