from flask import Blueprint, Response, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

import clock
from blueprints.console.base import MANAGER, READER, attachment, go, page, require_whole_office, workbook
from blueprints.console.office import forms
from errors import Invalid, NotFound
from services.audit.trail import Actor
from services.departments import departments
from services.office import areas, findings, inspections, notices, register_sheets
from services.photos import photos
from services.word import word

bp = Blueprint("office_findings", __name__, url_prefix="/office/findings")

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("")
@page(READER)
def show() -> str:
    """Rounds waiting, findings by state, notices, and how offices stand by what they closed."""
    state = request.args.get("state", "")
    shown = {"rows": findings.listing(state), "state": state, "labels": findings.LABELS, "scores": findings.scores()}
    waiting = inspections.waiting()
    return render_template(
        "console/office_findings.html", **shown, waiting=waiting, areas=areas.listing(), notices=notices.listing()
    )


@bp.get("/findings.xlsx")
@page(READER, limit="60/hour")
def export() -> Response:
    """What the page shows of the asked state."""
    return workbook(register_sheets.of_findings(request.args.get("state", "")), f"公共区域巡查台账-{clock.today()}")


@bp.post("")
@page(MANAGER, again=show)
def add() -> AnyResponse:
    """Raises Invalid."""
    actor, area_id = whole(), forms.number("area_id")
    if area_id is None:
        raise Invalid("有几处需要改正", {"area_id": "请选择区域"})
    findings.add(areas.get(area_id).id, "", request.form.get("text", ""), "desk", actor)
    return go("office_findings.show", "finding_added")


@bp.post("/rounds")
@page(MANAGER, again=show)
def draw() -> AnyResponse:
    """Raises Invalid."""
    actor = whole()
    inspections.draw(forms.number("count") or 0, actor)
    return go("office_findings.show", "round_drawn")


@bp.get("/rounds/<int:inspection_id>")
@page(READER)
def show_round(inspection_id: int) -> str:
    row, area = inspections.get(inspection_id)
    return render_template("console/office_round.html", row=row, area=area, checks=areas.checks(area))


@bp.post("/rounds/<int:inspection_id>")
@page(MANAGER, again=show_round)
def record(inspection_id: int) -> AnyResponse:
    """Raises Invalid, Conflict."""
    actor = whole()
    inspections.record(inspection_id, request.form.getlist("bad"), request.form, actor)
    return go("office_findings.show", "round_recorded")


@bp.post("/notices")
@page(MANAGER, again=show)
def notify() -> AnyResponse:
    """Raises Invalid, Conflict."""
    actor = whole()
    ids = [int(one) for one in request.form.getlist("ids") if one.isascii() and one.isdecimal() and len(one) < 10]
    findings.notify(ids, forms.day("due_on", "整改期限"), actor)
    return go("office_findings.show", "notice_published")


@bp.get("/notices/<number>.docx")
@page(READER)
def notice(number: str) -> Response:
    draft = notices.draft(notices.get(number))
    return attachment(word.write(draft), DOCX, f"{draft.title}.docx")


@bp.get("/<int:finding_id>")
@page(READER)
def show_one(finding_id: int, step: str = "") -> str:
    row = findings.get(finding_id)
    area = areas.get(row.area_id) if row.area_id else None
    office = departments.path_of(area.department_id) if area and area.department_id else ""
    shown = {
        "office_name": office,
        "labels": findings.LABELS,
        "areas": areas.listing(),
        "photo_state": photos.state_of(row.photo_id),
    }
    return render_template("console/office_finding.html", row=row, area=area, **shown)


@bp.get("/<int:finding_id>/photo.jpg")
@page(MANAGER)
def photo(finding_id: int) -> Response:
    """The picture of the place, for those who settle it, once it has passed. Raises NotFound, Forbidden."""
    require_whole_office()
    return Response(photos.added(findings.get(finding_id).photo_id), mimetype="image/jpeg")


@bp.post("/<int:finding_id>/<step>")
@page(MANAGER, again=show_one)
def move(finding_id: int, step: str) -> AnyResponse:
    """One step on: place, fix, recheck, dismiss, object, answer. Raises Invalid, Conflict, NotFound."""
    actor = whole()
    if step not in STEPS:
        raise NotFound("没有这个步骤")
    STEPS[step](finding_id, request.form.get("words", ""), actor)
    return go("office_findings.show_one", "finding_moved", finding_id=finding_id)


def place(finding_id: int, words: str, actor: Actor) -> None:
    findings.place(finding_id, forms.number("area_id") or 0, actor)


def recheck(finding_id: int, words: str, actor: Actor) -> None:
    findings.recheck(finding_id, None if "in_order" in request.form else forms.day("due_on", "新的整改期限"), actor)


def answer(finding_id: int, words: str, actor: Actor) -> None:
    findings.answer(finding_id, words, actor, is_upheld="is_upheld" in request.form)


STEPS = {
    "place": place,
    "fix": findings.fix,
    "recheck": recheck,
    "dismiss": findings.dismiss,
    "object": findings.object_to,
    "answer": answer,
}


def whole() -> Actor:
    """Who acts, for the whole office. Raises Forbidden."""
    require_whole_office()
    return g.visitor.actor
