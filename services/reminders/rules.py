"""Editing the rules: whole or not at all, every change in the log, and two who edit at once lose nothing."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import select

import clock
from errors import Invalid, NotFound
from models import Campaign, Reminder, session
from services.audit import trail as audit
from services.reminders import forms as reminder_forms
from services.reminders import schedules
from services.reminders.forms import LONG, SAMPLE
from services.sending import fields as message_fields
from services.sending import templates as message_templates
from services.sending.templates import Copy


class Changed(Invalid):
    """Somebody else saved it since; ``fields`` say what they changed."""

    status, code = 409, "CHANGED"


class Line(NamedTuple):
    label: str
    text: str


class Preview(NamedTuple):
    """A message as WeChat shows it, and the inbox copy."""

    title: str
    lines: list[Line]
    inbox: str


def of_campaign(campaign_id: int) -> list[Reminder]:
    """The rules that follow a campaign."""
    return list(session.scalars(select(Reminder).filter_by(campaign_id=campaign_id).order_by(Reminder.id)))


def find(reminder_id: int, *, for_update: bool = False) -> Reminder:
    """Raises NotFound."""
    row = session.get(Reminder, reminder_id, with_for_update=for_update)
    if row is None:
        raise NotFound("没有这条提醒")
    return row


def create(kind: str, form: Mapping[str, str], actor: audit.Actor) -> Reminder:
    """A new rule, switched off. Raises Invalid."""
    row = reminder_forms.blank(kind)
    apply(row, form, message_templates.known())
    row.next_run_at = schedules.next_run(schedules.times(row), clock.now())
    row.changed_by, row.changed_at = actor.name, clock.now()
    session.add(row)
    session.flush()
    change = {name: [None, text] for name, text in reminder_forms.values_of(row).items() if text}
    audit.write(actor, "reminder.create", f"提醒「{row.title}」", said(change))
    return row


def save(reminder_id: int, form: Mapping[str, str], actor: audit.Actor) -> None:
    """Change a rule. Raises NotFound; Invalid; Changed when it is not the version that the form was made from."""
    row = find(reminder_id, for_update=True)
    before = reminder_forms.values_of(row)
    if form.get("version") != str(row.version):
        raise Changed(f"{row.changed_by}刚刚改过这条提醒，改动标在下面；您填的都还在，核对后再保存", theirs(row, form))
    apply(row, form, message_templates.known())
    change = differences(before, reminder_forms.values_of(row))
    if not change:
        return
    row.next_run_at = schedules.next_run(schedules.times(row), clock.now())
    row.version, row.trouble = row.version + 1, ""
    row.changed_by, row.changed_at = actor.name, clock.now()
    audit.write(actor, "reminder.change", f"提醒「{row.title}」", said(change), form.get("reason", "").strip()[:200])


def apply(row: Reminder, form: Mapping[str, str], copy: Copy | None) -> None:
    given = reminder_forms.flat(form, copy)
    for name, value in reminder_forms.read(given, row.kind, copy).items():
        setattr(row, name, value)


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[Any]]:
    names = dict.fromkeys([*before, *after])
    return {name: [before.get(name), after.get(name)] for name in names if before.get(name) != after.get(name)}


def said(change: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """For the log: a campaign by its name."""
    followed = {"campaign_id": [text and shown("campaign_id", text) for text in change.get("campaign_id", ())]}
    return {**change, **followed} if "campaign_id" in change else {**change}


def theirs(row: Reminder, form: Mapping[str, str]) -> dict[str, str]:
    """Field → what somebody else made of it since the form was opened."""
    base = base_of(form)
    now = reminder_forms.values_of(row)
    return {
        name: f"{row.changed_by}改成了“{shown(name, text)}”"
        for name, text in now.items()
        if name in base and base[name] != text
    }


def shown(name: str, text: str) -> str:
    if name == "workdays_only":
        return "是" if text else "否"
    if name == "campaign_id" and text:
        campaign = session.get(Campaign, int(text))
        return campaign.name if campaign else text
    return text or "（空）"


def merged(row: Reminder, form: Mapping[str, str], copy: Copy | None) -> dict[str, str]:
    """What a form that comes back shows: one's own texts where one touched them, else what is stored by now."""
    base, now = base_of(form), reminder_forms.values_of(row)
    given = reminder_forms.flat(form, copy)
    return {name: now.get(name, text) if base.get(name) == text else text for name, text in given.items()}


def base_of(form: Mapping[str, str]) -> dict[str, str]:
    """What the form showed when it was opened."""
    try:
        base = json.loads(form.get("base", ""))
    except ValueError:
        base = None
    return {str(name): str(text) for name, text in base.items()} if isinstance(base, dict) else {}


def previews(given: Mapping[str, str], copy: Copy | None) -> list[Preview]:
    """The message to somebody ordinary, and to somebody whose names are as long as they come."""
    keys = reminder_forms.keys_of(given)
    template = copy.rows.get(given["template_id"]) if copy else None
    labels = message_templates.labels(given["template_id"], copy)
    title = template.title if template else given["title"]
    own = {key: given.get(f"field-{key}", "") for key in keys}
    found = []
    for person in (SAMPLE, LONG):
        wall = next(iter(walls(given["times"])), SAMPLE["时间"])
        person = person | {"时间": wall}
        fields = message_fields.fill([key for key in keys if key], given["text"], own, person)
        lines = [Line(labels.get(key) or key, text) for key, text in fields.items()]
        found.append(Preview(title, lines, message_fields.render(given["text"], person)))
    return found


def walls(text: str) -> list[str]:
    try:
        return [f"{wall:%H:%M}" for wall in reminder_forms.read_times(text)]
    except ValueError:
        return []
