from datetime import timedelta

from flask import Blueprint, g, render_template

import clock
from blueprints.console import decisions
from blueprints.console.base import READER, page
from services import glance
from services.boards import periods, rankings
from services.departments import departments
from services.reminders import plans as reminders
from services.roll import imports as roll_imports

bp = Blueprint("home", __name__)


@bp.get("/")
@page(READER)
def show() -> str:
    """Today at a glance, what waits for a decision, and what to do first."""
    today, scope = clock.today(), g.visitor.department_id
    tree = departments.tree(scope, today)
    heads = departments.heads(tree)
    week, before = glance.weeks(today, scope)
    return render_template(
        "console/home.html",
        today=today,
        before=periods.span("week", today).first - timedelta(days=1),
        tree=tree,
        heads=heads,
        acts=glance.acts(today, scope, heads),
        week=week,
        last_week=before,
        decisions=decisions.waiting(g.visitor),
        board=rankings.departments("week", today),
        rules=reminders.listing(),
        past=roll_imports.history(1),
    )
