from datetime import date
from typing import Annotated, Literal

from flask import Blueprint, g
from pydantic import Field

from blueprints.base import BOUND, contract
from blueprints.mini.forms import Form, Instant, Shown
from services import absences

bp = Blueprint("absences", __name__)


class Away(Form):
    from_: Annotated[date, Field(alias="from")]
    to: date
    reason: Literal["leave", "travel", "illness", "weather", "other"]


class Absence(Shown):
    id: int
    from_: Annotated[date, Field(validation_alias="from_day", serialization_alias="from")]
    to: Annotated[date, Field(validation_alias="to_day")]
    reason: str
    created_at: Instant


@bp.get("/absences")
@contract(BOUND, list[Absence])
def list_absences():
    """我登记的请假（只有自己能看到）"""
    return absences.listing(g.who)


@bp.post("/absences")
@contract(BOUND, Absence, body=Away, status=201, repeat=200)
def create_absence(body: Away):
    """登记请假，连续天数不会因此中断"""
    absence, fresh = absences.declare(g.who, body.from_, body.to, body.reason)
    return absence, 201 if fresh else 200


@bp.delete("/absences/<id:absence_id>")
@contract(BOUND)
def delete_absence(absence_id: int):
    """删除一段请假"""
    absences.remove(g.who, absence_id)
