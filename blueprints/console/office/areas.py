from flask import Blueprint, Response, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

import clock
from blueprints.console.base import MANAGER, READER, go, page, require_whole_office, workbook
from blueprints.console.office import forms
from services import employees
from services.departments import departments
from services.office import areas, register_sheets
from services.office.areas import NewArea

bp = Blueprint("office_areas", __name__, url_prefix="/office/areas")


@bp.get("")
@page(READER)
def show() -> str:
    offices = departments.tree(None, clock.today())
    return render_template("console/office_areas.html", rows=areas.listing(), kinds=areas.KINDS, offices=offices)


@bp.get("/areas.xlsx")
@page(READER, limit="60/hour")
def export() -> Response:
    return workbook(register_sheets.of_areas(), f"公共区域一览-{clock.today()}")


@bp.post("")
@page(MANAGER, again=show)
def make() -> AnyResponse:
    """Raises Invalid."""
    require_whole_office()
    areas.save(filled(), g.visitor.actor)
    return go("office_areas.show", "area_saved")


@bp.get("/<int:area_id>")
@page(READER)
def show_one(area_id: int) -> str:
    row = areas.get(area_id)
    keeper = employees.number_of(row.keeper_id) if row.keeper_id else ""
    offices = departments.tree(None, clock.today())
    return render_template("console/office_area.html", row=row, kinds=areas.KINDS, offices=offices, keeper_no=keeper)


@bp.post("/<int:area_id>")
@page(MANAGER, again=show_one)
def change(area_id: int) -> AnyResponse:
    """Raises Invalid."""
    require_whole_office()
    areas.save(filled(), g.visitor.actor, area_id)
    return go("office_areas.show", "area_saved")


@bp.post("/<int:area_id>/close")
@page(MANAGER)
def close(area_id: int) -> AnyResponse:
    require_whole_office()
    areas.close(area_id, g.visitor.actor)
    return go("office_areas.show", "area_closed")


def filled() -> NewArea:
    form = request.form
    return NewArea(form.get("name", ""), form.get("kind", ""), forms.number("department_id"), form.get("keeper_no", ""))
