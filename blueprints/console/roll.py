from flask import Blueprint, g, render_template, request

import clock
from blueprints.console.base import MANAGER, READER, page
from services import accounts, audit, departments, employees

bp = Blueprint("roll", __name__, url_prefix="/roll")


@bp.get("")
@page(READER)
def show() -> str:
    """The tree with its headcounts, and whoever was looked for."""
    scope, text = g.visitor.department_id, request.args.get("q", "").strip()[:64]
    tree = departments.tree(scope, clock.today())
    people, heads = employees.find(text, scope), departments.heads(tree)
    return render_template("console/roll.html", tree=tree, heads=heads, text=text, people=people)


@bp.get("/people")
@page(READER)
def find() -> str:
    """The part of the page that script replaces while somebody types."""
    text = request.args.get("q", "").strip()[:64]
    return render_template("console/people.html", text=text, people=employees.find(text, g.visitor.department_id))


@bp.get("/people/<employee_no>")
@page(READER)
def show_person(employee_no: str) -> str:
    return render_template("console/person.html", person=employees.get(employee_no, g.visitor.department_id), code="")


@bp.post("/people/<employee_no>/invite")
@page(MANAGER, limit="300/hour")
def invite(employee_no: str) -> str:
    """A new code, shown this once; the page is the answer itself, so that the code is in no address."""
    person = employees.get(employee_no, g.visitor.department_id)
    code = accounts.invite(person.employee_no)
    audit.write(g.visitor.actor, "invite", person.employee_no)
    return render_template(
        "console/person.html", person=person, code=f"{code[:5]}-{code[5:]}", days=accounts.INVITE_DAYS
    )
