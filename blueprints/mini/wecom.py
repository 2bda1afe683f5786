from typing import Any

from flask import Blueprint, current_app, g

from blueprints.base import BOUND, contract
from blueprints.mini.forms import Form, Shown, short
from errors import Conflict, NotFound, WeChatCodeInvalid, WeChatUnavailable
from models import in_transaction
from services.sending import wecom_members

bp = Blueprint("wecom", __name__)


class Code(Form):
    """wx.qy.login 的 code，只在企业微信里打开小程序时才有"""

    code: short(128)  # type: ignore[valid-type]


class Linked(Shown):
    wecom: bool


@bp.post("/wecom")
@contract(BOUND, Linked, body=Code, errors=(Conflict, NotFound, WeChatCodeInvalid, WeChatUnavailable), limit="20/hour")
def link(body: Code):
    """也从企业微信收提醒（单位启用时）"""
    wecom_members.link(g.who, channel().login(body.code))
    return {"wecom": True}


@bp.delete("/wecom")
@contract(BOUND, Linked)
def unlink():
    """不再从企业微信收提醒"""
    wecom_members.unlink(g.who)
    return {"wecom": False}


def channel() -> Any:
    """The way out to WeCom, before the first statement. Raises NotFound where the office has none."""
    found = current_app.extensions["wecom"]
    if found is None:
        raise NotFound("本单位没有启用企业微信通知")
    if in_transaction():
        raise RuntimeError("a transaction is open: call WeCom before the first statement")
    return found
