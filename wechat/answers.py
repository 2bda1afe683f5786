"""Reading WeChat's answers: anything but a JSON object (or a picture, where one was asked for) is a Fault."""

import json
import re
from typing import Any

from wechat.interface import Template
from wechat.transport import Fault

PICTURE = (b"\xff\xd8\xff", b"\x89PNG")
TEMPLATE_KEY = re.compile(r"([^{}\n]*?)[:：]?\s*\{\{(\w+)\.DATA\}\}")
LASTING = 3  # "type" of a long-term template; 2 is one-time


def decode(content: bytes) -> dict[str, Any]:
    """A JSON object, with ``errcode`` (if any) a whole number."""
    try:
        answer = json.loads(content.decode("utf-8", "replace"), strict=False)
        if isinstance(answer, dict) and "errcode" in answer:
            answer["errcode"] = int(answer["errcode"])
    except (ValueError, TypeError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise Fault("not a JSON object", sent=True)
    return answer


def picture(content: bytes) -> dict[str, Any]:
    """``{"picture": bytes}``, or the JSON object that WeChat sends instead when it refuses."""
    return {"picture": content} if content.startswith(PICTURE) else decode(content)


def errcode(answer: dict[str, Any]) -> int:
    """0 when all is well; a successful answer may have none."""
    return answer.get("errcode", 0)


def wrong_field(errmsg: str) -> str:
    """``thing1`` out of "argument invalid! data.thing1.value invalid"; empty if none is named."""
    found = re.search(r"data\.(\w{1,40})", errmsg)
    return found[1] if found else ""


def request_id(errmsg: str) -> str:
    """WeChat's id of the request: the only other part of its message that is passed on."""
    found = re.search(r"rid: ?([\w-]{1,60})", errmsg)
    return found[1] if found else ""


def template(row: dict[str, Any]) -> Template:
    """One row of gettemplate; labels and keys stand in its text as ``会议时间:{{time1.DATA}}``."""
    found = TEMPLATE_KEY.findall(str(row.get("content", "")))
    choices = ((each["keywordCode"], tuple(each["enumValueList"])) for each in row.get("keywordEnumValueList") or [])
    return Template(
        id=str(row.get("priTmplId", "")),
        title=str(row.get("title", "")),
        keys=tuple(key for _, key in found),
        lasting=row.get("type") == LASTING,
        choices=tuple((key.removesuffix(".DATA"), values) for key, values in choices),
        labels=tuple(label.strip() for label, _ in found),
    )
