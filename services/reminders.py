"""Who is nudged, when, and why not: rules are rows, planning is set-wise, nobody is nudged about what is done.

A person gets at most one reminder a day of each kind they ticked: ticking several kinds is asking for several, ticking
one is asking for one. Everyone planned finds a copy in the inbox; only those with a grant also get a message.
"""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import Select, case, func, literal, null, select

import clock
from errors import Invalid, NotFound
from models import (
    Account,
    Delivery,
    Employee,
    Message,
    Participation,
    Reminder,
    State,
    Subscription,
    UTCDateTime,
    engine,
    session,
)
from services import audit, obstacles, working_days
from services.inserts import INSERTS

TOO_LATE = timedelta(hours=1)  # a morning nudge is worth nothing in the afternoon
NO_GRANT = "no_grant"


class Default(NamedTuple):
    """A reminder every office starts with, switched off. ``template_id`` is the emulator's: the office puts its own."""

    kind: str
    activity: str
    title: str
    text: str
    at: time
    template_id: str


DEFAULTS = (
    Default("commute", "green_commute", "绿色出行提醒", "今天绿色出行了吗？点一下就记上", time(7, 50), "tmpl-commute"),
    Default("plate", "clean_plate", "光盘行动提醒", "午餐吃多少取多少，先许个光盘承诺", time(11, 30), "tmpl-plate"),
    Default("lights", "lights_out", "随手关灯提醒", "离开前看一眼：灯、空调、电脑关了吗", time(17, 30), "tmpl-lights"),
)
DEFAULT_KEYS = ["thing1", "time2", "thing3"]


def make_defaults() -> None:
    """Add each default reminder whose kind the office has no rule of yet. Idempotent."""
    have = set(session.scalars(select(Reminder.kind)))
    for each in DEFAULTS:
        if each.kind not in have:
            next_run_at = next_run(each.at, clock.now())
            session.add(Reminder(**each._asdict(), template_keys=DEFAULT_KEYS, next_run_at=next_run_at))


def next_run(at: time, after: datetime) -> datetime:
    """The first instant later than ``after`` at which the office's clock shows ``at``."""
    today = clock.local(after).date()
    moment = clock.at(today, at)
    return moment if moment > after else clock.at(today + timedelta(days=1), at)


def plan() -> int:
    """Turn every due reminder into one delivery per person still to be nudged; how many were planned in all.

    Any number of planners may do this at once: a due reminder is locked, and a delivery is unique.
    """
    now = clock.now()
    due = select(Reminder).where(Reminder.is_on, Reminder.next_run_at <= now).order_by(Reminder.id).with_for_update()
    planned = 0
    for reminder in session.scalars(due).all():
        if is_worth_planning(reminder, now):
            planned += nudge(reminder, now)
        reminder.next_run_at = next_run(reminder.at, now)
    return planned


def is_worth_planning(reminder: Reminder, now: datetime) -> bool:
    """Not late by over an hour or into another day, and on a working day where that is asked."""
    day = clock.local(reminder.next_run_at).date()
    in_time = now - reminder.next_run_at <= TOO_LATE and day == clock.local(now).date()
    return in_time and (not reminder.workdays_only or working_days.is_workday(day))


def nudge(reminder: Reminder, now: datetime) -> int:
    """Write the deliveries and the inbox copies of one reminder: two statements, however many people."""
    insert = INSERTS[engine().dialect.name]
    day = clock.local(now).date()
    chosen = chosen_people(reminder, day, now)
    deliveries = insert(Delivery.__table__).from_select(list(chosen.selected_columns.keys()), chosen)
    written = session.execute(deliveries.on_conflict_do_nothing(), execution_options={"preserve_rowcount": True})
    copies = select(
        Delivery.account_id.label("account_id"),
        literal(f"reminder:{reminder.id}:{day}").label("source"),
        literal(reminder.title).label("title"),
        literal(reminder.text).label("text"),
        literal(reminder.page).label("page"),
        literal(now, UTCDateTime()).label("created_at"),
    ).where(Delivery.reminder_id == reminder.id, Delivery.day == day, Delivery.account_id.is_not(None))
    inbox = insert(Message.__table__).from_select(list(copies.selected_columns.keys()), copies)
    session.execute(inbox.on_conflict_do_nothing())
    return written.rowcount  # type: ignore[attr-defined]


def chosen_people(reminder: Reminder, day: date, now: datetime) -> Select:
    """The rows to insert into ``deliveries``: whom nothing stands in the way of; those without a grant as dropped."""
    granted = obstacles.IS_GRANTED
    return (
        select(
            Reminder.id.label("reminder_id"),
            Account.id.label("account_id"),
            literal(day).label("day"),
            literal(reminder.next_run_at, UTCDateTime()).label("due_at"),
            literal(now, UTCDateTime()).label("try_at"),
            case((granted, State.PENDING.value), else_=State.DROPPED.value).label("state"),
            case((granted, ""), else_=NO_GRANT).label("reason"),
            literal(0).label("tries"),
            literal(now, UTCDateTime()).label("created_at"),
            case((granted, null()), else_=literal(now, UTCDateTime())).label("settled_at"),
        )
        .select_from(Participation)
        .join(Account, Account.id == Participation.account_id)
        .join(Employee, Employee.id == Account.employee_id)
        .join(Reminder, Reminder.id == reminder.id)
        .outerjoin(Subscription, obstacles.LEDGER_OF_PERSON)
        .where(obstacles.OBSTACLE == "", ~obstacles.WAS_NUDGED)
        .params(**obstacles.moment(now))
    )


class Rule(NamedTuple):
    """A reminder as the console shows it. ``counts`` are people by how the last run ended for them, never names.

    Its keys are the states of a delivery; ``inbox_only`` are those without a grant, who got the copy alone.
    """

    id: int
    kind: str
    title: str
    text: str
    at: time
    workdays_only: bool
    is_on: bool
    next_run_at: datetime
    last_day: date | None
    counts: dict[str, int]


def listing() -> list[Rule]:
    """Every rule, in the order of the day."""
    last = last_runs()
    return [show(row, *last.get(row.id, (None, {}))) for row in session.scalars(select(Reminder).order_by(Reminder.at))]


def show(row: Reminder, last_day: date | None, counts: dict[str, int]) -> Rule:
    upcoming = next_working_run(row) if row.workdays_only else row.next_run_at
    return Rule(
        row.id, row.kind, row.title, row.text, row.at, row.workdays_only, row.is_on, upcoming, last_day, counts
    )  # fmt: skip


def next_working_run(row: Reminder) -> datetime:
    """The stored time moved on to a working day: the scheduler looks every day, people ask when it will nudge."""
    day = clock.local(row.next_run_at).date()
    coming = working_days.workdays_between(day, day + timedelta(days=30))
    return clock.at(coming[0], row.at) if coming else row.next_run_at


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
    row = session.get(Reminder, reminder_id)
    if row is None:
        raise NotFound("没有这条提醒")
    if is_on and not reason.strip():
        raise Invalid(fields={"reason": "开启提醒须写明理由，会记入操作日志"})
    if row.is_on == is_on:
        return
    row.is_on = is_on
    row.next_run_at = next_run(row.at, clock.now())
    change = {"is_on": [not is_on, is_on]}
    audit.write(actor, "reminder.switch", f"提醒「{row.title}」", change, reason.strip())
