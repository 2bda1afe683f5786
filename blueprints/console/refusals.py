"""How the console says no: a calm Chinese page with the right status, and the way back."""

from flask import Blueprint, Response, g, make_response, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from blueprints.console.base import PUBLIC, go, page
from errors import AppError, NotFound, NotSignedIn, TooLarge

HEADINGS = {
    401: "请先登录",
    403: "没有这项权限",
    404: "没有找到",
    405: "不能这样操作",
    409: "现在不能这样做",
    410: "已经失效",
    413: "文件太大",
    422: "内容有误",
    429: "请稍后再试",
}
BROKEN = "系统出了问题，已经记录，请稍后再试；一直如此请联系管理员"


def register(bp: Blueprint) -> None:
    bp.register_error_handler(NotSignedIn, ask_to_sign_in)
    bp.register_error_handler(AppError, refuse)
    bp.register_error_handler(HTTPException, refuse_http)
    bp.add_url_rule("/<path:rest>", view_func=page(PUBLIC)(nowhere), endpoint="nowhere")


def nowhere(rest: str) -> None:
    raise NotFound("工作台里没有这个页面，地址可能已经改变")


def ask_to_sign_in(error: NotSignedIn) -> AnyResponse | Response:
    """A page leads to the sign-in; a form that was sent is told so, since it has to be filled in again."""
    if request.method == "POST":
        return refuse(error)
    if request.headers.get("HX-Request"):
        return Response(status=204, headers={"HX-Redirect": url_for("console.sign_ins.show")})
    return go("sign_ins.show")


def refuse(error: AppError) -> Response:
    response = show(error.status, str(error))
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def refuse_http(error: HTTPException) -> Response:
    status = error.code or 500
    return show(status, TooLarge.message if status == 413 else BROKEN if status >= 500 else "请求没有成功，请返回重试")


def show(status: int, sentence: str) -> Response:
    g.setdefault("visitor", None)
    heading = HEADINGS.get(status, "没有成功")
    return make_response(render_template("console/refusal.html", heading=heading, sentence=sentence), status)
