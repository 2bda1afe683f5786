from typing import NamedTuple
from urllib.parse import quote

from flask import Blueprint, Response, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from blueprints.console.base import MANAGER, READER, go, page, require_whole_office
from blueprints.console.office import forms
from errors import NotFound
from models import AssessmentItem
from services.office import evidence_links, evidence_pack
from services.office.assessment import versions as assessment_versions
from services.office.evidence import KINDS, Found

bp = Blueprint("office_evidence", __name__, url_prefix="/office/evidence")

ZIP = "application/zip"


class Offer(NamedTuple):
    """A record and the items of a year's sheet that it may prove, or proves already."""

    kind: str
    ref: str
    record: Found
    year: int
    items: list[AssessmentItem]
    linked: list[AssessmentItem]


def offer(kind: str, ref: object) -> Offer | None:
    """For the form 作为佐证 on a record's own page; None where there is nothing to choose from."""
    record = KINDS[kind].find(str(ref)) if kind in KINDS else None
    year = forms.year()
    sheet = assessment_versions.current(year)
    if record is None:
        return None
    items = list(assessment_versions.items(sheet.id)) if sheet else []
    return Offer(kind, str(ref), record, year, items, evidence_links.items_of(kind, str(ref), year))


@bp.get("")
@page(READER)
def show() -> str | AnyResponse:
    """The form 作为佐证 for one record, on a page of its own. Raises NotFound for a record that is not there."""
    if "kind" not in request.values:
        return go("office_assessment.show")
    made = offer(request.values["kind"], request.values.get("ref", ""))
    if made is None:
        raise NotFound("没有这条记录")
    return render_template("console/office_evidence.html", offered=made, kinds=KINDS)


@bp.post("")
@page(MANAGER, again=show)
def link() -> AnyResponse:
    """Back to the item. Raises Invalid, Conflict, NotFound."""
    require_whole_office()
    form, item_id = request.form, forms.number("item_id") or 0
    evidence_links.link(item_id, form.get("kind", ""), form.get("ref", ""), form.get("note", ""), g.visitor.actor)
    return go("office_assessment.show_item", "evidence_linked", item_id=item_id)


@bp.post("/<id:evidence_id>/remove")
@page(MANAGER)
def unlink(evidence_id: int) -> AnyResponse:
    require_whole_office()
    item = evidence_links.unlink(evidence_id, g.visitor.actor)
    return go("office_assessment.show_item", "evidence_unlinked", item_id=item.id)


@bp.get("/pack.zip")
@page(READER)
def pack() -> Response:
    """Planned in this transaction, sent after it, one file at a time. Raises NotFound without a sheet."""
    made = evidence_pack.plan(forms.year())
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(made.name)}", "Cache-Control": "no-store"}
    return Response(evidence_pack.stream(made.entries), mimetype=ZIP, headers=headers)


@bp.app_context_processor
def words() -> dict:
    return {"evidence_offer": offer}
