from flask import Blueprint, g
from pydantic import TypeAdapter

import clock
from blueprints.base import JOINED, contract
from blueprints.mini.forms import Shown
from services import activities, carbon, rules

bp = Blueprint("activities", __name__)


class Kind(Shown):
    key: str
    title: str
    invitation: str
    on: bool
    rule_version: int
    points: dict[str, int]
    limits: dict[str, int]
    carbon: str
    entry: str
    fields: dict
    slots: list[str]


@bp.get("/activities")
@contract(JOINED, list[Kind])
def list_activities():
    """有哪些活动，各要填什么、积多少分"""
    return [describe(activity) for activity in activities.ACTIVITIES.values()]


def describe(activity: activities.Activity) -> dict:
    terms = rules.on(activity.key, clock.today(), g.who.rules_revision)
    return {
        "key": activity.key,
        "title": activity.title,
        "invitation": activity.invitation,
        "on": bool(terms and terms.is_on),
        "rule_version": terms.version if terms else 0,
        "points": terms.points if terms else {},
        "limits": {**activity.default_limits, **(terms.limits if terms else {})},
        "carbon": carbon.describe_sum([terms.factor_set] if terms else []),
        "entry": activity.entry,
        "fields": {} if activity.entry else TypeAdapter(activity.act).json_schema()["properties"],
        "slots": [title for _, title in activity.slots(clock.today())],
    }
