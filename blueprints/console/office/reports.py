from flask import Blueprint, Response, render_template, request

from blueprints.console.base import READER, attachment, page
from blueprints.console.office import forms
from errors import NotFound
from services.office import analysis, quarterly_sheet, report, self_assessment
from services.word import word
from services.word.drafts import Draft

bp = Blueprint("office_reports", __name__, url_prefix="/office/reports")

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("")
@page(READER)
def show() -> str:
    year = forms.year()
    draft = report.yearly(year)
    found = {"used": len(draft.used), "blank": list(draft.blank.values())}
    return render_template("console/office_reports.html", year=year, years=forms.years(), **found)


@bp.get("/yearly.docx")
@page(READER)
def yearly() -> Response:
    return file_of(report.yearly(forms.year()))


@bp.get("/quarterly.docx")
@page(READER)
def quarterly() -> Response:
    """Raises NotFound for what is no quarter."""
    quarter = request.args.get("quarter", "")
    if quarter not in {"1", "2", "3", "4"}:
        raise NotFound("没有这个季度")
    return file_of(quarterly_sheet.write(forms.year(), int(quarter)))


@bp.get("/assessment.docx")
@page(READER)
def self_assess() -> Response:
    return file_of(self_assessment.write(forms.year()))


@bp.get("/analysis.docx")
@page(READER)
def analyse() -> Response:
    return file_of(analysis.write(forms.year()))


def file_of(draft: Draft) -> Response:
    return attachment(word.write(draft), DOCX, f"{draft.title}.docx")
