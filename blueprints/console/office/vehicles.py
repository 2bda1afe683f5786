from flask import Blueprint, render_template

from blueprints.console.base import READER, page
from blueprints.console.office import forms
from services.office import kinds, vehicles

bp = Blueprint("office_vehicles", __name__, url_prefix="/office/vehicles")


@bp.get("")
@page(READER)
def show() -> str:
    """Each vehicle's year: fuel, kilometres, upkeep."""
    year = forms.year()
    rows = vehicles.of(year)
    return render_template("console/office_vehicles.html", year=year, years=forms.years(), rows=rows, kinds=kinds.KINDS)
