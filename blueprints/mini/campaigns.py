from datetime import date
from typing import Annotated, Literal

from flask import Blueprint
from pydantic import Field

import clock
from blueprints.base import BOUND, contract
from blueprints.mini.forms import Shown
from services.campaigns import campaigns

bp = Blueprint("campaigns", __name__)


class Campaign(Shown):
    id: int
    name: str
    state: Literal["on", "coming"]
    first_day: date
    last_day: date
    goal: str
    notice_no: Annotated[str, Field(description="通知的文号；固定的纪念日和本单位的活动没有")]
    source: str
    has_board: Annotated[bool, Field(description="是否有自己的科室榜")]


@bp.get("/campaigns")
@contract(BOUND, list[Campaign])
def list_campaigns():
    """正在进行和三个月内将要开始的主题活动"""
    today = clock.today()
    return shown("on", campaigns.current(today)) + shown("coming", campaigns.coming(today))


def shown(state, rows):
    names = ("id", "name", "first_day", "last_day", "goal", "notice_no", "source", "has_board")
    return [{"state": state} | {name: getattr(row, name) for name in names} for row in rows]
