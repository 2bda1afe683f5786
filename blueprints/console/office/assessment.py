from flask import Blueprint, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

import clock
from blueprints.console.base import MANAGER, READER, go, page, require_whole_office
from blueprints.console.office import forms
from errors import NotFound
from services.office import attachments, evidence_links
from services.office.assessment import answers as assessment_answers
from services.office.assessment import progress as assessment_progress
from services.office.assessment import versions as assessment_versions
from services.office.assessment.answers import Draft
from services.office.assessment.progress import UPLOADS
from services.office.evidence import KINDS
from services.office.evidence.base import day_words, plain

bp = Blueprint("office_assessment", __name__, url_prefix="/office/assessment")

LABELS = {
    "score": "自评分", "is_met": "必达项", "reason": "理由", "role": "责任岗位", "due_on": "完成期限",
}  # fmt: skip
MET = {"yes": True, "no": False}


@bp.get("")
@page(READER)
def show() -> str:
    """The year's sheet as it stands: points, what to do next, every item. Without one, how to begin."""
    year, sheets = forms.year(), assessment_versions.listing()
    years = sorted({year, clock.today().year, *(sheet.year for sheet in sheets)}, reverse=True)
    return render_template(
        "console/office_assessment.html",
        year=year,
        years=years,
        found=assessment_progress.of_year(year),
        versions=[sheet for sheet in sheets if sheet.year == year],
        elsewhere=sorted({sheet.year for sheet in sheets if sheet.year != year}, reverse=True),
        today=clock.today(),
    )


@bp.get("/sheets/<id:sheet_id>")
@page(READER)
def show_sheet(sheet_id: int) -> str:
    """Any version, to read."""
    found = assessment_progress.of(assessment_versions.get(sheet_id))
    newest = assessment_versions.last_version(found.sheet.year)
    return render_template("console/office_assessment_sheet.html", found=found, newest=newest)


@bp.post("/copies")
@page(MANAGER, again=show)
def copy() -> AnyResponse:
    """Begin a year with another year's sheet. Raises NotFound, Conflict."""
    require_whole_office()
    year, from_year = forms.year(request.form), forms.number("from_year")
    if from_year is None:
        raise NotFound("请选择沿用哪一年的表")
    assessment_versions.copy(from_year, year, g.visitor.actor)
    return go("office_assessment.show", "assessment_copied", year=year)


@bp.get("/items/<id:item_id>")
@page(READER)
def show_item(item_id: int) -> str:
    """One item with its answer and evidence; when somebody saved meanwhile, with what now stands."""
    found = assessment_answers.get(item_id)
    links = evidence_links.of([item_id]).get(item_id, [])
    files = attachments.of(UPLOADS, assessment_versions.origin(found.item))
    line = assessment_progress.line_of(found.sheet.year, found.item, found.answer, links, files)
    kind = KINDS.get(request.args.get("kind", ""))
    return render_template(
        "console/office_assessment_item.html",
        found=found,
        line=line,
        kinds=KINDS,
        chosen=kind,
        choices=kind.choices(found.sheet.year) if kind else [],
        differs=differences(found),
        near=neighbours(found),
        uploads=(UPLOADS, assessment_versions.origin(found.item)),
        today=clock.today(),
    )


@bp.post("/items/<id:item_id>")
@page(MANAGER, again=show_item)
def save(item_id: int) -> AnyResponse:
    """Raises Invalid, Conflict, NotFound."""
    require_whole_office()
    done = assessment_answers.save(item_id, draft(), g.visitor.actor)
    return go("office_assessment.show_item", "assessment_saved" if done else "assessment_same", item_id=item_id)


def draft() -> Draft:
    form = request.form
    score = forms.decimals({"score": "自评分"})["score"]
    due_on = forms.day_or_none("due_on", "完成期限")
    is_met = MET.get(form.get("is_met", ""))
    return Draft(form.get("version", 0, int), score, is_met, form.get("reason", ""), form.get("role", ""), due_on)


def neighbours(found: assessment_answers.Opened) -> list[int | None]:
    """The items before and after, to go through the sheet in order."""
    ids = [item.id for item in assessment_versions.items(found.sheet.id)]
    at = ids.index(found.item.id)
    return [ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None]


def differences(found: assessment_answers.Opened) -> list[tuple[str, str, str]]:
    """Label, what stands now, what was filled in, for every field in which they differ."""
    if "problems" not in g or "version" not in g.problems.fields:
        return []
    given = draft()
    pairs = [(label, words(getattr(found.answer, key)), words(getattr(given, key))) for key, label in LABELS.items()]
    return [pair for pair in pairs if pair[1] != pair[2]]


def words(value: object) -> str:
    if isinstance(value, bool):
        return "达到" if value else "未达到"
    if value is None or isinstance(value, str):
        return "\n".join(str(value or "").split())
    return day_words(value) if hasattr(value, "year") else plain(value)  # type: ignore[arg-type]
