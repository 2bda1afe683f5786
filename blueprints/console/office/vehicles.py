from flask import Blueprint, Response, render_template

from blueprints.console.base import READER, page, workbook
from blueprints.console.office import forms
from services.office import kinds, register_sheets, vehicles

bp = Blueprint("office_vehicles", __name__, url_prefix="/office/vehicles")


@bp.get("")
@page(READER)
def show() -> str:
    """Each vehicle's year: fuel, kilometres, upkeep."""
    year = forms.year()
    rows = vehicles.of(year)
    return render_template("console/office_vehicles.html", year=year, years=forms.years(), rows=rows, kinds=kinds.KINDS)


@bp.get("/vehicles.xlsx")
@page(READER, limit="60/hour")
def export() -> Response:
    year = forms.year()
    return workbook(register_sheets.of_vehicles(year), f"{year}年公务用车台账")
