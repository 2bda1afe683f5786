"""What LvXing asks of WeCom (企业微信), the optional second channel: no consent is used up, an admin allows the app."""

import re
from collections.abc import Mapping
from typing import Any

from wechat.client import CORP, CorpClient, unavailable
from wechat.interface import Refused
from wechat.mini_program import plausible

SEND = "cgi-bin/message/send"
TITLE = "绿行提醒"  # 4 to 12 characters
LABELS = {"thing": "内容", "time": "时间", "date": "日期", "phrase": "状态", "number": "数量", "name": "姓名"}
REPEAT_SECONDS = 1800  # the very same message within this time is not delivered again


class WeCom:
    """Thread-safe; one per process, built after a fork. ``agent_id`` is the app's, ``appid`` the mini-program's."""

    def __init__(
        self,
        corp_id: str,
        secret: str,
        agent_id: int,
        appid: str,
        base_url: str,
        *,
        timeout: tuple[float, float] = (3.05, 8.0),
        pool_size: int = 16,
    ):
        self._agent_id = agent_id
        self._appid = appid
        self._client = CorpClient(corp_id, secret, base_url, timeout, pool_size)

    def login(self, code: str) -> str:
        """The user id behind a ``wx.qy.login`` code. Raises WeChatCodeInvalid, WeChatUnavailable."""
        path = "cgi-bin/miniprogram/jscode2session"
        query = {"js_code": plausible(code), "grant_type": "authorization_code"}
        user_id = self._client.ask("GET", path, params=query).get("userid")
        if not isinstance(user_id, str) or not user_id:
            raise unavailable(path, "no userid in the answer")
        return user_id

    def push(self, address: str, template_id: str, data: Mapping[str, str], page: str = "", /) -> str | None:
        """Send one notice to a user id; its msgid. The same outcomes as the mini-program's ``push``."""
        notice = {"appid": self._appid, "page": page, "title": TITLE, "content_item": items(data)}
        body: dict[str, Any] = {"touser": address, "agentid": self._agent_id, "msgtype": "miniprogram_notice"}
        body |= {"miniprogram_notice": notice, "enable_duplicate_check": 1, "duplicate_check_interval": REPEAT_SECONDS}
        answer = self._client.send(SEND, body, CORP)
        if answer.get("invaliduser") or answer.get("unlicenseduser"):
            raise Refused("this person", errcode=0)
        return str(answer["msgid"]) if answer.get("msgid") else None


def items(data: Mapping[str, str]) -> list[dict[str, str]]:
    """The fields as WeCom shows them: at most ten lines, 30 characters each."""
    lines = [(LABELS.get(re.sub(r"\d+$", "", key), "说明"), text[:30]) for key, text in data.items()]
    return [{"key": label, "value": text} for label, text in lines[:10]]
