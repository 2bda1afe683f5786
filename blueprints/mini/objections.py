from typing import Annotated, Literal

from flask import Blueprint, g
from pydantic import Field

from blueprints.base import BOUND, JOINED, contract
from blueprints.mini.forms import Form, Instant, Shown, short
from errors import Conflict
from services.holds import objections

bp = Blueprint("objections", __name__)


class NewObjection(Form):
    text: Annotated[short(objections.LONGEST), Field(description="为什么应当计分")]  # type: ignore[valid-type]


class Objection(Shown):
    check_in_id: int
    text: str
    state: Literal["open", "upheld", "dismissed"]
    answer: str
    created_at: Instant
    decided_at: Instant | None


@bp.get("/objections")
@contract(BOUND, list[Objection])
def list_objections():
    """我提过的异议和结果，新的在前"""
    return objections.mine(g.who)


@bp.post("/check-ins/<id:check_in_id>/objection")
@contract(JOINED, Objection, body=NewObjection, status=201, repeat=200, errors=(Conflict,), limit="30/day")
def create_objection(check_in_id: int, body: NewObjection):
    """对待核实或不计分的记录说明理由，每条记录一次"""
    row, fresh = objections.make(g.who, check_in_id, body.text)
    return row, 201 if fresh else 200
