"""Who is nudged, when, and why not: rules are rows, planning is set-wise, nobody is nudged about what is done.

A person gets at most one reminder a day of each kind they ticked: ticking several kinds is asking for several, ticking
one is asking for one; whoever asks to be reminded again gets one at each of a rule's times. Everyone planned finds a
copy in the inbox; only those with a grant, or reachable over the second channel, also get a message.
"""

from datetime import date, datetime, time
from typing import NamedTuple

from sqlalchemy import case, delete, func, select

import clock
from errors import Invalid, NotFound
from models import Campaign, Delivery, Reminder, Setting, session
from services.audit import trail as audit
from services.reminders import nudges, obstacles, schedules
from services.reminders.kinds import DEFAULT_KEYS, KINDS
from services.reminders.nudges import NO_GRANT
from services.reminders.schedules import TOO_LATE, Span, next_run


def make_defaults() -> None:
    """Add the default reminder of each kind the office has no rule of yet. Idempotent."""
    have = set(session.scalars(select(Reminder.kind)))
    for key, kind in KINDS.items():
        if key not in have:
            session.add(
                Reminder(
                    kind=key,
                    activity=kind.activity,
                    title=kind.title,
                    text=kind.text,
                    at=kind.at,
                    template_id=kind.template_id,
                    template_keys=DEFAULT_KEYS,
                    fields={DEFAULT_KEYS[0]: kind.says} if kind.says else {},
                    page=kind.page,
                    next_run_at=next_run([kind.at], clock.now()),
                )
            )


def plan(wecom: bool = False) -> int:
    """Turn every due reminder into one delivery per person still to be nudged; how many were planned in all.

    Any number of planners may do this at once: a due reminder is locked, and a delivery is unique. ``wecom`` says that
    there is a second channel.
    """
    now = clock.now()
    due = select(Reminder).where(Reminder.is_on, Reminder.next_run_at <= now).order_by(Reminder.id).with_for_update()
    rules = session.scalars(due).all()
    may_plan = bool(rules) and not is_paused()
    planned = 0
    for reminder in rules:
        while reminder.next_run_at <= now:
            if may_plan and not reminder.trouble and schedules.is_due(reminder, now):
                planned += nudges.nudge(reminder, now, wecom)
            reminder.next_run_at = next_run(schedules.times(reminder), max(reminder.next_run_at, now - TOO_LATE))
    return planned


def is_paused() -> bool:
    return session.scalar(select(Setting.id).filter_by(key=obstacles.PAUSED)) is not None


class Rule(NamedTuple):
    """A reminder as the console lists it. ``counts`` are people by how the last run ended for them, never names.

    Its keys are the states of a delivery; ``inbox_only`` are those out of reach, who got the copy alone.
    ``next_run_at`` is None when no day within two months is one of its days. ``campaign`` is the one it follows;
    without one ``days`` are those typed in.
    """

    id: int
    kind: str
    title: str
    text: str
    at: time
    times: list[time]
    workdays_only: bool
    is_on: bool
    next_run_at: datetime | None
    trouble: str
    last_day: date | None
    counts: dict[str, int]
    campaign: Campaign | None
    days: Span


def listing() -> list[Rule]:
    """Every rule, in the order of the day."""
    last = last_runs()
    rows = session.scalars(select(Reminder).order_by(Reminder.at, Reminder.id))
    return [show(row, *last.get(row.id, (None, {}))) for row in rows]


def show(row: Reminder, last_day: date | None, counts: dict[str, int]) -> Rule:
    coming = schedules.coming(row, clock.now()) if row.is_on else None
    return Rule(
        row.id, row.kind, row.title, row.text, row.at, schedules.times(row), row.workdays_only, row.is_on, coming,
        row.trouble, last_day, counts, schedules.campaign_of(row), schedules.span(row),
    )  # fmt: skip


def last_runs() -> dict[int, tuple[date, dict[str, int]]]:
    """Rule → the last day it nudged anybody, and how many people by how it ended."""
    last = select(Delivery.reminder_id, func.max(Delivery.day).label("day")).group_by(Delivery.reminder_id).subquery()
    ended = case((Delivery.reason == NO_GRANT, "inbox_only"), else_=Delivery.state)
    found: dict[int, tuple[date, dict[str, int]]] = {}
    for rule, day, state, people in session.execute(
        select(Delivery.reminder_id, Delivery.day, ended, func.count())
        .join(last, (last.c.reminder_id == Delivery.reminder_id) & (last.c.day == Delivery.day))
        .group_by(Delivery.reminder_id, Delivery.day, ended)
    ):
        found.setdefault(rule, (day, {}))[1][state] = people
    return found


def switch(reminder_id: int, is_on: bool, actor: audit.Actor, reason: str) -> None:
    """Turn a rule on or off, with an audit entry. Raises NotFound; Invalid for turning on without a reason."""
    row = session.get(Reminder, reminder_id, with_for_update=True)
    if row is None:
        raise NotFound("没有这条提醒")
    if is_on and not reason.strip():
        raise Invalid(fields={"reason": "开启提醒须写明理由，会记入操作日志"})
    if row.is_on == is_on:
        return
    row.is_on = is_on
    row.next_run_at = next_run(schedules.times(row), clock.now())
    change = {"is_on": [not is_on, is_on]}
    audit.write(actor, "reminder.switch", f"提醒「{row.title}」", change, reason.strip())


def pause(is_paused_now: bool, actor: audit.Actor, reason: str) -> None:
    """Hold every reminder back, or let them go again; nothing is made up for. Raises Invalid without a reason."""
    if not reason.strip():
        raise Invalid(fields={"pause_reason": "请写明理由，会记入操作日志"})
    if is_paused() == is_paused_now:
        return
    if is_paused_now:
        session.add(Setting(key=obstacles.PAUSED, value=clock.now().isoformat()))
    else:
        session.execute(delete(Setting).where(Setting.key == obstacles.PAUSED))
    audit.write(actor, "reminder.pause", "全部提醒", {"paused": [not is_paused_now, is_paused_now]}, reason.strip())
