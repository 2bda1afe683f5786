from flask import Blueprint, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from blueprints.console.base import MANAGER, go, page
from services.activities import ACTIVITIES
from services.holds import counts as review_counts
from services.holds import evidence as hold_evidence
from services.holds import holds, objections

bp = Blueprint("held_acts", __name__, url_prefix="/held-acts")


@bp.get("")
@page(MANAGER)
def show(hold_id: int = 0) -> str:
    """Acts that wait for a look, within the manager's own tree; readers do not see them."""
    acts = holds.waiting(g.visitor.department_id)
    return render_template(
        "console/held_acts.html",
        acts=[(act, hold_evidence.of(act.evidence)) for act in acts],
        said=objections.said([act.id for act in acts]),
        titles={key: activity.title for key, activity in ACTIVITIES.items()},
        tried=hold_id,
        counts=review_counts.of(g.visitor.department_id),
    )


@bp.post("/<id:hold_id>/review")
@page(MANAGER, again=show)
def review(hold_id: int) -> AnyResponse:
    """Count it, or not and say why. Raises NotFound, Conflict, Invalid."""
    accept = request.form.get("accept") == "yes"
    reason = request.form.get("reason", "")
    holds.review(hold_id, accept, reason, g.visitor.actor, g.visitor.department_id)
    return go("held_acts.show", "act_accepted" if accept else "act_refused")
