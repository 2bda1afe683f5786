from flask import Blueprint, Response, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from blueprints.console.base import MANAGER, go, page
from services.compliance import switches
from services.holds import counts as review_counts
from services.photos import photos
from services.photos import reviews as photo_reviews

bp = Blueprint("photos", __name__, url_prefix="/photos")


@bp.get("")
@page(MANAGER)
def show(photo_id: int = 0) -> str:
    """Pictures that need somebody's look, next to WeChat's word; and whether pictures are taken at all."""
    scope = g.visitor.department_id
    return render_template(
        "console/photos.html",
        waiting=photo_reviews.waiting(scope),
        refused=photo_reviews.refused(scope),
        is_on=switches.is_on(switches.PHOTOS),
        days=photos.KEPT_DAYS,
        counts=review_counts.of(scope),
        tried=photo_id,
    )


@bp.get("/<id:photo_id>.jpg")
@page(MANAGER)
def picture(photo_id: int) -> Response:
    """Raises NotFound for every picture that does not need a look."""
    return Response(photo_reviews.picture(photo_id, g.visitor.department_id), mimetype="image/jpeg")


@bp.post("/<id:photo_id>/review")
@page(MANAGER, again=show)
def review(photo_id: int) -> AnyResponse:
    """Raises NotFound, Conflict, Invalid."""
    accept = request.form.get("accept") == "yes"
    photo_reviews.review(photo_id, accept, request.form.get("reason", ""), g.visitor.actor, g.visitor.department_id)
    return go("photos.show", "photo_accepted" if accept else "photo_refused")
