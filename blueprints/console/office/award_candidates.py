"""Who is a candidate, on what sources. People are looked up on the roll; nobody is listed before they agreed."""

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

import clock
from blueprints.console.base import MANAGER, READER, attachment, go, page, require_whole_office
from blueprints.console.office import forms
from blueprints.console.office.awards import heading, version, whole
from blueprints.console.paging import page_number, paged
from services import employees
from services.departments import departments
from services.office.awards import awards, candidate_sheets
from services.office.awards import candidates as award_candidates
from services.office.awards import figures as award_figures
from services.office.awards import revocations as award_revocations
from services.office.awards.awards import PERSON, UNIT
from services.office.awards.candidates import Entry
from services.office.awards.revocations import Decision
from services.workbooks import workbooks

bp = Blueprint("office_award_candidates", __name__, url_prefix="/office/awards")

PAGE = 50
EDITABLE = (awards.CANDIDATES, awards.REVIEW)


@bp.get("/<id:round_id>/candidates")
@page(READER)
def show(round_id: int) -> str:
    require_whole_office()
    row, at = awards.get(round_id), page_number()
    rows = award_candidates.listing(row.id)
    shown = {"rows": rows[(at - 1) * PAGE : at * PAGE], "at": paged(at, len(rows), PAGE), "kinds": awards.KINDS}
    more = {"places": awards.places(awards.rule(row)), "revoked": award_revocations.of_round(row.id)}
    may_add = row.state in EDITABLE
    return render_template("console/office_award_candidates.html", **heading(row), **shown, **more, may_add=may_add)


@bp.post("/<id:round_id>/candidates.xlsx")
@page(MANAGER, limit="60/hour")
def export(round_id: int) -> Response:
    """A POST, since the log says who took the list out."""
    actor, row = whole(), awards.get(round_id)
    return attachment(candidate_sheets.workbook(row, actor), workbooks.XLSX, f"{row.title}候选.xlsx")


@bp.get("/<id:round_id>/candidates/new")
@page(MANAGER)
def new(round_id: int) -> str:
    """For a unit a choice of departments; for a person a search, and the form once somebody was found."""
    require_whole_office()
    row, asked = awards.get(round_id), request.form or request.args
    kind = PERSON if asked.get("kind") == PERSON else UNIT
    text, number = asked.get("q", "").strip()[:64], asked.get("employee_no", "")[:32]
    found = {"people": employees.find(text, None), "person": employees.get(number, None) if number else None}
    tree = departments.tree(None, clock.today()) if kind == UNIT else []
    shown = {"kind": kind, "text": text, "tree": tree, "kinds": awards.KINDS, "sources": sources(kind)}
    return render_template(
        "console/office_award_candidate_new.html", **heading(row), **shown, **found, today=clock.today()
    )


@bp.post("/<id:round_id>/candidates")
@page(MANAGER, again=new)
def add(round_id: int) -> AnyResponse:
    """Raises Invalid, Conflict before the rules are published."""
    actor, given = whole(), request.form
    agreed = forms.day_or_none("consented_on", "同意的日期") if given.get("consent") else None
    text = {name: given.get(name, "") for name in ("employee_no", "source", "evidence")}
    entry = Entry(given.get("kind", ""), forms.number("department_id"), consented_on=agreed, **text)
    made = award_candidates.add(round_id, entry, actor)
    return go("office_award_candidates.show_one", "award_candidate_added", candidate_id=made.id)


@bp.get("/candidates/<id:candidate_id>")
@page(READER)
def show_one(candidate_id: int) -> str:
    """Its sources, and of a person the points only if they put themselves on the people's board."""
    require_whole_office()
    shown = award_candidates.get(candidate_id)
    one, row = shown.candidate, awards.get(shown.candidate.round_id)
    points = award_figures.points(row, one.employee_id) if one.employee_id and not one.is_withdrawn else ""
    names = {"names": award_candidates.SOURCES, "sources": sources(one.kind), "kinds": awards.KINDS}
    figures = {source.id: award_candidates.figure(row, one, source) for source in shown.sources}
    may = {"may_add": row.state in EDITABLE, "points": points, "figures": figures}
    may |= {"entries": award_revocations.entries(one.id), "today": clock.today()}
    return render_template("console/office_award_candidate.html", **heading(row), **names, **may, shown=shown, one=one)


@bp.post("/candidates/<id:candidate_id>/sources")
@page(MANAGER, again=show_one)
def add_source(candidate_id: int) -> AnyResponse:
    """Raises Invalid, Conflict."""
    actor, given = whole(), request.form
    award_candidates.add_source(candidate_id, version(), given.get("source", ""), given.get("evidence", ""), actor)
    return go("office_award_candidates.show_one", "award_source_added", candidate_id=candidate_id)


@bp.post("/sources/<id:source_id>/removal")
@page(MANAGER)
def remove_source(source_id: int) -> AnyResponse:
    """Raises Invalid, Conflict."""
    candidate_id = award_candidates.remove_source(source_id, version(), whole())
    return go("office_award_candidates.show_one", "award_source_removed", candidate_id=candidate_id)


@bp.post("/candidates/<id:candidate_id>/withdrawal")
@page(MANAGER, again=show_one)
def withdraw(candidate_id: int) -> AnyResponse:
    """Raises Invalid, Conflict."""
    award_candidates.withdraw(candidate_id, version(), request.form.get("reason", ""), whole())
    return go("office_award_candidates.show_one", "award_withdrawn", candidate_id=candidate_id)


@bp.post("/candidates/<id:candidate_id>/revocation")
@page(MANAGER, again=show_one)
def revoke(candidate_id: int) -> AnyResponse:
    """Of an award that was given. Raises Invalid, Conflict."""
    award_revocations.write(candidate_id, decision(), whole(), is_lift=False)
    return go("office_award_candidates.show_one", "award_revoked", candidate_id=candidate_id)


@bp.post("/candidates/<id:candidate_id>/restoration")
@page(MANAGER, again=show_one)
def lift(candidate_id: int) -> AnyResponse:
    """A revocation that was a mistake. Raises Invalid, Conflict."""
    award_revocations.write(candidate_id, decision(), whole(), is_lift=True)
    return go("office_award_candidates.show_one", "award_restored", candidate_id=candidate_id)


def decision() -> Decision:
    given = request.form
    return Decision(forms.day_or_none("day", "决定日期"), given.get("number", ""), given.get("reason", ""), version())


def sources(kind: str) -> dict[str, str]:
    """What a candidate of a kind may stand on."""
    keys = award_candidates.OF_PERSON if kind == PERSON else award_candidates.SOURCES
    return {key: award_candidates.SOURCES[key] for key in keys}
