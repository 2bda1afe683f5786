from datetime import date, time
from typing import Annotated, Literal

from flask import Blueprint, g
from pydantic import Field, PlainSerializer

from blueprints.base import BOUND, contract
from blueprints.mini.forms import Form, Shown, short
from errors import Conflict
from services import me

bp = Blueprint("me", __name__)

Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="时:分，例如 21:00")]
ShownClock = Annotated[time | None, PlainSerializer(lambda at: at and at.strftime("%H:%M"), return_type=str | None)]
Kind = Literal["commute", "plate", "quiz", "lights", "campaign", "weekly"]


class Template(Form):
    """我的常用出行方式，首页一键打卡用"""

    mode: Literal["walk", "bike", "e_bike", "bus", "metro", "carpool", "no_trip"]
    band: Literal["0-1km", "1-3km", "3-5km", "5km+"]


class Changes(Form):
    """Only what is sent is changed; null clears."""

    nickname: short(20) | None = None  # type: ignore[valid-type]
    on_people_board: bool = False
    commute_template: Template | None = None
    quiet_from: Clock | None = None
    quiet_until: Clock | None = None
    reminder_kinds: Annotated[list[Kind], Field(max_length=6)] = []
    remind_again: Annotated[bool, Field(description="没完成时，同一天到了下一个时间再提醒一次")] = False


class Me(Shown):
    name: str
    department: str
    joined: bool
    joined_on: date | None
    policy_version: str | None
    nickname: str | None
    on_people_board: bool
    commute_template: Template | None
    quiet_from: ShownClock
    quiet_until: ShownClock
    reminder_kinds: list[str]
    remind_again: bool
    reminders_from: Annotated[date | None, Field(description="这一天之前不提醒；过了就当没有")]
    wecom: Annotated[bool, Field(description="是否也从企业微信收提醒")]


@bp.get("/me")
@contract(BOUND, Me)
def show_me():
    """我的资料与设置"""
    return me.show(g.who)


@bp.patch("/me")
@contract(BOUND, Me, body=Changes, errors=(Conflict,))
def change_me(body: Changes):
    """修改我的设置，只改提交的项"""
    return me.change(g.who, body.model_dump(exclude_unset=True))


@bp.get("/me/export")
@contract(BOUND, dict)
def export_me():
    """系统里保存的、与我有关的全部内容"""
    return me.export(g.who)
