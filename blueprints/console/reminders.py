from typing import Any

from flask import Blueprint, Response, current_app, g, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

import clock
from blueprints.base import wechat
from blueprints.console.base import MANAGER, READER, Outside, go, page, require_whole_office, workbook
from models import Reminder, atomic
from services.activities import ACTIVITIES
from services.campaigns import campaigns
from services.departments import departments
from services.reminders import dry_runs, schedules
from services.reminders import forms as reminder_forms
from services.reminders import plans as reminders
from services.reminders import rules as reminder_rules
from services.reminders.dry_runs import Trial
from services.reminders.kinds import KINDS
from services.sending import figures as push_figures
from services.sending import templates as message_templates
from services.workbooks import register_sheets

bp = Blueprint("reminders", __name__, url_prefix="/reminders")

OUTCOMES = {
    "sent": "已送达",
    "inbox_only": "仅站内消息",
    "refused": "本人不再接收",
    "failed": "发送失败",
    "unknown": "结果不明",
    "dropped": "未发送",
    "pending": "等待发送",
    "sending": "正在发送",
}


@bp.get("")
@page(READER)
def show() -> str:
    return render_template(
        "console/reminders.html",
        rules=reminders.listing(),
        kinds=KINDS,
        outcomes=OUTCOMES,
        is_paused=reminders.is_paused(),
        decisions=push_figures.decisions(),
        today=push_figures.today(),
        night=push_figures.last_night(),
        templates=message_templates.known(),
        hears=bool(current_app.config["SETTINGS"].wx_push_token),
    )


@bp.get("/reminders.xlsx")
@page(READER, limit="60/hour")
def export() -> Response:
    """The rules and what became of their last round, in numbers."""
    return workbook(register_sheets.reminder_rules(), f"定时提醒一览-{clock.today()}")


@bp.post("/<id:reminder_id>/switch")
@page(MANAGER)
def switch(reminder_id: int) -> AnyResponse:
    """On or off, for everybody; on needs a reason."""
    require_whole_office()
    is_on = request.form.get("is_on") == "yes"
    reminders.switch(reminder_id, is_on, g.visitor.actor, request.form.get("reason", "")[:200])
    return go("reminders.show", "switched_on" if is_on else "switched_off")


@bp.post("/pause")
@page(MANAGER, again=show)
def pause() -> AnyResponse:
    """Hold all of them back at once, or let them go again."""
    require_whole_office()
    is_pause = request.form.get("pause") == "yes"
    reminders.pause(is_pause, g.visitor.actor, request.form.get("pause_reason", "")[:200])
    return go("reminders.show", "reminders_paused" if is_pause else "reminders_resumed")


@bp.post("/templates")
@page(MANAGER)
def fetch_templates() -> Outside:
    """Ask WeChat which templates the account has, with no transaction open."""
    require_whole_office()
    return Outside(ask_wechat)


def ask_wechat() -> AnyResponse:
    found = wechat().templates()
    atomic(message_templates.keep)(found)
    return go("reminders.show", "templates_fetched")


@bp.get("/new")
@page(MANAGER)
def new() -> str:
    require_whole_office()
    return editor(blank())


@bp.post("/new")
@page(MANAGER, again=new)
def create() -> AnyResponse:
    require_whole_office()
    row = reminder_rules.create(request.args.get("kind", ""), request.form, g.visitor.actor)
    return go("reminders.edit", "reminder_created", reminder_id=row.id)


@bp.post("/new/trial")
@page(MANAGER, again=new)
def try_new() -> str:
    require_whole_office()
    kind = request.args.get("kind", "")
    return editor(blank(), dry_runs.of_form(None, kind, request.form, has_wecom()))


def blank() -> Reminder:
    """Of the kind in the address, perhaps for a campaign."""
    return reminder_forms.blank(request.args.get("kind", ""), request.args.get("campaign", type=int))


@bp.get("/<id:reminder_id>")
@page(READER)
def edit(reminder_id: int) -> str:
    return editor(reminder_rules.find(reminder_id))


@bp.post("/<id:reminder_id>")
@page(MANAGER, again=edit)
def save(reminder_id: int) -> AnyResponse:
    require_whole_office()
    reminder_rules.save(reminder_id, request.form, g.visitor.actor)
    return go("reminders.edit", "reminder_saved", reminder_id=reminder_id)


@bp.post("/<id:reminder_id>/trial")
@page(MANAGER, again=edit)
def try_out(reminder_id: int) -> str:
    """What it would do as it is filled in; nothing is kept."""
    require_whole_office()
    trial = dry_runs.of_form(reminder_id, "", request.form, has_wecom())
    return editor(reminder_rules.find(reminder_id), trial)


@bp.post("/preview")
@page(MANAGER)
def preview() -> str:
    """The message as it is being typed."""
    copy = message_templates.known()
    given = reminder_forms.flat(request.form, copy)
    found = reminder_forms.faults_of(given, request.form.get("kind", ""), copy)
    faults = {name: sentence for name, sentence in found if sentence}
    return render_template(
        "console/reminder_preview.html", previews=reminder_rules.previews(given, copy), faults=faults
    )


def editor(row: Reminder, trial: Trial | None = None) -> str:
    """The form of a rule, stored or not, with what was filled in when it comes back."""
    copy = message_templates.known()
    stored = reminder_forms.values_of(row)
    values = reminder_rules.merged(row, request.form, copy) if request.method == "POST" else stored
    return render_template(
        "console/reminder.html",
        rule=row,
        kind=KINDS.get(row.kind),
        values=values,
        stored=stored,
        fields=reminder_forms.written(values),
        labels=message_templates.labels(values["template_id"], copy),
        previews=reminder_rules.previews(values, copy),
        faults={},
        trial=trial,
        templates=copy,
        places=reminder_forms.SAMPLE,
        tree=departments.tree(None, clock.today()),
        activities=ACTIVITIES,
        campaign=schedules.campaign_of(row),
        campaigns=campaigns.open_ones(),
        may_change=g.visitor.may(MANAGER) and g.visitor.department_id is None,
        **addresses(row),
    )


def addresses(row: Reminder) -> dict[str, str]:
    """Where the form and its second button go: a rule that is not stored yet has no number."""
    views, to = ("create", "try_new"), {"kind": row.kind}
    if row.id is not None:
        views, to = ("save", "try_out"), {"reminder_id": row.id}  # type: ignore[dict-item]
    save_to, trial_to = (url_for(f"console.reminders.{view}", **to) for view in views)  # type: ignore[arg-type]
    return {"save_to": save_to, "trial_to": trial_to}


def has_wecom() -> Any:
    return current_app.extensions["wecom"] is not None
