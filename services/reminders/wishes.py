"""What a person wishes of the reminders: which kinds, and to be left in peace for today or this week."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select

import clock
from errors import NotFound
from models import Account, Reminder, session
from models.hot_path import Identity
from services.reminders import schedules
from services.reminders.kinds import KINDS


class Offer(NamedTuple):
    kind: str
    title: str
    times: list[str]
    is_on: bool
    wanted: bool


class Wishes(NamedTuple):
    reminder_kinds: list[str]
    reminders_from: date | None


def offers(who: Identity) -> list[Offer]:
    """Every kind, in the order of the day, with the times of the office's rules that are on."""
    wanted = session.get_one(Account, who.account_id).reminder_kinds
    rules: dict[str, list[Reminder]] = {}
    for rule in session.scalars(select(Reminder).where(Reminder.is_on)):
        rules.setdefault(rule.kind, []).append(rule)
    return [
        Offer(kind, about.title, times_of(rules.get(kind, [])), kind in rules, kind in wanted)
        for kind, about in KINDS.items()
    ]


def times_of(rules: list[Reminder]) -> list[str]:
    return sorted({f"{wall:%H:%M}" for rule in rules for wall in schedules.times(rule)})


def rest(who: Identity, span: str) -> Wishes:
    """No reminder before tomorrow, or before next Monday. A longer rest is not cut short."""
    account, today = session.get_one(Account, who.account_id), clock.today()
    until = today + timedelta(days=1 if span == "today" else 7 - today.weekday())
    account.reminders_from = max(until, account.reminders_from or until)
    return show(account)


def end_rest(who: Identity) -> Wishes:
    account = session.get_one(Account, who.account_id)
    account.reminders_from = None
    return show(account)


def turn_off(who: Identity, kind: str) -> Wishes:
    """Raises NotFound for a kind there is not."""
    if kind not in KINDS:
        raise NotFound("没有这类提醒")
    account = session.get_one(Account, who.account_id, with_for_update=True)
    account.reminder_kinds = [each for each in account.reminder_kinds if each != kind]
    return show(account)


def show(account: Account) -> Wishes:
    return Wishes(account.reminder_kinds, account.reminders_from)
