"""Why a person is not to be nudged now, said once in SQL for planning and for the last look before sending.

Expressions over Reminder, Participation, Employee and Account (outer-joined or not). They are built once, because
building them costs more than running them; whoever runs them supplies ``moment(now)``.
"""

from datetime import datetime, time
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    String,
    Time,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased

import clock
from models import Absence, Account, CheckIn, Delivery, Employee, Participation, Reminder, Subscription

QUIET_FROM, QUIET_UNTIL = time(21, 0), time(7, 30)
TODAY, WALL = bindparam("today", type_=Date), bindparam("wall", type_=Time)


def moment(now: datetime) -> dict[str, Any]:
    """The office's day and the time on its clock."""
    local = clock.local(now)
    return {"today": local.date(), "wall": local.time()}


def was_nudged() -> ColumnElement[bool]:
    """Has had this kind today, or as many reminders as the kinds they ticked."""
    other, rule = aliased(Delivery), aliased(Reminder)
    todays = (other.account_id == Account.id, other.day == TODAY)
    count = select(func.count(other.id)).where(*todays).correlate(Account).scalar_subquery()
    same = select(other.id).join(rule, rule.id == other.reminder_id).where(*todays, rule.kind == Reminder.kind)
    return or_(exists(same.correlate(Account, Reminder)), count >= func.json_array_length(Account.reminder_kinds))


def is_wanted() -> ColumnElement[bool]:
    """``reminder_kinds`` is a JSON list of plain words: as text it holds the word in double quotes, on any database."""
    return cast(Account.reminder_kinds, String).like(literal('%"') + Reminder.kind + literal('"%'))


def is_quiet() -> ColumnElement[bool]:
    """Within the person's quiet hours, which may pass midnight; the same time twice means none."""
    since, until = func.coalesce(Account.quiet_from, QUIET_FROM), func.coalesce(Account.quiet_until, QUIET_UNTIL)
    return case((since <= until, and_(since <= WALL, until > WALL)), else_=or_(since <= WALL, until > WALL))


def is_absent() -> ColumnElement[bool]:
    absences = select(Absence.id).where(Absence.from_day <= TODAY, Absence.to_day >= TODAY)
    return exists(absences.where(Absence.account_id == Account.id).correlate(Account))


def is_done() -> ColumnElement[bool]:
    """Has an act of the reminder's activity today that was not taken back."""
    act, undone = aliased(CheckIn), aliased(CheckIn)
    key = (undone.participation_id == act.participation_id, undone.activity == act.activity, undone.slot == act.slot)
    reversal = select(undone.id).where(*key, undone.attempt == -act.attempt).correlate(act)
    acts = select(act.id).where(act.participation_id == Participation.id, act.day == TODAY, act.attempt > 0)
    return exists(acts.where(act.activity == Reminder.activity, ~exists(reversal)).correlate(Participation, Reminder))


OBSTACLE: ColumnElement[str] = case(  # one word; empty when nothing stands in the way
    (~Reminder.is_on, "off"),
    (or_(Participation.id.is_(None), Account.id.is_(None)), "left"),
    (or_(Employee.id.is_(None), Employee.came_on > TODAY, Employee.left_on <= TODAY), "off_roll"),
    (~is_wanted(), "unwanted"),
    (is_quiet(), "quiet"),
    (is_absent(), "absent"),
    (is_done(), "done"),
    else_="",
)
WAS_NUDGED = was_nudged()
LEDGER_OF_PERSON = and_(Subscription.account_id == Account.id, Subscription.template_id == Reminder.template_id)
IS_GRANTED = func.coalesce(Subscription.remaining, 0) > 0
