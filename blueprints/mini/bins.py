from flask import Blueprint, g

from blueprints.base import JOINED, contract
from blueprints.mini.forms import Instant, Shown
from errors import Gone
from services.bins import bins
from services.bins import turns as bin_turns

bp = Blueprint("bins", __name__)


class Category(Shown):
    category: str
    label: str


class Choice(Shown):
    key: str
    text: str


class Question(Shown):
    id: str
    text: str
    choices: list[Choice]


class Bin(Shown):
    code: str
    place: str
    categories: list[Category]
    question: Question
    opens_at: Instant | None
    note: str


@bp.get("/bins/<code>")
@contract(JOINED, Bin, errors=(Gone,), limit=bins.LIMIT)
def show_bin(code: str):
    """扫码得到的桶：在哪里、收什么、这一次的小题"""
    return bin_turns.visit(g.who, code)
