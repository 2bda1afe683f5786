from flask import Blueprint, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from blueprints.console.base import MANAGER, READER, go, page, require_whole_office
from blueprints.console.office import forms
from services.office import low_carbon_days
from services.office.low_carbon_days import BY, COUNTS, FIGURES, NewDay

bp = Blueprint("office_low_carbon_days", __name__, url_prefix="/office/low-carbon-days")


@bp.get("")
@page(READER)
def show() -> str:
    """Every day put down, the latest first; and the form for a new one."""
    return render_template("console/office_low_carbon_days.html", rows=low_carbon_days.listing(), by=BY)


@bp.post("")
@page(MANAGER, again=show)
def make() -> AnyResponse:
    """Raises Invalid."""
    require_whole_office()
    row = low_carbon_days.save(filled(), g.visitor.actor)
    return go("office_low_carbon_days.show_one", "low_carbon_day_saved", day_id=row.id)


@bp.get("/<int:day_id>")
@page(READER)
def show_one(day_id: int) -> str:
    return render_template("console/office_low_carbon_day.html", row=low_carbon_days.get(day_id), by=BY)


@bp.post("/<int:day_id>")
@page(MANAGER, again=show_one)
def change(day_id: int) -> AnyResponse:
    """Raises Invalid, NotFound."""
    require_whole_office()
    low_carbon_days.save(filled(), g.visitor.actor, day_id)
    return go("office_low_carbon_days.show_one", "low_carbon_day_saved", day_id=day_id)


@bp.post("/<int:day_id>/remove")
@page(MANAGER)
def remove(day_id: int) -> AnyResponse:
    require_whole_office()
    low_carbon_days.remove(day_id, g.visitor.actor)
    return go("office_low_carbon_days.show", "low_carbon_day_removed")


def filled() -> NewDay:
    """Raises Invalid."""
    texts = {key: request.form.get(key, "") for key in NewDay._fields if key not in ("day", "figures", "version")}
    figures = forms.decimals(COUNTS | FIGURES)
    return NewDay(day=forms.day_or_none("day", "日期"), figures=figures, version=forms.version(), **texts)
