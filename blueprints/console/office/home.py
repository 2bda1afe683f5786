from flask import Blueprint, render_template

from blueprints.console.base import READER, page
from services.office import overview

bp = Blueprint("office_home", __name__, url_prefix="/office")


@bp.get("")
@page(READER)
def show() -> str:
    """Where the office stands this year, and the doors to its ledgers."""
    return render_template("console/office_home.html", found=overview.now())
