from typing import Annotated, Literal

from flask import Blueprint, g
from pydantic import Field

from blueprints.base import BOUND, contract
from blueprints.mini.forms import Form, Shown, short
from services.sending import subscriptions

bp = Blueprint("subscriptions", __name__)

Choice = Literal["accept", "reject", "ban", "filter"]


class SubscriptionChoices(Form):
    """wx.requestSubscribeMessage 的结果"""

    results: Annotated[
        dict[short(64), Choice], Field(min_length=1, max_length=20, description="模板编号 → 本人的选择")  # type: ignore[valid-type]
    ]


class Grant(Shown):
    template_id: str
    title: str
    remaining: int


@bp.get("/subscriptions")
@contract(BOUND, list[Grant])
def list_subscriptions():
    """各消息模板还可以给我发几条"""
    return subscriptions.listing(g.who)


@bp.post("/subscriptions")
@contract(BOUND, list[Grant], body=SubscriptionChoices)
def report_subscriptions(body: SubscriptionChoices):
    """登记我在微信订阅弹窗中的选择"""
    return subscriptions.report(g.who, body.results)
