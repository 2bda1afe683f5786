from datetime import date
from typing import Literal

from flask import Blueprint, g

from blueprints.base import BOUND, contract
from blueprints.mini.forms import Shown
from services import home

bp = Blueprint("home", __name__)


class Slot(Shown):
    slot: str
    title: str
    state: Literal["open", "done", "held", "withdrawn"]
    check_in_id: int | None
    points: int


class Card(Shown):
    key: str
    title: str
    invitation: str
    state: Literal["open", "done", "off"]
    points: int
    entry: str
    slots: list[Slot]


class Points(Shown):
    week: int
    total: int


class Grams(Shown):
    value: int | None
    method: str


class Place(Shown):
    rank: int
    of: int
    department: str
    value: float
    metric: str


class Home(Shown):
    day: date
    workday: bool
    provisional: bool
    joined: bool
    activities: list[Card]
    points: Points
    grams: Grams
    streak: int
    standing: Place | None
    unread: int
    ask_templates: list[str]


@bp.get("/home")
@contract(BOUND, Home, lean=True)
def show_home():
    """首页：今天能做什么，积了多少分，科室在哪里"""
    return home.show(g.who)
