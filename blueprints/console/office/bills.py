from flask import Blueprint, Response, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from blueprints.console.base import MANAGER, READER, Outside, attachment, go, page, require_whole_office
from blueprints.console.office import forms
from errors import NotFound
from models import atomic
from services.office import attachments, kinds, ledger, meters, months
from services.office.attachment_kinds import Prepared
from services.office.attachments import AT_ONCE_BYTES
from services.office.bills import bills
from services.office.bills import months as bill_months
from services.office.bills import parts as bill_parts
from services.office.bills import sheets as bill_sheets

bp = Blueprint("office_bills", __name__, url_prefix="/office/bills")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("")
@page(READER)
def show() -> str:
    """A year by month and kind."""
    year = forms.year()
    book = ledger.year(year)
    columns = [key for key in ledger.columns() if key in book] or ledger.columns()[:3]
    shown = {"book": book, "columns": columns, "totals": ledger.totals(book), "locks": bills.locks()}
    past = [month for month in months.of_year(year) if month <= months.current()]
    rows = {"rows": past, "corrections": bills.corrections(year), "kinds": kinds.KINDS, "now": months.current()}
    return render_template("console/office_bills.html", year=year, years=forms.years(), **shown, **rows)


@bp.get("/ledger.xlsx")
@page(READER)
def export() -> Response:
    year = forms.year()
    return attachment(bill_sheets.ledger_file(year), XLSX, f"{year}年能源资源消费台账.xlsx")


@bp.get("/<month>")
@page(READER)
def show_month(month: str) -> str:
    """Every meter's bill of a month: to fill in while it is open, to correct once it is locked."""
    first = forms.month(month)
    lines = bill_months.lines(first)
    shown = {"month": first, "lines": lines, "lock": bills.locks().get(first), "kinds": kinds.KINDS}
    around = {"before": months.shift(first, -1), "after": months.shift(first, 1), "now": months.current()}
    fixes = [pair for pair in bills.corrections(first.year) if pair[0].month == first]
    papers = attachments.of_many("correction", [row.id for row, _ in fixes])
    doubts = [one.sentence for one in bill_parts.of_month(first)]
    return render_template(
        "console/office_month.html", **shown, **around, corrections=fixes, papers=papers, doubts=doubts
    )


@bp.get("/<month>/<int:meter_id>")
@page(READER)
def show_one(month: str, meter_id: int) -> str:
    """One meter's bill of a month, with the paper it was copied from. Raises NotFound."""
    first = forms.month(month)
    meter, bill = meters.get(meter_id), bills.find(meter_id, first)
    if bill is None:
        raise NotFound("这块表这个月还没有账单")
    shown = {"month": first, "meter": meter, "bill": bill, "kind": kinds.KINDS[meter.kind]}
    fixes = [row for row, _ in bills.corrections(first.year) if (row.month, row.meter_id) == (first, meter_id)]
    papers = attachments.of_many("correction", [row.id for row in fixes])
    files = {"files": attachments.of("bill", bill.id), "corrections": fixes, "papers": papers}
    return render_template("console/office_bill.html", **shown, **files, lock=bills.locks().get(first))


@bp.post("/<month>")
@page(MANAGER, again=show_month)
def save(month: str) -> AnyResponse:
    """All bills of an open month at once; a row left empty is no bill. Raises Invalid, Conflict."""
    require_whole_office()
    first = forms.month(month)
    bill_months.save(first, forms.decimals(bill_months.fields(first)), request.form, g.visitor.actor)
    return go("office_bills.show_month", "bills_saved", month=month)


@bp.post("/<month>/lock")
@page(MANAGER, again=show_month)
def lock(month: str) -> AnyResponse:
    require_whole_office()
    first = forms.month(month)
    doubts = [one.sentence for one in bill_parts.of_month(first)]
    bills.lock(first, g.visitor.actor, request.form.get("doubts", ""), doubts)
    return go("office_bills.show_month", "month_locked", month=month)


@bp.post("/<month>/corrections")
@page(MANAGER, again=show_month, most=AT_ONCE_BYTES)
def correct(month: str) -> Outside:
    """With the papers it rests on, which are drawn anew while no transaction is open. Raises Invalid, Conflict."""
    require_whole_office()
    return Outside(lambda: atomic(keep_correction)(month, forms.files(please="")))


def keep_correction(month: str, files: list[Prepared]) -> AnyResponse:
    found = forms.decimals({"amount": "用量", "cost": "费用"})
    bill_months.correct(forms.month(month), request.form, found, files, g.visitor.actor)
    return go("office_bills.show_month", "month_corrected", month=month)
