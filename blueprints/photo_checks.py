"""Where WeChat fetches a picture that it is to check: an address that is good for an hour and known to it alone."""

from flask import Blueprint, Response

from errors import AppError
from models import atomic
from services.photos import checks as photo_checks

bp = Blueprint("photo_checks", __name__, url_prefix="/photo-checks")


@bp.get("/<word>")
def fetch(word: str) -> Response:
    return Response(atomic(photo_checks.fetch, reading=True)(word), mimetype="image/jpeg")


@bp.errorhandler(AppError)
def refuse(error: AppError) -> Response:
    return Response(status=error.status)
