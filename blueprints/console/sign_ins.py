import secrets

from flask import Blueprint, Response, current_app, g, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from blueprints.console.base import COOKIE, PUBLIC, READER, go, keep_cookie, page, signed_in
from errors import Gone, Invalid
from services.managers import second_step
from services.managers import sessions as console_sessions
from services.managers import sign_ins as console_sign_ins
from services.managers.sign_ins import CODE_MINUTES, CONFIRMED, WAITING
from services.printing import qr

bp = Blueprint("sign_ins", __name__)

CODE_COOKIE = "lvxing_console_code"  # the code this browser shows, and the secret that ties it to this browser


@bp.get("/sign-in")
@page(PUBLIC, writes=True, limit="240/hour")
def show() -> AnyResponse:
    """A code to scan: the one this browser shows already, while it lasts; in, once it was confirmed."""
    if g.visitor:
        return go("home.show")
    if second_step.is_awaited(request.cookies.get(COOKIE, "")):
        return go("sign_ins.ask_code")
    code, browser = shown_here()
    state = console_sign_ins.state_of_code(code, browser)
    if state == CONFIRMED:
        return signed_in(console_sign_ins.enter_by_code(code, browser, agent()))
    return draw(code) if state == WAITING else new_code()


@bp.get("/sign-in/waiting")
@page(PUBLIC)
def wait() -> AnyResponse:
    """Where the page asks whether the code was confirmed: by script every other second, or by reloading itself."""
    code, browser = shown_here()
    state = console_sign_ins.state_of_code(code, browser)
    if request.headers.get("HX-Request"):
        return answer_script(state)
    return go("sign_ins.show") if state == CONFIRMED else draw(code, is_old=state != WAITING)


@bp.get("/scan")
@page(PUBLIC)
def explain() -> str:
    """What an ordinary camera opens: the code is meant for the mini-program."""
    return render_template("console/scan.html")


@bp.get("/enter/<ticket>")
@page(PUBLIC, limit="60/hour")
def look_at_link(ticket: str) -> str:
    """Only a look: previews of links must not use them up. Raises Gone."""
    if not console_sign_ins.is_link_open(ticket):
        raise Gone("这个登录链接已经用过或已过期，请重新获取")
    return render_template("console/enter.html")


@bp.post("/enter/<ticket>")
@page(PUBLIC, limit="60/hour")
def enter_by_link(ticket: str) -> AnyResponse:
    return signed_in(console_sign_ins.enter_by_link(ticket, agent()))


@bp.get("/sign-in/code")
@page(PUBLIC)
def ask_code() -> str | AnyResponse:
    """The second step, for those who set one up."""
    if not second_step.is_awaited(request.cookies.get(COOKIE, "")):
        return go("sign_ins.show")
    return render_template("console/second_step.html")


@bp.post("/sign-in/code")
@page(PUBLIC, limit="60/hour")
def enter_code() -> AnyResponse | tuple[str, int]:
    """In, or the page once more; what a wrong code counts is kept, so this is no refusal. Raises Gone."""
    if second_step.prove(request.cookies.get(COOKIE, ""), request.form.get("code", "")[:32]):
        return go("home.show")
    g.problems = Invalid("验证码不对", {"code": second_step.WRONG})
    return render_template("console/second_step.html"), Invalid.status


@bp.post("/sign-out")
@page(READER)
def sign_out() -> AnyResponse:
    console_sessions.sign_out(g.visitor)
    return keep_cookie(go("sign_ins.show", "signed_out"), COOKIE, "", 0)


def agent() -> str:
    return request.headers.get("User-Agent", "")[:400]


def shown_here() -> tuple[str, str]:
    """The code this browser shows and the browser's secret; empty when it shows none."""
    code, _, browser = request.cookies.get(CODE_COOKIE, "").partition(".")
    return code, browser


def new_code() -> AnyResponse:
    browser = secrets.token_urlsafe(24)
    code = console_sign_ins.show_code(browser)
    return keep_cookie(draw(code), CODE_COOKIE, f"{code}.{browser}", 2 * CODE_MINUTES * 60)


def draw(code: str, *, is_old: bool = False) -> Response:
    base = current_app.config["SETTINGS"].public_base_url
    picture = None if is_old else qr.draw(f"{base}/console/scan?c={code}")
    return make_response(render_template("console/sign_in.html", picture=picture, minutes=CODE_MINUTES))


def answer_script(state: str) -> Response:
    if state == CONFIRMED:
        return Response(status=204, headers={"HX-Redirect": url_for("console.sign_ins.show")})
    return Response(status=204) if state == WAITING else make_response(render_template("console/code_expired.html"))
