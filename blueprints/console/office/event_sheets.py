from flask import Blueprint, Response, g, render_template
from werkzeug.wrappers import Response as AnyResponse

from blueprints.console.base import MANAGER, READER, attachment, go, page, require_whole_office, uploaded
from blueprints.console.office import forms
from services.office.events import events
from services.office.events import sheets as event_sheets
from services.workbooks import sheets
from services.workbooks.workbooks import XLSX

bp = Blueprint("office_event_sheets", __name__, url_prefix="/office/event-sheets")


@bp.get("")
@page(MANAGER)
def show() -> str:
    require_whole_office()
    columns = [column.title for column in event_sheets.COLUMNS]
    kinds = [label for key, label in events.KINDS.items() if key != events.MEETING] + list(events.BOARDS.values())
    return render_template("console/office_event_sheets.html", columns=columns, kinds=kinds, states=events.STATES)


@bp.post("")
@page(MANAGER, again=show)
def take() -> AnyResponse:
    """Every row, or none and the page again with what is wrong in each. Raises Invalid."""
    require_whole_office()
    event_sheets.take(sheets.read(uploaded().content)[0].rows, g.visitor.actor)
    return go("office_events.show", "events_imported")


@bp.get("/events.xlsx")
@page(READER)
def export() -> Response:
    """A year's events in the columns that an upload reads; without any, the template."""
    year = forms.year()
    return attachment(event_sheets.workbook(year), XLSX, f"{year}年活动日历.xlsx")
