from flask import Blueprint, Response, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

import clock
from blueprints.console.base import MANAGER, attachment, go, page, require_whole_office, uploaded
from blueprints.console.office import forms
from services.office.assessment import example as assessment_example
from services.office.assessment import imports as assessment_imports
from services.office.assessment import template as assessment_template
from services.office.assessment.imports import SIZES
from services.office.assessment.versions import About
from services.workbooks import sheets
from services.workbooks.workbooks import XLSX

bp = Blueprint("office_assessment_imports", __name__, url_prefix="/office/assessment/imports")


@bp.get("")
@page(MANAGER)
def show() -> str:
    require_whole_office()
    year = forms.year(request.form if request.method == "POST" else None)
    years = range(clock.today().year + 1, clock.today().year - 4, -1)
    return render_template(
        "console/office_assessment_imports.html",
        year=year,
        years=years,
        sizes=SIZES,
        megabytes=sheets.MAX_BYTES // 2**20,
        example=assessment_example,
    )


@bp.get("/template.xlsx")
@page(MANAGER)
def template() -> Response:
    return attachment(assessment_template.workbook(), XLSX, "节约型机关评价表模板.xlsx")


@bp.post("")
@page(MANAGER, again=show)
def upload() -> AnyResponse:
    """To the preview of what was read. Raises Invalid."""
    require_whole_office()
    form = request.form
    title, issuer, source, note = (form.get(name, "") for name in SIZES)
    pass_points = forms.decimals({"pass_points": "合格分数"})["pass_points"]
    about = About(forms.year(form), title, issuer, source, note, pass_points)
    import_id = assessment_imports.stage(*uploaded(), about, g.visitor.actor)
    return go("office_assessment_imports.preview", import_id=import_id)


@bp.get("/<id:import_id>")
@page(MANAGER)
def preview(import_id: int) -> str:
    require_whole_office()
    return render_template("console/office_assessment_import.html", found=assessment_imports.preview(import_id))


@bp.post("/<id:import_id>")
@page(MANAGER, again=preview)
def apply(import_id: int) -> AnyResponse:
    """Raises Conflict, NotFound, Gone."""
    require_whole_office()
    year = assessment_imports.get(import_id).year
    assessment_imports.apply(import_id, g.visitor.actor)
    return go("office_assessment.show", "assessment_imported", year=year)


@bp.post("/example")
@page(MANAGER, again=show)
def load_example() -> AnyResponse:
    require_whole_office()
    year = forms.year(request.form)
    assessment_example.load(year, g.visitor.actor)
    return go("office_assessment.show", "assessment_example", year=year)
