from datetime import date, timedelta

from flask import Blueprint, Response, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from blueprints.console.base import MANAGER, READER, attachment, go, page, require_whole_office, uploaded
from blueprints.console.office import forms
from services.office import collection_sheets, collections, months
from services.office.collections import NewCollection
from services.waste import classes as waste_classes
from services.workbooks import sheets

bp = Blueprint("office_collections", __name__, url_prefix="/office/collections")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("")
@page(READER)
def show() -> str:
    """A month's hand-overs and sums, the firms and their contracts, and the bins."""
    first, last = span()
    return render_template(
        "console/office_collections.html",
        month=first,
        before=months.shift(first, -1),
        after=months.shift(first, 1),
        now=months.current(),
        rows=collections.listing(first, last),
        sums=collections.sums(first, last),
        firms=collections.contractors(),
        areas=collections.bins_by_area(),
        labels=waste_classes.labels(),
        soon=collections.ends_soon,
    )


@bp.post("")
@page(MANAGER, again=show)
def save() -> AnyResponse:
    """Raises Invalid."""
    require_whole_office()
    form = request.form
    weight = forms.decimals({"weight": "重量"})["weight"]
    day = forms.day("day", "日期")
    firm = forms.number("contractor_id") or 0
    new = NewCollection(day, form.get("category", ""), weight, firm, form.get("slip", ""), form.get("remark", ""))
    collections.save(new, g.visitor.actor)
    return go("office_collections.show", "collection_saved", month=f"{day:%Y-%m}")


@bp.post("/<int:collection_id>/remove")
@page(MANAGER)
def remove(collection_id: int) -> AnyResponse:
    require_whole_office()
    collections.remove(collection_id, g.visitor.actor)
    return go("office_collections.show", "collection_removed", month=request.form.get("month", ""))


@bp.post("/contractors")
@page(MANAGER, again=show)
def save_contractor() -> AnyResponse:
    """Raises Invalid."""
    require_whole_office()
    form, days = request.form, (forms.day("valid_from", "合同起始日"), forms.day("valid_to", "合同到期日"))
    chosen = form.getlist("categories")
    collections.save_contractor(form.get("name", ""), chosen, form.get("contract_no", ""), days, g.visitor.actor)
    return go("office_collections.show", "contractor_saved")


@bp.post("/imports")
@page(MANAGER, again=show)
def upload() -> AnyResponse:
    """Every row, or none and the page again with what is wrong in each. Raises Invalid."""
    require_whole_office()
    collection_sheets.make(sheets.read(uploaded().content)[0].rows, g.visitor.actor)
    return go("office_collections.show", "collections_imported")


@bp.get("/ledger.xlsx")
@page(READER)
def export() -> Response:
    """The month's ledger, in the columns that an upload reads; without rows, the template."""
    first, last = span()
    name = f"{first.year}年{first.month}月生活垃圾收运台账.xlsx"
    return attachment(collection_sheets.workbook(first, last), XLSX, name)


def span() -> tuple[date, date]:
    """The month asked for, else this one: its first and last day."""
    text = request.args.get("month", "")
    first = forms.month(text) if text else months.current()
    return first, months.shift(first, 1) - timedelta(days=1)
