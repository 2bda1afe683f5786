from flask import Blueprint, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from blueprints.console.base import MANAGER, go, page
from services import holds
from services.activities import ACTIVITIES

bp = Blueprint("held_acts", __name__, url_prefix="/held-acts")


@bp.get("")
@page(MANAGER)
def show() -> str:
    """Acts that wait for a look, within the manager's own tree; readers do not see them."""
    titles = {key: activity.title for key, activity in ACTIVITIES.items()}
    return render_template("console/held_acts.html", acts=holds.waiting(g.visitor.department_id), titles=titles)


@bp.post("/<id:hold_id>/review")
@page(MANAGER)
def review(hold_id: int) -> AnyResponse:
    accept = request.form.get("accept") == "yes"
    reason = request.form.get("reason", "")
    holds.review(hold_id, accept, reason, g.visitor.actor, g.visitor.department_id)
    return go("held_acts.show", "act_accepted" if accept else "act_refused")
