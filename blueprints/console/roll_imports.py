from datetime import date

from flask import Blueprint, Response, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

import clock
from blueprints.console.base import MANAGER, READER, attachment, go, page, require_whole_office, uploaded
from errors import Invalid
from services.roll import imports as roll_imports
from services.roll import template as roll_template
from services.roll.imports import Choice
from services.roll.words import LABELS
from services.workbooks import sheets

bp = Blueprint("roll_imports", __name__, url_prefix="/roll/imports")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("")
@page(READER)
def show() -> str:
    """Where a roll is uploaded, and which were."""
    megabytes = sheets.MAX_BYTES // 2**20
    return render_template("console/roll_imports.html", past=roll_imports.history(), labels=LABELS, megabytes=megabytes)


@bp.get("/template.xlsx")
@page(READER)
def template() -> Response:
    return attachment(roll_template.workbook(), XLSX, "职工名册模板.xlsx")


@bp.post("")
@page(MANAGER, again=show)
def upload() -> AnyResponse:
    """To the preview of an uploaded file. Raises Invalid at the field ``file``."""
    require_whole_office()
    return go("roll_imports.preview", import_id=roll_imports.stage(*uploaded("请先选择名册文件"), g.visitor.actor))


@bp.get("/<id:import_id>")
@page(MANAGER)
def preview(import_id: int) -> str | AnyResponse:
    require_whole_office()
    if roll_imports.get(import_id).applied_at is not None:
        return go("roll_imports.show")
    found = roll_imports.preview(import_id)
    return render_template("console/roll_import.html", found=found, labels=LABELS, today=clock.today())


@bp.post("/<id:import_id>")
@page(MANAGER, again=preview)
def apply(import_id: int) -> AnyResponse:
    """Make the roll what the file says. Sent twice, it is done once."""
    require_whole_office()
    roll_imports.apply(import_id, choice(), g.visitor.actor)
    return go("roll_imports.show", "imported")


@bp.post("/<id:import_id>/discard")
@page(MANAGER)
def discard(import_id: int) -> AnyResponse:
    require_whole_office()
    roll_imports.discard(import_id)
    return go("roll_imports.show", "discarded")


@bp.post("/<id:import_id>/undo")
@page(MANAGER)
def undo(import_id: int) -> AnyResponse:
    require_whole_office()
    roll_imports.undo(import_id, g.visitor.actor)
    return go("roll_imports.show", "undone")


def choice() -> Choice:
    """What the manager ticked. Raises Invalid for a day that is none."""
    form = request.form
    leave_on = None
    if form.get("leave"):
        try:
            leave_on = date.fromisoformat(form.get("leave_on", ""))
        except ValueError:
            raise Invalid("离职日期读不懂", {"leave_on": "请写成 2026-03-01 的样子"}) from None
    return Choice(form.get("seen", ""), form.get("skip") == "yes", leave_on)
