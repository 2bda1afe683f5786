from datetime import date, timedelta
from typing import Annotated, Literal

from flask import Blueprint, g
from pydantic import Field

import clock
from blueprints.base import BOUND, JOINED, Page, contract
from blueprints.mini.forms import Cursor, Form, Instant, Shown
from errors import Conflict
from services import check_ins
from services.activities import ACTIVITIES, Act, Activity

bp = Blueprint("check_ins", __name__)

PAGE = 50


class CheckIn(Shown):
    id: int
    activity: str
    day: date
    slot: str
    points: int
    grams: int | None
    carbon_method: str
    state: Literal["counted", "held", "withdrawn"]
    backfilled: bool
    created_at: Instant
    detail: dict


class Span(Form):
    from_: Annotated[date | None, Field(alias="from", description="从哪天起，默认 30 天前")] = None
    to: Annotated[date | None, Field(description="到哪天止（含），默认今天")] = None
    cursor: Cursor = None


def offer(activity: Activity) -> None:
    """One route per behaviour, so that the document knows the fields of each."""

    @bp.post(f"/activities/{activity.key}/check-ins", endpoint=f"check_in_{activity.key}")
    @contract(
        JOINED,
        CheckIn,
        body=activity.act,
        status=201,
        repeat=200,
        errors=(Conflict, *activity.refusals),
        limit=activity.limit,
        proves=activity.is_plain(),
        summary=f"打卡：{activity.title}",
    )
    def create_check_in(body: Act):
        record, fresh = check_ins.check_in(g.who, activity, body)
        return record, 201 if fresh else 200


for each in ACTIVITIES.values():
    if not each.entry:
        offer(each)


@bp.get("/check-ins")
@contract(BOUND, list[CheckIn], query=Span)
def list_check_ins(query: Span):
    """我的打卡记录，新的在前"""
    last = query.to or clock.today()
    first = query.from_ or last - timedelta(days=min(30, last.toordinal() - 1))
    records = check_ins.mine(g.who, first, last, query.cursor, PAGE)
    return Page(records, records[-1].id if len(records) == PAGE else None)


@bp.post("/check-ins/<id:check_in_id>/withdrawal")
@contract(BOUND, CheckIn, errors=(Conflict,))
def withdraw_check_in(check_in_id: int):
    """撤回自己的一条记录"""
    return check_ins.withdraw(g.who, check_in_id)
