from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from blueprints.console.base import MANAGER, READER, go, page, require_whole_office, workbook
from blueprints.console.office import forms
from models import Meter
from services.office import kinds, meters, register_sheets
from services.office.meters import NewMeter

bp = Blueprint("office_meters", __name__, url_prefix="/office/meters")


@bp.get("")
@page(READER)
def show() -> str:
    rows = [row for row in meters.listing() if not row.is_vehicle]
    return render_template("console/office_meters.html", **shown(rows, meter=None))


@bp.get("/meters.xlsx")
@page(READER, limit="60/hour")
def export() -> Response:
    return workbook(register_sheets.of_meters(), "计量表一览")


@bp.post("")
@page(MANAGER, again=show)
def make() -> AnyResponse:
    """Raises Invalid."""
    require_whole_office()
    row = meters.make(filled(), g.visitor.actor)
    return go("office_vehicles.show" if row.is_vehicle else "office_meters.show", "meter_made")


@bp.get("/<int:meter_id>")
@page(READER)
def show_one(meter_id: int) -> str:
    rows = [row for row in meters.listing() if not row.is_vehicle]
    return render_template("console/office_meter.html", **shown(rows, meters.get(meter_id)))


@bp.post("/<int:meter_id>")
@page(MANAGER, again=show_one)
def change(meter_id: int) -> AnyResponse:
    """Raises Invalid, Conflict."""
    require_whole_office()
    meters.change(meter_id, filled(), g.visitor.actor)
    return go("office_meters.show_one", "meter_changed", meter_id=meter_id)


@bp.post("/<int:meter_id>/close")
@page(MANAGER)
def close(meter_id: int) -> AnyResponse:
    require_whole_office()
    meters.close(meter_id, g.visitor.actor)
    return go("office_meters.show_one", "meter_closed", meter_id=meter_id)


def shown(rows: Sequence[Meter], meter: Meter | None) -> dict[str, Any]:
    names = {row.id: row.name for row in rows}
    settled = meter is not None and meters.is_settled(meter.id)
    return {"rows": rows, "meter": meter, "names": names, "kinds": kinds.KINDS, "settled": settled}


def filled() -> NewMeter:
    form, above = request.form, forms.number("parent_id")
    return NewMeter(form.get("kind", ""), form.get("name", ""), form.get("place", ""), above, "is_vehicle" in form)
