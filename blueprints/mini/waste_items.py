from functools import partial
from typing import Annotated, Literal

from flask import Blueprint, after_this_request
from pydantic import Field

from blueprints.base import PUBLIC, contract
from blueprints.mini.forms import Form, Shown, short
from models import atomic
from services.waste import items as waste_items
from services.waste import searches as waste_searches
from services.waste.words import LONGEST

bp = Blueprint("waste_items", __name__)


class Question(Form):
    q: Annotated[short(LONGEST), Field(description="名称、别名、拼音、拼音首字母，或一句问话")]  # type: ignore[valid-type]


class WasteItem(Shown):
    name: str
    category: str
    label: Annotated[str, Field(description="本单位对这一类的叫法")]
    note: str | None
    match: Literal["exact", "alias", "pinyin", "fuzzy"]


class WasteSuggestion(Shown):
    category: str
    label: str
    confidence: Annotated[float, Field(ge=0, le=1, description="同样把握的推测里说对的比例")]


class WasteAnswer(Shown):
    items: list[WasteItem]
    suggestion: Annotated[WasteSuggestion | None, Field(description="词典里没有这一条时的推测；没有把握就是 null")]


@bp.get("/waste-items")
@contract(PUBLIC, WasteAnswer, query=Question, limit="120/minute")
def search_waste_items(query: Question):
    """查一样东西属于哪类垃圾，最像的在前"""
    found = waste_items.search(query.q)
    if found.in_vain:
        after_this_request(partial(count_in_vain, query.q))
    return found


def count_in_vain(text, response):
    """When the reading transaction is over: most searches write nothing and hold nobody up."""
    atomic(waste_searches.count)(text)
    return response
