"""The working calendar: what it rests on, and the yearly notice, pasted whole."""

from datetime import date

from flask import Blueprint, Response, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

import clock
from blueprints.console.base import MANAGER, READER, go, page, require_whole_office, workbook
from services import calendar_notices, working_days
from services.workbooks import register_sheets

bp = Blueprint("calendar_days", __name__, url_prefix="/calendar-days")

YEARS = range(2000, 2100)


@bp.get("")
@page(READER)
def show() -> str:
    """A year's days that are not as the week has them."""
    until = working_days.official_until()
    year = year_now(until)
    days = working_days.days(date(year, 1, 1), date(year, 12, 31))
    special = [(day, one) for day, one in days.items() if one.name]
    return render_template(
        "console/calendar_days.html",
        year=year,
        until=until,
        special=special,
        workdays=sum(one.is_workday for one in days.values()),
        is_settled=year <= until.year,
        own={one.day: one for one in calendar_notices.listing(year)},
    )


@bp.get("/calendar.xlsx")
@page(READER, limit="60/hour")
def export() -> Response:
    year = year_now(working_days.official_until())
    return workbook(register_sheets.calendar(year), f"{year}年工作日历")


@bp.post("")
@page(MANAGER, again=show)
def take() -> AnyResponse:
    require_whole_office()
    year = calendar_notices.take(request.form.get("text", ""), request.form.get("source", ""), g.visitor.actor)
    return go("calendar_days.show", "calendar_kept", year=year)


def year_now(until: date) -> int:
    """The year asked for; else the first that no notice covers yet, when it is near, or this one."""
    text = request.args.get("year", "")
    if text.isascii() and text.isdecimal() and len(text) == 4 and int(text) in YEARS:
        return int(text)
    today = clock.today()
    return min(until.year + 1, today.year + 1) if today.month >= 11 else today.year
