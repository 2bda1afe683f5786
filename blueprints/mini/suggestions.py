from datetime import date
from typing import Annotated, Literal

from flask import Blueprint, g
from pydantic import Field

from blueprints.base import BOUND, Page, contract
from blueprints.mini.forms import Cursor, Form, Instant, PhotoId, Shown, WrittenOn
from errors import Conflict
from services.suggestions import suggestions

bp = Blueprint("suggestions", __name__)

PAGE = 20
Words = Annotated[
    str,
    Field(min_length=suggestions.SHORTEST, max_length=suggestions.LONGEST, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f]*$"),
]


class NewSuggestion(Form):
    text: Annotated[Words, Field(description="想说的话，可以分行")]
    kind: Annotated[
        Literal["suggestion", "complaint", "question"], Field(description="建议、投诉、咨询；不填就是建议")
    ] = "suggestion"
    anonymous: Annotated[bool, Field(description="匿名：管理员看不到是谁、哪个科室，答复照样送到")] = False
    photo_id: PhotoId = None
    written_on: WrittenOn = None


class Step(Shown):
    kind: Literal["submit", "accept", "assign", "extend", "reply", "decline", "reopen", "rate"]
    text: str
    due_on: date | None
    created_at: Instant


class Suggestion(Shown):
    id: int
    kind: str
    text: str
    anonymous: bool
    photo_id: int | None
    state: Literal["received", "accepted", "replied", "declined"]
    created_at: Instant
    due_on: Annotated[date | None, Field(description="最迟哪天受理或答复；办结后为 null")]
    reply: str | None
    stars: int | None
    steps: list[Step]


class Part(Form):
    cursor: Cursor = None


class Rating(Form):
    stars: Annotated[int, Field(ge=1, le=5)]


@bp.get("/suggestions")
@contract(BOUND, list[Suggestion], query=Part)
def list_suggestions(query: Part):
    """我提过的意见和每一步进展，新的在前"""
    rows = suggestions.listing(g.who, query.cursor, PAGE)
    return Page(rows, rows[-1].id if len(rows) == PAGE else None)


@bp.post("/suggestions")
@contract(BOUND, Suggestion, body=NewSuggestion, status=201, repeat=200, limit="20/day")
def create_suggestion(body: NewSuggestion):
    """提建议、投诉或咨询；同一天写的同样的话只收一次"""
    row, fresh = suggestions.write(g.who, body.kind, body.text, body.anonymous, body.photo_id, body.written_on)
    return row, 201 if fresh else 200


@bp.post("/suggestions/<id:suggestion_id>/rating")
@contract(BOUND, Suggestion, body=Rating, errors=(Conflict,))
def rate_suggestion(suggestion_id: int, body: Rating):
    """给答复打分，一到五星，每次答复评一次"""
    return suggestions.rate(g.who, suggestion_id, body.stars)
