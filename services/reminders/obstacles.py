"""Why a person is not to be nudged now, said once in SQL for planning and for the last look before sending.

Expressions over Reminder, Participation, Employee and Account (outer-joined or not). They are built once, because
building them costs more than running them; whoever runs them supplies ``moment(now)``.
"""

from datetime import datetime, time
from typing import Any

from sqlalchemy import (
    Boolean,
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
from models import (
    Absence,
    Account,
    Campaign,
    CheckIn,
    Delivery,
    Department,
    Employee,
    Participation,
    Posting,
    Reminder,
    Setting,
    Subscription,
)

QUIET_FROM, QUIET_UNTIL = time(21, 0), time(7, 30)
PAUSED = "reminders_paused"  # the setting that holds everything back
TODAY, WALL = bindparam("today", type_=Date), bindparam("wall", type_=Time)
HAS_WECOM = bindparam("wecom", type_=Boolean)  # whether the office has set up WeCom


def moment(now: datetime, wecom: bool = False) -> dict[str, Any]:
    """The office's day, the time on its clock, and whether there is a second channel."""
    local = clock.local(now)
    return {"today": local.date(), "wall": local.time(), "wecom": wecom}


def was_nudged() -> ColumnElement[bool]:
    """Has had this kind today, or as many reminders as the kinds they ticked.

    Somebody who asked to be reminded again has only not had it at this very time.
    """
    other, rule = aliased(Delivery), aliased(Reminder)
    todays = (other.account_id == Account.id, other.day == TODAY)
    count = select(func.count(other.id)).where(*todays).correlate(Account).scalar_subquery()
    same = select(other.id).join(rule, rule.id == other.reminder_id).where(*todays, rule.kind == Reminder.kind)
    at_this_time = exists(same.where(other.due_at == Reminder.next_run_at).correlate(Account, Reminder))
    once = or_(exists(same.correlate(Account, Reminder)), count >= func.json_array_length(Account.reminder_kinds))
    return or_(at_this_time, and_(~Account.remind_again, once))


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


def department_path() -> Any:
    """The path of the employee's department today."""
    return (
        select(Department.path)
        .join(Posting, Posting.department_id == Department.id)
        .where(Posting.employee_id == Employee.id, Posting.from_day <= TODAY)
        .where(or_(Posting.to_day.is_(None), Posting.to_day > TODAY))
        .limit(1)
        .correlate(Employee)
        .scalar_subquery()
    )


def is_elsewhere() -> ColumnElement[bool]:
    """Of a part of the office that the rule does not speak to."""
    top, here = aliased(Department), department_path()
    path = select(top.path).where(top.id == Reminder.department_id).correlate(Reminder).scalar_subquery()
    inside = or_(here == path, func.substr(here, 1, func.length(path) + 1) == path + literal("/"))
    return and_(Reminder.department_id.is_not(None), ~func.coalesce(inside, False))


def is_over() -> ColumnElement[bool]:
    """Outside its days: of the campaign it follows, as these stand now, else its own."""
    not_yet, no_more = func.coalesce(Reminder.first_day > TODAY, False), func.coalesce(Reminder.last_day < TODAY, False)
    is_on = exists().where(
        Campaign.id == Reminder.campaign_id,
        Campaign.state == "open",
        Campaign.first_day <= TODAY,
        Campaign.last_day >= TODAY,
    )
    return or_(not_yet, no_more, and_(Reminder.campaign_id.is_not(None), ~is_on.correlate(Reminder)))


DEPARTMENT_PATH = department_path()
WHY_NOT: ColumnElement[str] = case(  # of the person; empty when nothing stands in the way
    (or_(Participation.id.is_(None), Account.id.is_(None)), "left"),
    (or_(Employee.id.is_(None), Employee.came_on > TODAY, Employee.left_on <= TODAY), "off_roll"),
    (is_elsewhere(), "elsewhere"),
    (~is_wanted(), "unwanted"),
    (func.coalesce(Account.reminders_from > TODAY, False), "resting"),
    (is_quiet(), "quiet"),
    (is_absent(), "absent"),
    (is_done(), "done"),
    else_="",
)
OBSTACLE: ColumnElement[str] = case(  # one word; empty when nothing stands in the way
    (~Reminder.is_on, "off"),
    (exists(select(Setting.id).where(Setting.key == PAUSED)), "paused"),
    (Reminder.trouble != "", "trouble"),
    (is_over(), "over"),
    else_=WHY_NOT,
)
WAS_NUDGED = was_nudged()
LEDGER_OF_PERSON = and_(Subscription.account_id == Account.id, Subscription.template_id == Reminder.template_id)
IS_GRANTED = func.coalesce(Subscription.remaining, 0) > 0
BY_WECOM = and_(HAS_WECOM, Account.wecom_sealed.is_not(None))  # no grant is needed there
