from flask import Blueprint, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

import clock
from blueprints.console.base import MANAGER, READER, go, page, require_whole_office
from blueprints.console.office import events as event_pages
from blueprints.console.office import forms
from blueprints.console.paging import page_number
from services.office import resolutions

bp = Blueprint("office_resolutions", __name__, url_prefix="/office/resolutions")


@bp.get("")
@page(READER)
def show(resolution_id: int = 0) -> str:
    """What is to be done, what is due first on top; and page by page what was done."""
    at = page_number()
    done, count = resolutions.done_ones(at)
    paging = {"page": at, "pages": max(1, -(-count // resolutions.PAGE)), "count": count}
    return render_template(
        "console/office_resolutions.html",
        lines=resolutions.open_ones(),
        done_lines=done,
        today=clock.today(),
        tried=resolution_id,
        **paging,
    )


def show_event(event_id: int) -> str:
    return event_pages.show_one.reading(event_id=event_id)


show_event.reading = show_event  # type: ignore[attr-defined]


@bp.post("/of/<int:event_id>")
@page(MANAGER, again=show_event)
def add(event_id: int) -> AnyResponse:
    """To a meeting. Raises Invalid, Conflict, NotFound."""
    require_whole_office()
    text, due_on = request.form.get("text", ""), forms.day_or_none("due_on", "期限")
    resolutions.add(event_id, text, forms.number("department_id"), due_on, g.visitor.actor)
    return go("office_events.show_one", "resolution_added", event_id=event_id)


@bp.post("/<int:resolution_id>/result")
@page(MANAGER, again=show)
def finish(resolution_id: int) -> AnyResponse:
    """Raises Invalid, Conflict, NotFound."""
    require_whole_office()
    done_on = forms.day_or_none("done_on", "办结日期")
    text = request.form.get("done_text", "")
    resolutions.finish(resolution_id, forms.version(), done_on, text, g.visitor.actor)
    return go("office_resolutions.show", "resolution_finished")


@bp.post("/<int:resolution_id>/extension")
@page(MANAGER, again=show)
def extend(resolution_id: int) -> AnyResponse:
    """Raises Invalid, Conflict, NotFound."""
    require_whole_office()
    due_on = forms.day_or_none("due_on", "新的期限")
    resolutions.extend(resolution_id, forms.version(), due_on, request.form.get("reason", ""), g.visitor.actor)
    return go("office_resolutions.show", "resolution_extended")
