from datetime import date
from typing import Annotated, Literal

from flask import Blueprint, g
from pydantic import Field

from blueprints.base import BOUND, contract
from blueprints.mini.forms import Form, Shown
from errors import NotFound
from services.reminders import wishes as reminder_wishes

bp = Blueprint("reminders", __name__)


class Rest(Form):
    """今天（或这一周）都别再提醒"""

    span: Literal["today", "week"]


class Offer(Shown):
    kind: str
    title: str
    times: Annotated[list[str], Field(description="单位定的时间，时:分")]
    is_on: Annotated[bool, Field(description="单位是否开着这类提醒")]
    wanted: Annotated[bool, Field(description="我是否要这类提醒")]


class Wishes(Shown):
    reminder_kinds: list[str]
    reminders_from: Annotated[date | None, Field(description="这一天之前不提醒")]


@bp.get("/reminders")
@contract(BOUND, list[Offer])
def list_reminders():
    """有哪几类提醒，我要了哪几类"""
    return reminder_wishes.offers(g.who)


@bp.post("/reminders/rest")
@contract(BOUND, Wishes, body=Rest)
def rest(body: Rest):
    """今天别再提醒，或这周别再提醒"""
    return reminder_wishes.rest(g.who, body.span)


@bp.delete("/reminders/rest")
@contract(BOUND, Wishes)
def end_rest():
    """重新开始提醒"""
    return reminder_wishes.end_rest(g.who)


@bp.post("/reminders/<kind>/off")
@contract(BOUND, Wishes, errors=(NotFound,))
def turn_off(kind: str):
    """不再要这一类提醒：从消息打开的页面上点一下"""
    return reminder_wishes.turn_off(g.who, kind)
