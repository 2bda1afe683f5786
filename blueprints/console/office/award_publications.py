"""The publication of a round's candidates, its sheet, and the objections it brings."""

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

import clock
from blueprints.console.base import MANAGER, READER, attachment, go, page, require_whole_office
from blueprints.console.office import forms
from blueprints.console.office.awards import heading, version, whole
from blueprints.console.office.findings import DOCX
from blueprints.console.paging import page_number, paged
from services.office.awards import awards
from services.office.awards import candidates as award_candidates
from services.office.awards import objections as award_objections
from services.office.awards import papers as award_papers
from services.office.awards import steps as award_steps
from services.office.awards.steps import Dates
from services.word import word

bp = Blueprint("office_award_publications", __name__, url_prefix="/office/awards")

ANSWERING = (awards.PUBLICATION, awards.OBJECTIONS, awards.DECISION)


@bp.get("/<id:round_id>/publication")
@page(READER)
def show(round_id: int, objection_id: int = 0) -> str:
    require_whole_office()
    row, at = awards.get(round_id), page_number()
    objections, count = award_objections.page_of(row.id, at)
    waiting = {"waiting": award_objections.waiting(row.id), "at": paged(at, count, award_objections.PAGE)}
    shown = {"objections": objections, "standing": award_candidates.standing(row.id)}
    words = {"outcomes": award_objections.OUTCOMES, "of_round": award_objections.OF_ROUND}
    rules = {"days": awards.rule(row).days, "setting": awards.OWN_SETTING, "workdays": award_papers.workdays(row)}
    may = {"may_publish": row.state in (awards.REVIEW, awards.PUBLICATION), "may_answer": row.state in ANSWERING}
    top = heading(row) | {"today": clock.today()}
    return render_template("console/office_award_publication.html", **top, **shown, **waiting, **words, **rules, **may)


@bp.post("/<id:round_id>/publication")
@page(MANAGER, again=show)
def save(round_id: int) -> AnyResponse:
    """Raises Invalid, also when it is shorter than the rules say, Conflict."""
    actor = whole()
    first, last = (forms.day_or_none(name, label) for name, label in (("first", "第一天"), ("last", "最后一天")))
    dates = Dates(first, last, request.form.get("place", ""), request.form.get("channel", ""), version())
    award_steps.publish(round_id, dates, actor)
    return go("office_award_publications.show", "award_publication_saved", round_id=round_id)


@bp.get("/<id:round_id>/publication.docx")
@page(READER)
def sheet(round_id: int) -> Response:
    require_whole_office()
    draft = award_papers.publication(awards.get(round_id))
    return attachment(word.write(draft), DOCX, f"{draft.title}.docx")


@bp.post("/<id:round_id>/objections")
@page(MANAGER, again=show)
def add(round_id: int) -> AnyResponse:
    """Raises Invalid, Conflict."""
    award_objections.add(round_id, forms.number("candidate_id"), request.form.get("text", ""), whole())
    return go("office_award_publications.show", "award_objection_added", round_id=round_id)


@bp.post("/<id:round_id>/objections/<id:objection_id>")
@page(MANAGER, again=show)
def answer(round_id: int, objection_id: int) -> AnyResponse:
    """Raises Invalid, Conflict."""
    actor, given = whole(), request.form
    award_objections.answer(objection_id, given.get("outcome", ""), given.get("answer", ""), actor)
    return go("office_award_publications.show", "award_objection_answered", round_id=round_id)
