"""The grant ledger: what each person allowed, template by template, and when asking again is not a nuisance.

WeChat has no way to ask how many grants are left, so the ledger is kept here. WeChat's own events are believed, each
once; what the mini-program reports is a hint. A send takes one away (``services/sending/deliveries.py``).
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select, update

import clock
from errors import Invalid
from models import Account, Reminder, Subscription, session
from models.hot_path import Identity
from services.inserts import insert_once

ENOUGH = 2  # with this many left nobody is asked
REST = timedelta(days=7)  # after a refusal
SAME_ASK = timedelta(hours=20)  # people are asked once a day; a report may come late, the event may come first
AT_ONCE = 3  # templates WeChat shows in one question, on every version of it


class Grant(NamedTuple):
    template_id: str
    title: str
    remaining: int


def listing(who: Identity) -> list[Grant]:
    """Every template the office uses, with what the person still allows."""
    left = mine(who)
    return [Grant(id, title, left[id].remaining if id in left else 0) for id, title in titles().items()]


def titles() -> dict[str, str]:
    """Template id → the title of a reminder that uses it, in the order of the day."""
    rows = session.execute(
        select(Reminder.template_id, func.min(Reminder.title), func.min(Reminder.at))
        .group_by(Reminder.template_id)
        .order_by(func.min(Reminder.at), Reminder.template_id)
    )
    return {template_id: title for template_id, title, _ in rows}


def mine(who: Identity) -> dict[str, Subscription]:
    rows = session.scalars(select(Subscription).filter_by(account_id=who.account_id))
    return {row.template_id: row for row in rows}


def report(who: Identity, results: Mapping[str, str]) -> list[Grant]:
    """Enter what the mini-program says the person chose: template id → accept, reject, ban or filter.

    An acceptance is only a hint (docs/adr/0008): it counts once for each ask, until WeChat itself has spoken of it.
    Raises Invalid naming a template the office does not use.
    """
    known = titles()
    unknown = {f"results.{template_id}": "没有这个消息模板" for template_id in results if template_id not in known}
    if unknown:
        raise Invalid(fields=unknown)
    now = clock.now()
    for template_id, choice in sorted(results.items()):
        enter(who.account_id, template_id, asked_on=clock.today())
        if choice == "accept":
            hint(who.account_id, template_id, now)
        elif choice in ("reject", "ban"):
            enter(who.account_id, template_id, refused_on=clock.today())
    return listing(who)


def hint(account_id: int, template_id: str, now: datetime) -> None:
    """One grant more, unless this ask has been counted already: from an earlier report, or from WeChat."""
    fresh = and_(*(or_(at.is_(None), at <= now - SAME_ASK) for at in (Subscription.hinted_at, Subscription.heard_at)))
    enter(account_id, template_id, fresh, remaining=Subscription.remaining + 1, hinted_at=now, refused_on=None)


def hear(account_id: int, template_id: str, is_accepted: bool, is_setting: bool) -> None:
    """Enter what WeChat itself tells: a choice in its question, or (``is_setting``) a change in the person's settings.

    What it says of an ask that a report has counted already confirms or takes back that one grant. A setting switched
    off takes everything back; one switched on allows nothing by itself.
    """
    if template_id not in titles():
        return
    now, today = clock.now(), clock.today()
    hinted = func.coalesce(Subscription.hinted_at > now - SAME_ASK, False)
    if is_accepted and is_setting:
        enter(account_id, template_id, refused_on=None)
    elif is_accepted:
        more = case((hinted, 0), else_=1)
        enter(
            account_id, template_id, remaining=Subscription.remaining + more, hinted_at=None, heard_at=now,
            asked_on=today, refused_on=None,
        )  # fmt: skip
    else:
        taken_back = case((and_(hinted, Subscription.remaining > 0), 1), else_=0)
        left = literal(0) if is_setting else Subscription.remaining - taken_back
        enter(account_id, template_id, remaining=left, hinted_at=None, refused_on=today)


def enter(account_id: int, template_id: str, *which: ColumnElement[bool], **changes: Any) -> None:
    """Change a person's line of the ledger, made when it is not there, where ``which`` holds."""
    insert_once(Subscription, account_id=account_id, template_id=template_id, remaining=0)
    session.execute(
        update(Subscription)
        .where(Subscription.account_id == account_id, Subscription.template_id == template_id, *which)
        .values(**changes)
        .execution_options(synchronize_session=False)
    )


def ask_templates(who: Identity) -> list[str]:
    """The templates worth asking for at the next tap: nearly used up, of reminders on and wanted by the person.

    Never twice a day, whatever the template, nor for one within a week of its refusal.
    """
    if who.participation_id is None:
        return []
    wanted = session.scalar(select(Account.reminder_kinds).filter_by(id=who.account_id)) or []
    used = select(Reminder.template_id).where(Reminder.is_on, Reminder.kind.in_(wanted)).order_by(Reminder.at)
    left, today = mine(who), clock.today()
    if any(row.asked_on == today for row in left.values()):
        return []
    asked = [id for id in dict.fromkeys(session.scalars(used)) if id not in left or is_worth_asking(left[id], today)]
    return asked[:AT_ONCE]


def is_worth_asking(row: Subscription, today: date) -> bool:
    rested = row.refused_on is None or today - row.refused_on >= REST
    return row.remaining < ENOUGH and rested
