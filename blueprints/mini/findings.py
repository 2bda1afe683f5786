from typing import Annotated

from flask import Blueprint, g
from pydantic import Field

from blueprints.base import BOUND, contract
from blueprints.mini.forms import Form, Instant, PhotoId, Shown, WrittenOn, short
from errors import NotFound
from services.office import findings

bp = Blueprint("findings", __name__)


class Report(Form):
    area_code: Annotated[short(8), Field(description="区域编码；没有的不填，在文字里写明地点")] | None = None  # type: ignore[valid-type]
    text: short(200)  # type: ignore[valid-type]
    photo_id: PhotoId = None
    written_on: WrittenOn = None


class Finding(Shown):
    id: int
    text: str
    state: str
    created_at: Instant


@bp.post("/findings")
@contract(BOUND, Finding, body=Report, status=201, repeat=200, limit="20/hour", errors=(NotFound,))
def create_finding(body: Report):
    """随手拍：报告一处浪费或没分好类的地方，只写地点和情况，不写人"""
    finding, fresh = findings.report(g.who, body.area_code, body.text, body.photo_id, body.written_on)
    return finding, 201 if fresh else 200
