"""Subscription messages: one accept is one send, for each person and template."""

from typing import Any

from wechat.emulator.callbacks import notify
from wechat.emulator.fields import fits
from wechat.emulator.quotas import spend
from wechat.emulator.state import Call, Refusal, State, Template

LONG_TERM = 3
FIRST_MSGID = 1_000_000_000


def send(state: State, call: Call) -> dict[str, Any]:
    """POST cgi-bin/message/subscribe/send."""
    body = call.body
    if body is None:
        raise Refusal(47001, "data format error")
    user = state.known(body.get("touser"))
    template = state.templates.get(str(body.get("template_id")))
    if template is None:
        raise Refusal(40037, "invalid template_id")
    page = str(body.get("page") or "")
    if page and state.pages and page.partition("?")[0] not in state.pages:
        raise Refusal(41030, "invalid page")
    check_data(template, body.get("data"))
    pair = (user.openid, template.id)
    if state.grants[pair] < 1:
        raise Refusal(43101, "user refuse to accept the msg")
    spend(state, "cgi-bin/message/subscribe/send")
    if template.type != LONG_TERM:
        state.grants[pair] -= 1
    state.used[pair] += 1
    return {"errcode": 0, "errmsg": "ok", "msgid": keep(state, body, page)}


def check_data(template: Template, data: Any) -> None:
    """47003 naming the first field that is missing, empty or beyond its limits."""
    given = data if isinstance(data, dict) else {}
    for _, key in template.keys:
        value = given[key].get("value") if isinstance(given.get(key), dict) else None
        if value is None or value == "":
            raise Refusal(47003, f"argument invalid! data.{key}.value is empty")
        if not isinstance(value, str) or not fits(key, value, template.choices.get(key)):
            raise Refusal(47003, f"argument invalid! data.{key}.value invalid")


def keep(state: State, body: dict[str, Any], page: str) -> int:
    message = {
        "msgid": FIRST_MSGID + len(state.sent),
        "openid": body["touser"],
        "template_id": body["template_id"],
        "page": page,
        "data": {key: field["value"] for key, field in body["data"].items() if isinstance(field, dict)},
        "state": body.get("miniprogram_state") or "formal",
        "lang": body.get("lang") or "zh_CN",
        "at": state.now(),
    }
    state.sent.append(message)
    if state.sent_events:
        row = {"TemplateId": message["template_id"], "MsgID": str(message["msgid"]), "ErrorCode": "0"}
        event = {"Event": "subscribe_msg_sent_event", "FromUserName": message["openid"], "MsgType": "event"}
        notify(state, event | {"SubscribeMsgSentEvent": {"List": [row | {"ErrorStatus": "success"}]}})
    return message["msgid"]


def templates(state: State, call: Call) -> dict[str, Any]:
    """GET wxaapi/newtmpl/gettemplate."""
    return {"errcode": 0, "errmsg": "ok", "data": [shown(each) for each in state.templates.values()]}


def shown(template: Template) -> dict[str, Any]:
    row: dict[str, Any] = {"priTmplId": template.id, "title": template.title, "type": template.type}
    row["content"] = "".join(f"{label}:{{{{{key}.DATA}}}}\n" for label, key in template.keys)
    row["example"] = "".join(f"{label}:示例\n" for label, _ in template.keys)
    if template.choices:
        row["keywordEnumValueList"] = [
            {"keywordCode": f"{key}.DATA", "enumValueList": values} for key, values in template.choices.items()
        ]
    return row
