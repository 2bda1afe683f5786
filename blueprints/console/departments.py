"""One department: its people, its history, and the forms that change the tree."""

from flask import Blueprint, Response, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

import clock
from blueprints.console.base import MANAGER, READER, attachment, go, page, workbook
from blueprints.console.paging import page_number
from services import employees
from services.departments import changes as department_changes
from services.departments import departments
from services.departments import history as department_history
from services.departments.changes import Hand
from services.printing import invite_slips
from services.workbooks import register_sheets

bp = Blueprint("departments", __name__, url_prefix="/roll/departments")

PDF = "application/pdf"


@bp.get("/<id:department_id>")
@page(READER)
def show(department_id: int) -> str:
    scope, at = g.visitor.department_id, page_number()
    found = department_changes.find(department_id, scope)
    people, total = employees.within(department_id, at)
    return render_template(
        "console/department.html",
        department=found,
        people=people,
        total=total,
        at=at,
        pages=max(1, -(-total // employees.PAGE)),
        events=department_history.events(department_id),
        movements=department_history.movements(department_id),
        tree=departments.tree(scope, clock.today()),
        is_top=found.id == scope,
        most=invite_slips.MOST,
    )


@bp.get("/departments.xlsx")
@page(READER, limit="60/hour")
def export() -> Response:
    """The tree with its headcounts; nobody's name is in it."""
    return workbook(register_sheets.tree(g.visitor.department_id), f"部门一览-{clock.today()}")


@bp.post("/<id:department_id>/people.xlsx")
@page(MANAGER, limit="60/hour")
def export_people(department_id: int) -> Response:
    """A POST, since the log says who took the names out."""
    found = department_changes.find(department_id, g.visitor.department_id)
    return workbook(employees.workbook(found.id, g.visitor.actor), f"职工名册-{found.name}-{clock.today()}")


@bp.get("/new")
@page(MANAGER)
def new() -> str:
    return render_template("console/department_new.html", tree=departments.tree(g.visitor.department_id, clock.today()))


@bp.post("")
@page(MANAGER, again=new)
def add() -> AnyResponse:
    made = department_changes.add(parent(), filled("name"), hand())
    return go("departments.show", "department_added", department_id=made)


@bp.post("/<id:department_id>/name")
@page(MANAGER, again=show)
def rename(department_id: int) -> AnyResponse:
    department_changes.rename(department_id, filled("name"), filled("seen"), hand())
    return go("departments.show", "department_changed", department_id=department_id)


@bp.post("/<id:department_id>/parent")
@page(MANAGER, again=show)
def move(department_id: int) -> AnyResponse:
    department_changes.move(department_id, parent(), filled("seen"), hand())
    return go("departments.show", "department_changed", department_id=department_id)


@bp.post("/<id:department_id>/close")
@page(MANAGER)
def close(department_id: int) -> AnyResponse:
    department_changes.close(department_id, filled("seen"), hand())
    return go("roll.show", "department_closed")


@bp.post("/<id:department_id>/slips.pdf")
@page(MANAGER, limit="60/hour", again=show)
def slips(department_id: int) -> Response:
    """Invite codes for everybody there; the file is the answer itself, since only hashes are kept."""
    name = department_changes.find(department_id, g.visitor.department_id).name
    pdf = invite_slips.make(department_id, g.visitor.department_id, g.visitor.actor)
    return attachment(pdf, PDF, f"邀请码-{name}-{clock.today()}.pdf")


def hand() -> Hand:
    return Hand(g.visitor.actor, g.visitor.department_id)


def parent() -> int | None:
    """The department chosen as the one above; None for the top of the tree."""
    text = filled("parent")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def filled(name: str) -> str:
    return request.form.get(name, "").strip()[:400]
