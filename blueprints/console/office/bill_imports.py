from flask import Blueprint, Response, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from blueprints.console.base import MANAGER, attachment, go, page, require_whole_office, uploaded
from services.office import kinds
from services.office.bills import imports as bill_imports
from services.office.bills import sheets as bill_sheets
from services.workbooks import sheets

bp = Blueprint("office_bill_imports", __name__, url_prefix="/office/bill-imports")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("")
@page(MANAGER)
def show() -> str:
    require_whole_office()
    return render_template("console/office_bill_imports.html", megabytes=sheets.MAX_BYTES // 2**20)


@bp.get("/template.xlsx")
@page(MANAGER)
def template() -> Response:
    return attachment(bill_sheets.template(), XLSX, "能源资源消费台账模板.xlsx")


@bp.post("")
@page(MANAGER, again=show)
def upload() -> AnyResponse:
    """To the preview of what was read. Raises Invalid."""
    require_whole_office()
    import_id = bill_imports.stage(*uploaded(), g.visitor.actor)
    return go("office_bill_imports.preview", import_id=import_id)


@bp.get("/<int:import_id>")
@page(MANAGER)
def preview(import_id: int) -> str:
    require_whole_office()
    found = bill_imports.preview(import_id)
    return render_template("console/office_bill_import.html", found=found, kinds=kinds.KINDS)


@bp.post("/<int:import_id>")
@page(MANAGER, again=preview)
def apply(import_id: int) -> AnyResponse:
    """Raises Invalid, Conflict."""
    require_whole_office()
    bill_imports.apply(import_id, request.form.get("reason", ""), g.visitor.actor)
    return go("office_bills.show", "bills_imported")
