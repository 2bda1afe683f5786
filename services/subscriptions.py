"""The grant ledger: what each person allowed, template by template, and when asking again is not a nuisance.

WeChat has no way to ask how many grants are left, so the ledger is kept here, from what the mini-program reports.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import func, select, update

import clock
from errors import Invalid
from models import Account, Reminder, Subscription, session
from models.hot_path import Identity
from services.inserts import insert_once

ENOUGH = 2  # with this many left nobody is asked
REST = timedelta(days=7)  # after a refusal
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
    """Enter what the person chose in WeChat's question: template id → accept, reject, ban or filter.

    Each acceptance is one more message. Raises Invalid naming a template the office does not use.
    """
    known = titles()
    unknown = {f"results.{template_id}": "没有这个消息模板" for template_id in results if template_id not in known}
    if unknown:
        raise Invalid(fields=unknown)
    for template_id, choice in sorted(results.items()):
        enter(who.account_id, template_id, choice, clock.today())
    return listing(who)


def enter(account_id: int, template_id: str, choice: str, today: date) -> None:
    insert_once(Subscription, account_id=account_id, template_id=template_id, remaining=0)
    changes: dict = {"asked_on": today}
    if choice == "accept":
        changes |= {"remaining": Subscription.remaining + 1, "refused_on": None}
    elif choice in ("reject", "ban"):
        changes |= {"refused_on": today}
    session.execute(
        update(Subscription)
        .where(Subscription.account_id == account_id, Subscription.template_id == template_id)
        .values(**changes)
        .execution_options(synchronize_session=False)
    )


def ask_templates(who: Identity) -> list[str]:
    """The templates worth asking for at the next tap: nearly used up, of reminders on and wanted by the person.

    Never twice a day, nor within a week of a refusal.
    """
    if who.participation_id is None:
        return []
    wanted = session.scalar(select(Account.reminder_kinds).filter_by(id=who.account_id)) or []
    used = select(Reminder.template_id).where(Reminder.is_on, Reminder.kind.in_(wanted)).order_by(Reminder.at)
    left, today = mine(who), clock.today()
    asked = [id for id in dict.fromkeys(session.scalars(used)) if id not in left or is_worth_asking(left[id], today)]
    return asked[:AT_ONCE]


def is_worth_asking(row: Subscription, today: date) -> bool:
    rested = row.refused_on is None or today - row.refused_on >= REST
    return row.remaining < ENOUGH and row.asked_on != today and rested
