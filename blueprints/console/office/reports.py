from flask import Blueprint, render_template

from blueprints.console.base import READER, page
from blueprints.console.office import forms

bp = Blueprint("office_reports", __name__, url_prefix="/office/reports")


@bp.get("")
@page(READER)
def show() -> str:
    return render_template("console/office_reports.html", year=forms.year(), years=forms.years())
