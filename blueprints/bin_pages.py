"""``/b/CODE``, the address printed on a bin. WeChat opens the mini-program instead; any browser gets a plain page."""

from flask import Blueprint, Response, make_response, render_template

from blueprints.base import PUBLIC, Contract, spend
from errors import AppError
from models import atomic
from services import link_rule
from services.bins import bins
from services.bins import signs as bin_signs

bp = Blueprint("bin_pages", __name__, url_prefix="/b")
ALLOWANCE = Contract(PUBLIC, limit=bins.PAGE_LIMIT)
HEADINGS = {404: "没有这个码", 410: "这张标签已停用", 429: "请稍后再试"}


@bp.get("/<name>.txt")
def check_file(name: str) -> Response:
    """What WeChat asks for to see whose address this is."""
    return Response(atomic(link_rule.content, reading=True)(f"{name}.txt"), mimetype="text/plain")


@bp.get("/<code>")
def show(code: str) -> str:
    spend(ALLOWANCE)
    found = atomic(bin_signs.show, reading=True)(code)
    return render_template("bin.html", bin=found)


@bp.errorhandler(AppError)
def refuse(error: AppError) -> Response:
    heading = HEADINGS.get(error.status, "没有成功")
    response = make_response(render_template("bin_refusal.html", heading=heading, sentence=str(error)), error.status)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response
