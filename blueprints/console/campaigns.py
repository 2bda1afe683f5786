from datetime import date

from flask import Blueprint, Response, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

import clock
from blueprints.console.base import MANAGER, READER, go, page, require_whole_office, workbook
from services.campaigns import campaigns
from services.campaigns import days as campaign_days
from services.campaigns import figures as campaign_figures
from services.campaigns.campaigns import KINDS, OWN, SIZES, Draft
from services.office.events import lists as event_lists
from services.reminders import rules as reminder_rules
from services.workbooks import register_sheets

bp = Blueprint("campaigns", __name__, url_prefix="/campaigns")

LABELS = {
    "name": "名称", "kind": "类型", "first_day": "开始", "last_day": "结束", "notice_no": "文号", "source": "来源",
    "goal": "目标", "has_board": "单独的科室榜",
}  # fmt: skip


@bp.get("")
@page(READER)
def show() -> str:
    """What is on, what is coming, what waits for a summary, and what has been."""
    today = clock.today()
    parts = {"current": campaigns.current(today), "later": campaigns.later(), "waiting": campaigns.to_close()}
    return render_template("console/campaigns.html", **parts, past=campaigns.past(), kinds=KINDS)


@bp.get("/campaigns.xlsx")
@page(READER, limit="60/hour")
def export() -> Response:
    return workbook(register_sheets.calendar_of_campaigns(), f"主题活动台账-{clock.today()}")


@bp.get("/new")
@page(MANAGER)
def new() -> str:
    """An empty form, or one begun with a day of the calendar."""
    require_whole_office()
    today = clock.today()
    begun = campaign_days.find(request.args.get("day", ""), today)
    return render_template(
        "console/campaign_form.html", row=begun, offers=campaign_days.offers(today), kinds=KINDS, own=OWN, sizes=SIZES
    )


@bp.post("")
@page(MANAGER, again=new)
def make() -> AnyResponse:
    require_whole_office()
    row = campaigns.make(draft(), g.visitor.actor)
    return go("campaigns.show_one", "campaign_made", campaign_id=row.id)


@bp.get("/<id:campaign_id>")
@page(READER)
def show_one(campaign_id: int) -> str:
    row, linked = campaigns.get(campaign_id), event_lists.of_campaign(campaign_id)
    shown = {"figures": campaign_figures.of(row), "events": linked, "reminders": reminder_rules.of_campaign(row.id)}
    return render_template("console/campaign.html", row=row, kinds=KINDS, today=clock.today(), **shown)


@bp.get("/<id:campaign_id>/edit")
@page(MANAGER)
def edit(campaign_id: int) -> str:
    """The form; when somebody else has saved meanwhile, with what now stands beside what was filled in."""
    require_whole_office()
    row = campaigns.get(campaign_id)
    return render_template(
        "console/campaign_form.html", row=row, kinds=KINDS, own=OWN, sizes=SIZES, differs=differences(row)
    )


@bp.post("/<id:campaign_id>")
@page(MANAGER, again=edit)
def change(campaign_id: int) -> AnyResponse:
    require_whole_office()
    campaigns.change(campaign_id, draft(), g.visitor.actor)
    return go("campaigns.show_one", "campaign_changed", campaign_id=campaign_id)


@bp.post("/<id:campaign_id>/closing")
@page(MANAGER, again=show_one)
def close(campaign_id: int) -> AnyResponse:
    require_whole_office()
    campaigns.close(campaign_id, version(), request.form.get("summary", ""), g.visitor.actor)
    return go("campaigns.show_one", "campaign_closed", campaign_id=campaign_id)


@bp.post("/<id:campaign_id>/cancellation")
@page(MANAGER, again=show_one)
def cancel(campaign_id: int) -> AnyResponse:
    require_whole_office()
    campaigns.cancel(campaign_id, version(), request.form.get("reason", ""), g.visitor.actor)
    return go("campaigns.show_one", "campaign_cancelled", campaign_id=campaign_id)


def draft() -> Draft:
    form = request.form
    first, last = (day_of(form.get(name, "")) for name in ("first_day", "last_day"))
    named = {name: form.get(name, "") for name in ("notice_no", "source", "goal")}
    has_board = form.get("has_board") == "yes"
    return Draft(
        form.get("name", ""), form.get("kind", ""), first, last, **named, has_board=has_board, version=version()
    )


def version() -> int:
    return request.form.get("version", 0, int)


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def differences(row: campaigns.Campaign) -> list[tuple[str, str, str]]:
    """Label, what stands now, what was filled in, for every field in which they differ."""
    if "problems" not in g or "version" not in g.problems.fields:
        return []
    given = draft()
    pairs = [
        (label, words(name, getattr(row, name)), words(name, getattr(given, name))) for name, label in LABELS.items()
    ]
    return [pair for pair in pairs if pair[1] != pair[2]]


def words(name: str, value: object) -> str:
    if name == "kind":
        return KINDS.get(str(value), "")
    if isinstance(value, bool):
        return "有" if value else "没有"
    return "" if value is None else str(value)
