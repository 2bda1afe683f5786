from typing import Annotated

from flask import Blueprint, g
from pydantic import Field

from blueprints.base import BOUND, Page, contract
from blueprints.mini.forms import Cursor, Form, Instant, Shown
from services import messages

bp = Blueprint("messages", __name__)

PAGE = 50


class Message(Shown):
    id: int
    title: str
    text: str
    page: str
    kind: Annotated[str | None, Field(description="哪一类提醒；可用 POST /reminders/{kind}/off 一键关闭")]
    created_at: Instant
    read_at: Instant | None


class Part(Form):
    cursor: Cursor = None


@bp.get("/messages")
@contract(BOUND, list[Message], query=Part)
def list_messages(query: Part):
    """我的站内消息，新的在前"""
    rows = messages.listing(g.who, query.cursor, PAGE)
    return Page(rows, rows[-1].id if len(rows) == PAGE else None)


@bp.post("/messages/<id:message_id>/read")
@contract(BOUND, Message)
def read_message(message_id: int):
    """标为已读"""
    return messages.read(g.who, message_id)
