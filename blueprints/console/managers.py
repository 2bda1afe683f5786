"""The people of the console, for owners: who may enter, as what, and for which part of the office."""

from flask import Blueprint, Response, current_app, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

import clock
from blueprints.console.base import OWNER, go, page, workbook
from services.departments import departments
from services.managers import managers, second_step
from services.managers import sessions as console_sessions
from services.managers import sign_ins as console_sign_ins
from services.managers.managers import Wish
from services.managers.sessions import ROLES
from services.workbooks import register_sheets

bp = Blueprint("managers", __name__, url_prefix="/managers")

ROLE_WORDS = {"reader": "只读", "manager": "管理员", "owner": "负责人"}


@bp.get("")
@page(OWNER)
def show() -> str:
    return people()


def people(**shown: object) -> str:
    """The page; ``shown`` is a link that was made just now, and whose."""
    return render_template(
        "console/managers.html",
        people=managers.listing(),
        roles={role: ROLE_WORDS[role] for role in ROLES},
        paths=[branch.path for branch in departments.tree(None, clock.today())],
        idle=console_sessions.idle_minutes(),
        hours=console_sessions.SESSION_HOURS,
        **shown,
    )


@bp.get("/managers.xlsx")
@page(OWNER, limit="60/hour")
def export() -> Response:
    return workbook(register_sheets.console_people(ROLE_WORDS), f"工作台人员一览-{clock.today()}")


@bp.post("")
@page(OWNER, again=show)
def add() -> AnyResponse:
    managers.add(Wish(*(filled(name) for name in Wish._fields)), g.visitor.actor)
    return go("managers.show", "manager_added")


@bp.post("/<id:manager_id>")
@page(OWNER, again=show)
def change(manager_id: int) -> AnyResponse:
    managers.change(manager_id, Wish(filled("role"), filled("department")), g.visitor.actor)
    return go("managers.show", "manager_changed")


@bp.post("/<id:manager_id>/close")
@page(OWNER)
def close(manager_id: int) -> AnyResponse:
    managers.close(manager_id, filled("reason"), g.visitor.actor)
    return go("managers.show", "manager_closed")


@bp.post("/<id:manager_id>/reopen")
@page(OWNER)
def reopen(manager_id: int) -> AnyResponse:
    managers.reopen(manager_id, g.visitor.actor)
    return go("managers.show", "manager_changed")


@bp.post("/<id:manager_id>/link")
@page(OWNER, limit="60/hour")
def make_link(manager_id: int) -> str:
    """Shown this once; the page is the answer itself, so that the link is in no address."""
    ticket = console_sign_ins.manager_link(manager_id, g.visitor.actor)
    base = current_app.config["SETTINGS"].public_base_url
    name, minutes = managers.get(manager_id).name, console_sign_ins.LINK_MINUTES
    return people(link=f"{base}/console/enter/{ticket}", whose=name, minutes=minutes)


@bp.post("/<id:manager_id>/sign-out")
@page(OWNER)
def end_sessions(manager_id: int) -> AnyResponse:
    managers.end_sessions(manager_id, g.visitor.actor)
    return go("managers.show", "manager_signed_out")


@bp.post("/<id:manager_id>/second-step")
@page(OWNER)
def forget_second_step(manager_id: int) -> AnyResponse:
    """Somebody has lost their phone and their recovery codes."""
    second_step.forget(manager_id, g.visitor.actor, managers.get(manager_id).name, filled("reason") or "负责人关闭")
    return go("managers.show", "manager_changed")


@bp.post("/idle")
@page(OWNER, again=show)
def set_idle() -> AnyResponse:
    console_sessions.set_idle_minutes(filled("idle"), g.visitor.actor)
    return go("managers.show", "idle_kept")


def filled(name: str) -> str:
    return request.form.get(name, "").strip()[:200].replace("\0", "")
