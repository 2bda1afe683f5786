from datetime import timedelta

from flask import Blueprint, g, render_template

import clock
from blueprints.console.base import READER, page
from services import departments, push_figures, rankings, reminders, roll_imports

bp = Blueprint("home", __name__)


@bp.get("/")
@page(READER)
def show() -> str:
    """What is there, and what to do first."""
    today = clock.today()
    tree = departments.tree(g.visitor.department_id, today)
    heads = departments.heads(tree)
    board = rankings.departments("week", today)
    shown = {"today": today, "before": board.period.first - timedelta(days=1), "tree": tree, "heads": heads}
    return render_template(
        "console/home.html",
        **shown,
        board=board,
        rules=reminders.listing(),
        past=roll_imports.history(1),
        decisions=push_figures.decisions(),
    )
