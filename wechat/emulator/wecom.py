"""The half of WeCom (企业微信), below ``/qy/``: tokens of its own, members, notices without consent.

Members are made by ``/__ctl/member``; ``qy:<userid>`` is a code of ``wx.qy.login`` that curl alone can make up.
"""

import re
from collections.abc import Callable
from typing import Any

from wechat.emulator.quotas import spend
from wechat.emulator.sessions import redeem
from wechat.emulator.state import Call, Refusal, State

TOKEN_LIFE = 7_200
A_MINUTE = 30  # notices to one person; what is beyond is dropped without a word
DEMO = re.compile(r"qy:([\w.@-]{1,64})", re.ASCII)
Answer = dict[str, Any]


def token(state: State, call: Call) -> Answer:
    """GET gettoken: the same one while it lives."""
    if call.query.get("corpid") != state.corp_id:
        raise Refusal(40013, "invalid corpid")
    if call.query.get("corpsecret") != state.corp_secret:
        raise Refusal(40001, "invalid credential")
    if state.corp_token is None or state.corp_token[1] <= state.now():
        state.corp_token = (f"qy_{next(state.numbers):08d}_{'x' * 64}", state.now() + TOKEN_LIFE)
    value, ends = state.corp_token
    return {"errcode": 0, "errmsg": "ok", "access_token": value, "expires_in": int(ends - state.now())}


def guarded(act: Callable[[State, Call], Answer]) -> Callable[[State, Call], Answer]:
    """Only with a token that lives."""

    def run(state: State, call: Call) -> Answer:
        given = call.query.get("access_token")
        if not given:
            raise Refusal(41001, "access_token missing")
        if state.corp_token is None or given != state.corp_token[0]:
            raise Refusal(40014, "invalid access_token")
        if state.corp_token[1] <= state.now():
            raise Refusal(42001, "access_token expired")
        return {"errcode": 0, "errmsg": "ok"} | act(state, call)

    return run


def login(state: State, call: Call) -> Answer:
    code = str(call.query.get("js_code") or "")
    demo = DEMO.fullmatch(code)
    user_id = demo[1] if demo else redeem(state, state.corp_codes, code)
    if user_id not in state.members:
        raise Refusal(60111, "userid not found")
    return {"corpid": state.corp_id, "userid": user_id, "session_key": "qy-session-key"}


def send(state: State, call: Call) -> Answer:
    """POST message/send, application notices of any kind. Unknown receivers are named; with none left, 81013."""
    body = call.body
    if body is None:
        raise Refusal(47001, "data format error")
    if body.get("agentid") != state.agent_id:
        raise Refusal(40056, "invalid agentid")
    if body.get("msgtype") == "miniprogram_notice":
        check(body.get("miniprogram_notice"))
    receivers = [each for each in str(body.get("touser") or "").split("|") if each]
    known = [each for each in receivers if each in state.members]
    if not known:
        raise Refusal(81013, "user & party & tag all invalid")
    spend(state, "qy/cgi-bin/message/send")
    number = next(state.numbers)
    for user_id in known:
        keep(state, user_id, body, number)
    return {"invaliduser": "|".join(sorted(set(receivers) - set(known))), "msgid": f"qy-{number:08d}"}


def check(notice: Any) -> None:
    """The limits of a mini-program notice: title 4 to 12 characters, at most ten lines of 10 and 30."""
    given = notice if isinstance(notice, dict) else {}
    items = given.get("content_item") or []
    lines = all(0 < len(each["key"]) <= 10 and 0 < len(each["value"]) <= 30 for each in items)
    if not given.get("appid") or not 4 <= len(given.get("title", "")) <= 12 or len(items) > 10 or not lines:
        raise Refusal(40058, "invalid miniprogram_notice")


def keep(state: State, user_id: str, body: Answer, number: int) -> None:
    """One notice on somebody's phone, unless it is the same again or one too many of this minute."""
    notice = body.get(body.get("msgtype", "")) or {}
    now, window = state.now(), body.get("duplicate_check_interval", 1800)
    mine = [each for each in state.notices if each["userid"] == user_id]
    again = any(each["notice"] == notice and now - each["at"] < window for each in mine)
    crowded = sum(now - each["at"] < 60 for each in mine) >= A_MINUTE
    if not (crowded or (body.get("enable_duplicate_check") and again)):
        state.notices.append({"userid": user_id, "notice": notice, "at": now, "msgid": f"qy-{number:08d}"})


def departments(state: State, call: Call) -> Answer:
    names = sorted({each["department"] for each in state.members.values()})
    return {"department": [{"id": number, "name": name, "parentid": 1} for number, name in enumerate(names, 2)]}


def members(state: State, call: Call) -> Answer:
    return {"userlist": [{"userid": key, "name": each["name"]} for key, each in sorted(state.members.items())]}


PATHS = {
    ("GET", "qy/cgi-bin/gettoken"): token,
    ("GET", "qy/cgi-bin/miniprogram/jscode2session"): guarded(login),
    ("POST", "qy/cgi-bin/message/send"): guarded(send),
    ("GET", "qy/cgi-bin/department/list"): guarded(departments),
    ("GET", "qy/cgi-bin/user/simplelist"): guarded(members),
}
