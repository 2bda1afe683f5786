from flask import Blueprint, Response, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

import clock
from blueprints.console.base import MANAGER, READER, go, page, require_whole_office, workbook
from blueprints.console.office import forms
from services.office import papers, register_sheets, year_facts
from services.office.events import facts as event_facts

bp = Blueprint("office_papers", __name__, url_prefix="/office/papers")


@bp.get("")
@page(READER)
def show() -> str:
    """Documents with their validity, and a year's figures with their evidence."""
    year = forms.year(request.form if request.method == "POST" and "year" in request.form else None)
    shown = {"rows": papers.listing(), "state": papers.state, "asked": year_facts.ASKED, "facts": year_facts.of(year)}
    counted = event_facts.by_hand(year)
    return render_template("console/office_papers.html", year=year, years=forms.years(), counted=counted, **shown)


@bp.get("/papers.xlsx")
@page(READER, limit="60/hour")
def export() -> Response:
    return workbook(register_sheets.of_papers(), f"制度文件一览-{clock.today()}")


@bp.get("/facts.xlsx")
@page(READER, limit="60/hour")
def export_facts() -> Response:
    year = forms.year()
    return workbook(register_sheets.of_facts(year), f"{year}年度事项")


@bp.post("")
@page(MANAGER, again=show)
def save() -> AnyResponse:
    """Raises Invalid."""
    require_whole_office()
    form = request.form
    issued_on, valid_to = forms.day("issued_on", "印发日期"), forms.day_or_none("valid_to", "有效期")
    papers.save(form.get("title", ""), form.get("number", ""), issued_on, valid_to, g.visitor.actor)
    return go("office_papers.show", "paper_saved")


@bp.post("/<int:paper_id>/remove")
@page(MANAGER)
def remove(paper_id: int) -> AnyResponse:
    require_whole_office()
    papers.remove(paper_id, g.visitor.actor)
    return go("office_papers.show", "paper_removed")


@bp.post("/facts")
@page(MANAGER, again=show)
def save_facts() -> AnyResponse:
    """Raises Invalid."""
    require_whole_office()
    year = forms.year(request.form)
    values = forms.decimals({f"value_{key}": asked.title for key, asked in year_facts.ASKED.items()})
    for key in year_facts.ASKED:
        evidence = request.form.get(f"evidence_{key}", "")
        year_facts.save(year, key, values[f"value_{key}"], evidence, g.visitor.actor)
    return go("office_papers.show", "facts_saved", year=year)
