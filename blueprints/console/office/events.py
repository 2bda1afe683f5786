from typing import Any

from flask import Blueprint, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

import clock
from blueprints.console.base import MANAGER, READER, go, page, require_whole_office
from blueprints.console.office import forms
from blueprints.console.paging import page_number
from services.campaigns import campaigns
from services.departments import departments
from services.office import attachments, resolutions
from services.office.events import events
from services.office.events import lists as event_lists
from services.office.events import series as event_series
from services.office.events import years as event_years
from services.office.events.events import NewEvent

bp = Blueprint("office_events", __name__, url_prefix="/office/events")

LABELS = {
    "kind": "类型", "title": "名称", "first_day": "开始日期", "last_day": "结束日期", "starts_at": "开始时间",
    "ends_at": "结束时间", "place": "地点", "organiser": "其他组织者",
}  # fmt: skip
WORDS = {"kinds": events.KINDS, "boards": events.BOARDS, "states": events.STATES}


@bp.get("")
@page(READER)
def show() -> str:
    """A year by month: fixed days, campaigns, events; and which notices are awaited."""
    year = forms.year()
    shown = {"months": event_years.of(year), "awaited": event_years.awaited(year), "late": events.to_report()}
    return render_template("console/office_events.html", year=year, years=event_lists.years(), **shown, **WORDS)


@bp.get("/list")
@page(READER)
def show_list() -> str:
    """The year's events as a table, by kind and state, page by page."""
    year, args, at = forms.year(), request.args, page_number()
    chosen = {"kind": args.get("kind", ""), "state": args.get("state", "")}
    rows, count = event_lists.listing(year, chosen["kind"], chosen["state"], at)
    paging = {"page": at, "pages": max(1, -(-count // event_lists.PAGE)), "count": count}
    return render_template(
        "console/office_event_list.html",
        year=year,
        years=event_lists.years(),
        rows=rows,
        chosen=chosen,
        **paging,
        **WORDS,
    )


@bp.get("/new")
@page(MANAGER)
def new() -> str:
    require_whole_office()
    return form(None, kind=request.args.get("kind", ""))


@bp.post("")
@page(MANAGER, again=new)
def make() -> AnyResponse:
    """Raises Invalid."""
    require_whole_office()
    row = events.make(filled(), g.visitor.actor)
    return go("office_events.show_one", "event_made", event_id=row.id)


@bp.get("/series")
@page(MANAGER)
def plan() -> str:
    """A weekly plan: one form, many dates."""
    require_whole_office()
    return render_template("console/office_event_series.html", most=event_series.MOST, **choices(), **WORDS)


@bp.post("/series")
@page(MANAGER, again=plan)
def make_series() -> AnyResponse:
    """Raises Invalid."""
    require_whole_office()
    weekday = forms.number("weekday")
    made = event_series.make(filled(), 7 if weekday is None else weekday, g.visitor.actor)
    return go("office_events.show_one", "series_made", event_id=made.first_id)


@bp.get("/<int:event_id>")
@page(READER)
def show_one(event_id: int) -> str:
    one = event_lists.show(event_id)
    files, decided = attachments.of("event", event_id), resolutions.of_event(event_id)
    more = {"series": events.of_series(one.event.series), "offices": departments.tree(None, clock.today())}
    return render_template(
        "console/office_event.html", one=one, files=files, lines=decided, today=clock.today(), **more, **WORDS
    )


@bp.get("/<int:event_id>/edit")
@page(MANAGER)
def edit(event_id: int) -> str:
    """The form; when somebody else has saved meanwhile, with what now stands beside what was filled in."""
    require_whole_office()
    return form(events.get(event_id))


@bp.post("/<int:event_id>")
@page(MANAGER, again=edit)
def change(event_id: int) -> AnyResponse:
    """Raises Invalid, Conflict."""
    require_whole_office()
    events.change(event_id, filled(), g.visitor.actor)
    return go("office_events.show_one", "event_changed", event_id=event_id)


@bp.post("/<int:event_id>/result")
@page(MANAGER, again=show_one)
def hold(event_id: int) -> AnyResponse:
    """Raises Invalid, Conflict."""
    require_whole_office()
    heads = forms.whole_or_none("attendance", "参加人数")
    events.hold(event_id, forms.version(), heads, request.form.get("summary", ""), g.visitor.actor)
    return go("office_events.show_one", "event_held", event_id=event_id)


@bp.post("/<int:event_id>/cancellation")
@page(MANAGER, again=show_one)
def cancel(event_id: int) -> AnyResponse:
    """This one, or with it all later ones of its weekly plan. Raises Invalid, Conflict."""
    require_whole_office()
    reason = request.form.get("reason", "")
    if "rest" in request.form:
        event_series.cancel_rest(event_id, reason, g.visitor.actor)
        return go("office_events.show_one", "series_cancelled", event_id=event_id)
    events.cancel(event_id, forms.version(), reason, g.visitor.actor)
    return go("office_events.show_one", "event_cancelled", event_id=event_id)


def form(row: events.Event | None, kind: str = "") -> str:
    differs = differences(row) if row else []
    return render_template("console/office_event_form.html", row=row, kind=kind, differs=differs, **choices(), **WORDS)


def choices() -> dict[str, Any]:
    """What a form offers: departments, and the campaigns of these two years."""
    year = clock.today().year
    listed = [*campaigns.of_year(year - 1), *campaigns.of_year(year), *campaigns.of_year(year + 1)]
    return {"offices": departments.tree(None, clock.today()), "campaigns": listed}


def filled() -> NewEvent:
    """Raises Invalid for what is no day or time."""
    values: dict[str, Any] = {
        key: request.form.get(key, "") for key in ("kind", "title", "place", "organiser", "board")
    }
    values |= {key: forms.number(key) for key in ("department_id", "campaign_id")}
    values |= {key: forms.day_or_none(key, LABELS[key]) for key in ("first_day", "last_day")}
    values |= {key: forms.time_or_none(key, LABELS[key]) for key in ("starts_at", "ends_at")}
    return NewEvent(**values, version=forms.version())


def differences(row: events.Event) -> list[tuple[str, str, str]]:
    """Label, what stands now, what was filled in, for every field in which they differ."""
    if "problems" not in g or "version" not in g.problems.fields:
        return []
    given = filled()
    pairs = [(label, words(key, getattr(row, key)), words(key, getattr(given, key))) for key, label in LABELS.items()]
    return [pair for pair in pairs if pair[1] != pair[2]]


def words(key: str, value: object) -> str:
    return events.KINDS.get(str(value), "") if key == "kind" else str(events.written(value) or "")
