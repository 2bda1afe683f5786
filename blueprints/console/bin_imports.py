from flask import Blueprint, Response, g, render_template
from werkzeug.wrappers import Response as AnyResponse

from blueprints.console.base import MANAGER, attachment, go, page, require_whole_office, uploaded
from services.bins import files as bin_files
from services.bins import template as bin_template
from services.waste import classes as waste_classes
from services.workbooks import sheets

bp = Blueprint("bin_imports", __name__, url_prefix="/bins/imports")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("")
@page(MANAGER)
def show() -> str:
    require_whole_office()
    megabytes = sheets.MAX_BYTES // 2**20
    return render_template("console/bin_imports.html", labels=waste_classes.labels(), megabytes=megabytes)


@bp.get("/template.xlsx")
@page(MANAGER)
def template() -> Response:
    return attachment(bin_template.workbook(), XLSX, "分类桶模板.xlsx")


@bp.post("")
@page(MANAGER, again=show)
def upload() -> AnyResponse:
    """A bin for every row, or none and the page again with what is wrong in each. Raises Invalid."""
    require_whole_office()
    bin_files.make(uploaded().content, g.visitor.actor)
    return go("bins.show", "bins_made")
