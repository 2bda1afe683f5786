"""Why a person is not to be nudged now, said once in SQL for planning and for the last look before sending."""

from datetime import date, datetime, time

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

import clock
from models import Absence, Account, CheckIn, Delivery, Employee, Participation, Reminder, Subscription

QUIET_FROM, QUIET_UNTIL = time(21, 0), time(7, 30)


def ledger_of_person() -> ColumnElement[bool]:
    return and_(Subscription.account_id == Account.id, Subscription.template_id == Reminder.template_id)


def is_granted() -> ColumnElement[bool]:
    return func.coalesce(Subscription.remaining, 0) > 0


def was_nudged(day: date) -> ColumnElement[bool]:
    """Has had this kind today, or as many reminders as the kinds they ticked."""
    other, rule = aliased(Delivery), aliased(Reminder)
    todays = (other.account_id == Account.id, other.day == day)
    count = select(func.count(other.id)).where(*todays).correlate(Account).scalar_subquery()
    same = select(other.id).join(rule, rule.id == other.reminder_id).where(*todays, rule.kind == Reminder.kind)
    return or_(exists(same.correlate(Account, Reminder)), count >= func.json_array_length(Account.reminder_kinds))


def obstacle(now: datetime) -> ColumnElement[str]:
    """Why this person is not to be nudged now, as one word; empty when nothing stands in the way.

    An expression over Reminder, Participation, Employee and Account, the last three outer-joined or not.
    """
    today, wall = clock.local(now).date(), clock.local(now).time()
    return case(
        (~Reminder.is_on, "off"),
        (or_(Participation.id.is_(None), Account.id.is_(None)), "left"),
        (or_(Employee.id.is_(None), Employee.came_on > today, Employee.left_on <= today), "off_roll"),
        (~is_wanted(), "unwanted"),
        (is_quiet(wall), "quiet"),
        (is_absent(today), "absent"),
        (is_done(today), "done"),
        else_="",
    )


def is_wanted() -> ColumnElement[bool]:
    """``reminder_kinds`` is a JSON list of plain words: as text it holds the word in double quotes, on any database."""
    return cast(Account.reminder_kinds, String).like(literal('%"') + Reminder.kind + literal('"%'))


def is_quiet(wall: time) -> ColumnElement[bool]:
    """Within the person's quiet hours, which may pass midnight; the same time twice means none."""
    since, until = func.coalesce(Account.quiet_from, QUIET_FROM), func.coalesce(Account.quiet_until, QUIET_UNTIL)
    return case((since <= until, and_(since <= wall, until > wall)), else_=or_(since <= wall, until > wall))


def is_absent(today: date) -> ColumnElement[bool]:
    return exists(
        select(Absence.id)
        .where(Absence.account_id == Account.id, Absence.from_day <= today, Absence.to_day >= today)
        .correlate(Account)
    )


def is_done(today: date) -> ColumnElement[bool]:
    """Has an act of the reminder's activity today that was not taken back."""
    act, undone = aliased(CheckIn), aliased(CheckIn)
    key = (undone.participation_id == act.participation_id, undone.activity == act.activity, undone.slot == act.slot)
    reversal = select(undone.id).where(*key, undone.attempt == -act.attempt).correlate(act)
    acts = select(act.id).where(act.participation_id == Participation.id, act.day == today, act.attempt > 0)
    return exists(acts.where(act.activity == Reminder.activity, ~exists(reversal)).correlate(Participation, Reminder))
