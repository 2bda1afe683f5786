from flask import Blueprint, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from blueprints.console.base import MANAGER, go, page
from services.activities import ACTIVITIES
from services.holds import counts as review_counts
from services.holds import evidence as hold_evidence
from services.holds import objections

bp = Blueprint("objections", __name__, url_prefix="/objections")


@bp.get("")
@page(MANAGER)
def show(objection_id: int = 0) -> str:
    """What people say against a refusal, within the manager's own tree."""
    scope = g.visitor.department_id
    return render_template(
        "console/objections.html",
        rows=[(row, hold_evidence.of(row.evidence)) for row in objections.waiting(scope)],
        titles={key: activity.title for key, activity in ACTIVITIES.items()},
        counts=review_counts.of(scope),
        tried=objection_id,
    )


@bp.post("/<id:objection_id>/decision")
@page(MANAGER, again=show)
def decide(objection_id: int) -> AnyResponse:
    """Raises NotFound, Conflict, Invalid."""
    uphold = request.form.get("uphold") == "yes"
    answer = request.form.get("answer", "")
    objections.decide(objection_id, uphold, answer, g.visitor.actor, g.visitor.department_id)
    return go("objections.show", "objection_upheld" if uphold else "objection_dismissed")
