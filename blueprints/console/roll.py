from flask import Blueprint, Response, g, render_template, request

import clock
from blueprints.console.base import MANAGER, READER, attachment, page
from services import accounts, employees
from services.audit import trail as audit
from services.departments import departments
from services.workbooks import workbooks

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


@bp.post("/export.xlsx")
@page(MANAGER, limit="60/hour")
def export() -> Response:
    """A POST, since the log says who took the roll out."""
    content = employees.workbook(g.visitor.department_id, g.visitor.actor)
    return attachment(content, workbooks.XLSX, f"职工名册-{clock.today()}.xlsx")


@bp.get("/people/<employee_no>")
@page(READER)
def show_person(employee_no: str) -> str:
    return person_page(employee_no)


def person_page(employee_no: str, **shown: object) -> str:
    """``shown`` is what is shown this once: an invite code, a whole phone number."""
    person = employees.get(employee_no, g.visitor.department_id)
    return render_template("console/person.html", person=person, stays=employees.history(employee_no), **shown)


@bp.post("/people/<employee_no>/invite")
@page(MANAGER, limit="300/hour")
def invite(employee_no: str) -> str:
    """A new code, shown this once; the page is the answer itself, so that the code is in no address."""
    person = employees.get(employee_no, g.visitor.department_id)
    code = accounts.invite(person.employee_no)
    audit.write(g.visitor.actor, "invite", person.employee_no)
    return person_page(employee_no, code=f"{code[:5]}-{code[5:]}", days=accounts.INVITE_DAYS)


@bp.post("/people/<employee_no>/phone")
@page(MANAGER, limit="60/hour", again=show_person)
def reveal_phone(employee_no: str) -> str:
    """The whole number, shown this once, for a reason that is logged."""
    scope, reason = g.visitor.department_id, request.form.get("reason", "")[:200]
    return person_page(employee_no, phone=employees.reveal(employee_no, reason, scope, g.visitor.actor))
