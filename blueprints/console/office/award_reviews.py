"""The judges of a round, and the list of conflicts."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from blueprints.console.base import MANAGER, READER, go, page, require_whole_office
from blueprints.console.office import forms
from blueprints.console.office.awards import heading, whole
from services import employees
from services.office.awards import awards
from services.office.awards import conflicts as award_conflicts

bp = Blueprint("office_award_reviews", __name__, url_prefix="/office/awards")


@bp.get("/<id:round_id>/review")
@page(READER)
def show(round_id: int) -> str:
    require_whole_office()
    row, text = awards.get(round_id), request.args.get("q", "").strip()[:64]
    people = employees.find(text, None) if text else []
    shown = {"judges": award_conflicts.judges(row.id), "found": award_conflicts.look(row), "text": text}
    names = {"kinds": award_conflicts.KINDS, "outcomes": award_conflicts.OUTCOMES, "people": people}
    may_settle = row.state in (awards.REVIEW, awards.PUBLICATION, awards.OBJECTIONS, awards.DECISION)
    return render_template("console/office_award_review.html", **heading(row), **shown, **names, may_settle=may_settle)


@bp.post("/<id:round_id>/judges")
@page(MANAGER, again=show)
def add_judge(round_id: int) -> AnyResponse:
    """Raises Invalid, Conflict."""
    award_conflicts.add_judge(round_id, request.form.get("employee_no", "")[:32], whole())
    return go("office_award_reviews.show", "award_judge_added", round_id=round_id)


@bp.post("/judges/<id:judge_id>/removal")
@page(MANAGER)
def remove_judge(judge_id: int) -> AnyResponse:
    """Raises Conflict."""
    round_id = award_conflicts.remove_judge(judge_id, whole())
    return go("office_award_reviews.show", "award_judge_removed", round_id=round_id)


@bp.post("/<id:round_id>/conflicts")
@page(MANAGER, again=show)
def settle(round_id: int) -> AnyResponse:
    """Raises Invalid, Conflict."""
    actor, given = whole(), request.form
    key = (forms.number("candidate_id") or 0, given.get("kind", ""), forms.number("other_id") or 0)
    award_conflicts.settle(round_id, key, given.get("outcome", ""), given.get("reason", ""), actor)
    return go("office_award_reviews.show", "award_conflict_settled", round_id=round_id)
