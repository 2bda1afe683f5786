"""One's own sign-ins, and the second step: for everybody of the console."""

from flask import Blueprint, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from blueprints.console.base import READER, go, page
from services.managers import second_step
from services.managers import sessions as console_sessions
from services.printing import qr

bp = Blueprint("my_sign_ins", __name__, url_prefix="/my-sign-ins")


@bp.get("")
@page(READER)
def show() -> str:
    mine = g.visitor.manager_id
    return render_template(
        "console/my_sign_ins.html",
        sign_ins=console_sessions.listing(g.visitor),
        idle=console_sessions.idle_minutes(),
        hours=console_sessions.SESSION_HOURS,
        is_on=second_step.is_on(mine),
        left=second_step.left(mine),
    )


@bp.post("/<id:session_id>/end")
@page(READER)
def end(session_id: int) -> AnyResponse:
    console_sessions.end(g.visitor, session_id)
    return go("my_sign_ins.show", "sign_in_ended")


@bp.post("/second-step")
@page(READER)
def set_up() -> str:
    """A secret to take into an app; the page is the answer itself, so that the secret is in no address."""
    return offered()


def offered(sealed: str = "") -> str:
    found = second_step.offer(g.visitor, sealed)
    return render_template("console/second_step_offer.html", offer=found, picture=qr.draw(found.address))


@page(READER)
def offer_again() -> str:
    return offered(request.form.get("sealed", "")[:1000])


@bp.post("/second-step/on")
@page(READER, limit="60/hour", again=offer_again)
def switch_on() -> str:
    """The recovery codes, shown this once."""
    form = request.form
    codes = second_step.switch_on(g.visitor, form.get("sealed", "")[:1000], form.get("code", "")[:32])
    return render_template("console/recovery_codes.html", codes=codes)


@bp.post("/second-step/off")
@page(READER, limit="60/hour", again=show)
def switch_off() -> AnyResponse:
    second_step.switch_off(g.visitor, request.form.get("code", "")[:32])
    return go("my_sign_ins.show", "second_step_off")
