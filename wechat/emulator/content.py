"""Content checks by trigger words: 违规 is risky, 可疑 needs review; and the round code's picture."""

import io
import re
from typing import Any

import qrcode

from wechat.emulator.callbacks import notify
from wechat.emulator.quotas import spend
from wechat.emulator.state import Call, Refusal, State

TWO_HOURS = 7_200
TRIGGERS = {"违规": ("risky", 20001), "risky": ("risky", 20001), "可疑": ("review", 21000), "review": ("review", 21000)}
SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}")


def check_text(state: State, call: Call) -> dict[str, Any]:
    """POST wxa/msg_sec_check, version 2; without a version the retired first form."""
    body = call.body
    if body is None:
        raise Refusal(47001, "data format error")
    text = str(body.get("content") or "")
    if "version" not in body:
        return first_form(text)
    if not text or len(text) > 2_500:
        raise Refusal(44002, "empty post data")
    if body.get("scene") not in (1, 2, 3, 4):
        raise Refusal(40129, "invalid scene")
    check_presence(state, body)
    spend(state, "wxa/msg_sec_check")
    suggest, label = judge(text)
    result = {"suggest": suggest, "label": label}
    detail = [{"strategy": "content_model", "errcode": 0, **result, "prob": 90}]
    return {"errcode": 0, "errmsg": "ok", "result": result, "detail": detail, "trace_id": trace(state)}


def first_form(text: str) -> dict[str, Any]:
    if judge(text)[0] != "pass":
        raise Refusal(87014, "risky content")
    return {"errcode": 0, "errmsg": "ok"}


def judge(text: str) -> tuple[str, int]:
    return next((verdict for word, verdict in TRIGGERS.items() if word in text), ("pass", 100))


def check_presence(state: State, body: dict[str, Any]) -> None:
    """40003 for a stranger, 61010 for a person who was not in the mini-program within two hours."""
    user = state.known(body.get("openid"))
    if state.now() - user.seen_at > TWO_HOURS:
        raise Refusal(61010, "code is expired")


def check_media(state: State, call: Call) -> dict[str, Any]:
    """POST wxa/media_check_async, version 2; the verdict is pushed soon after, judged by words in the address."""
    body = call.body or {}
    url = str(body.get("media_url") or "")
    if body.get("version") != 2 or body.get("media_type") not in (1, 2) or not url.startswith("http"):
        raise Refusal(47001, "data format error")
    check_presence(state, body)
    spend(state, "wxa/media_check_async")
    trace_id = trace(state)
    state.media.append({"openid": str(body["openid"]), "media_url": url, "trace_id": trace_id})
    if not state.hold_verdicts:
        notify(state, verdict(state, str(body["openid"]), trace_id, *judge(url)), delay=0.1)
    return {"errcode": 0, "errmsg": "ok", "trace_id": trace_id}


def verdict(state: State, openid: str, trace_id: str, suggest: str, label: int) -> dict[str, Any]:
    """The event ``wxa_media_check`` in its second form."""
    result = {"suggest": suggest, "label": label}
    event = {"Event": "wxa_media_check", "FromUserName": openid, "appid": state.appid, "trace_id": trace_id}
    return event | {"version": 2, "errcode": 0, "result": result, "detail": [{"strategy": "content_model", **result}]}


def trace(state: State) -> str:
    return f"trace-{next(state.numbers):08d}"


def round_code(state: State, call: Call) -> bytes:
    """POST wxa/getwxacodeunlimit: a square code instead of the round one, holding page and scene."""
    body = call.body or {}
    scene, page = str(body.get("scene") or ""), str(body.get("page") or "")
    if not SCENE.fullmatch(scene):
        raise Refusal(40169, "invalid length for scene, or the data is not json string")
    if page.startswith("/") or "?" in page:
        raise Refusal(40097, "invalid args: page")
    if body.get("check_path", True) and page and state.pages and page not in state.pages:
        raise Refusal(41030, "invalid page")
    spend(state, "wxa/getwxacodeunlimit")
    picture = io.BytesIO()
    qrcode.make(f"{page}?scene={scene}").get_image().convert("RGB").save(picture, "JPEG")
    return picture.getvalue()
