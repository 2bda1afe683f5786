"""The queue of messages to people is a table: claimed, sent by ``sender.py``, settled; each at most once.

Claiming commits the intent before the call, settling commits the outcome after it. What is found in between after a
crash was perhaps delivered: it becomes ``unknown`` and is never sent again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, bindparam, case, exists, literal, or_, select, update

import clock
from models import (
    Account,
    Base,
    Delivery,
    Employee,
    Lease,
    Participation,
    Reminder,
    State,
    Subscription,
    session,
)
from services import accounts
from services.reminders import copies as reminder_copies
from services.reminders import obstacles
from services.reminders.nudges import NO_GRANT, WECHAT, WECOM
from services.reminders.schedules import TOO_LATE
from services.sending import fields as message_fields
from services.sending import halts
from services.sending.halts import Halt

RETRY_PAUSES = (5, 30, 120)  # seconds before the second, third and fourth try of what certainly was not delivered
STUCK = timedelta(minutes=2)  # longer than any one call may take
LATE, LOST = "late", "sender gone"


# Statements of every turn, built once: building them costs more than running them.
TABLE, LEDGER = Base.metadata.tables["deliveries"], Base.metadata.tables["subscriptions"]
DUE = (
    select(TABLE.c.id)
    .where(TABLE.c.state == State.PENDING, TABLE.c.channel == bindparam("by"), TABLE.c.try_at <= bindparam("moment"))
    .order_by(TABLE.c.try_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    .cte("due")
)
TAKE = (
    update(TABLE)
    .where(TABLE.c.id.in_(select(DUE.c.id)))
    .values(state=State.SENDING, sender=bindparam("holder"), claimed_at=bindparam("moment"))
    .returning(TABLE.c.id)
)
LOOK = (
    select(
        Delivery.id,
        Delivery.due_at,
        Delivery.tries,
        Reminder,
        Account,
        Delivery.words,
        obstacles.DEPARTMENT_PATH.label("department"),
        case(
            (Delivery.due_at < bindparam("too_late"), LATE),
            (obstacles.OBSTACLE != "", obstacles.OBSTACLE),
            (and_(Delivery.channel == WECOM, ~obstacles.BY_WECOM), NO_GRANT),
            (and_(Delivery.channel == WECHAT, ~obstacles.IS_GRANTED), NO_GRANT),
            else_="",
        ).label("reason"),
    )
    .join(Reminder, Reminder.id == Delivery.reminder_id)
    .outerjoin(Account, Account.id == Delivery.account_id)
    .outerjoin(Participation, Participation.account_id == Account.id)
    .outerjoin(Employee, Employee.id == Account.employee_id)
    .outerjoin(Subscription, obstacles.LEDGER_OF_PERSON)
    .where(Delivery.id.in_(bindparam("ids", expanding=True)))
    .order_by(Delivery.id)
)
OF_PERSON = and_(LEDGER.c.account_id == bindparam("account"), LEDGER.c.template_id == bindparam("template"))
ONE_LESS = update(LEDGER).where(OF_PERSON, LEDGER.c.remaining > 0).values(remaining=LEDGER.c.remaining - 1)
NONE_LEFT = update(LEDGER).where(OF_PERSON).values(remaining=0)
PAID = {State.SENT: ONE_LESS, State.UNKNOWN: ONE_LESS, State.REFUSED: NONE_LEFT}


@dataclass(frozen=True)
class Order:
    """One message in hand, complete, so that nothing is read while it is on its way."""

    delivery_id: int
    reminder_id: int
    account_id: int
    address: str = field(repr=False)  # the openid, or the WeCom user id
    template_id: str
    fields: dict[str, str]
    page: str
    tries: int


class Outcome(NamedTuple):
    """How one call ended. ``state`` PENDING means it certainly was not delivered; ``halt`` that nobody's would be;
    ``is_rules`` that no message of this rule would be; not ``is_tried`` that there was no call at all."""

    order: Order
    state: State
    reason: str = ""
    halt: Halt | None = None
    is_rules: bool = False
    is_tried: bool = True


class Claim(NamedTuple):
    """``is_last``: nothing else may be claimed now."""

    orders: list[Order]
    is_last: bool


def turn(sender: str, channel: str, outcomes: Sequence[Outcome], most: int) -> Claim:
    """Settle what has ended and claim up to ``most`` new messages, in the caller's transaction."""
    now = clock.now()
    settle(sender, channel, outcomes, now)
    return claim(sender, channel, most, now) if most else Claim([], False)


def claim(sender: str, channel: str, most: int, now: datetime) -> Claim:
    """Take the oldest due messages in hand; those with no reason left to be sent are dropped instead."""
    taken = session.scalars(TAKE, {"moment": now, "most": most, "holder": sender, "by": channel}).all()
    orders, why_not = look_again(taken, channel, now) if taken else ([], {})
    for reason in set(why_not.values()):
        drop([delivery_id for delivery_id, found in why_not.items() if found == reason], reason, now)
    return Claim(orders, len(taken) < most)


def look_again(ids: Sequence[int], channel: str, now: datetime) -> tuple[list[Order], dict[int, str]]:
    """The claimed messages that are still to be sent, and the reasons against the others: done since, left, late."""
    moment = obstacles.moment(now, wecom=channel == WECOM)
    rows = session.execute(LOOK, {"ids": ids, "too_late": now - TOO_LATE} | moment).all()
    orders = [write(row, row.Reminder, row.Account, channel) for row in rows if not row.reason]
    return orders, {row.id: row.reason for row in rows if row.reason}


def write(row: Row, rule: Reminder, account: Account, channel: str) -> Order:
    given = message_fields.values(account.nickname, row.department, row.due_at, row.words)
    fields = message_fields.fill(rule.template_keys, rule.text, rule.fields, given)
    address = accounts.wecom_of(account) if channel == WECOM else accounts.openid_of(account)
    page = reminder_copies.page(rule)
    return Order(row.id, rule.id, account.id, address, rule.template_id, fields, page, row.tries)


def settle(sender: str, channel: str, outcomes: Iterable[Outcome], now: datetime) -> None:
    """Write down how it went and what is left of the consents. What ``recover`` gave up on stays as it is."""
    alike: dict[tuple, dict[int, Order]] = {}
    for outcome in outcomes:
        alike.setdefault(tuple(ending(outcome, now).items()), {})[outcome.order.delivery_id] = outcome.order
        if outcome.halt is not None:
            halts.halt(channel, outcome.halt, now)
        if outcome.is_rules:
            stop_rule(outcome)
    for values, orders in alike.items():
        mine = and_(Delivery.id.in_(orders), Delivery.sender == sender, Delivery.state == State.SENDING)
        changed = change(mine, **dict(values))
        if channel == WECHAT:
            pay([(orders[id].account_id, orders[id].template_id) for id, _, _ in changed], dict(values)["state"])
        believe([id for id, _, _ in changed], dict(values)["state"])


def stop_rule(outcome: Outcome) -> None:
    """No more of a rule that WeChat takes no message of, until somebody has put it right."""
    mine = update(Reminder).where(Reminder.id == outcome.order.reminder_id, Reminder.trouble == "")
    session.execute(mine.values(trouble=outcome.reason[:200]).execution_options(synchronize_session=False))


def believe(ids: Sequence[int], state: State) -> None:
    """What we cannot know, WeChat may have told us while we waited: then it is sent."""
    if state == State.UNKNOWN and ids:
        change(and_(Delivery.id.in_(ids), Delivery.confirmed_at.is_not(None)), state=State.SENT, reason="")


def ending(outcome: Outcome, now: datetime) -> dict[str, Any]:
    """What the delivery becomes. Not delivered for certain: tried again after a pause, four times in all."""
    counts = outcome.is_tried and outcome.halt is None
    tries = outcome.order.tries + counts
    if outcome.state != State.PENDING or tries > len(RETRY_PAUSES):
        state = State.FAILED if outcome.state == State.PENDING else outcome.state
        return {"state": state, "reason": outcome.reason[:200], "tries": tries, "settled_at": now}
    pause = RETRY_PAUSES[tries - 1] if counts else 0
    try_at = now + timedelta(seconds=pause)
    return {"state": State.PENDING, "reason": "", "tries": tries, "try_at": try_at, "sender": None, "claimed_at": None}


def pay(pairs: list[tuple[int, str]], state: State) -> None:
    """Keep the ledger: one grant less for what was or may have been delivered; none left for a person who refused."""
    if state in PAID and pairs:
        people = [{"account": account, "template": template} for account, template in sorted(pairs)]
        session.execute(PAID[state], people)


def recover(sender: str, grace: float) -> int:
    """Call what was left in hand ``unknown``: the caller's own from before, and that of senders who are gone.

    Only when the caller has nothing on its way. A sender is gone when its lease ``sender:<name>`` is over and it has
    had the message for ``grace`` seconds: one that merely could not renew in time has younger ones in hand.
    """
    now = clock.now()
    lives = exists().where(Lease.name == literal("sender:") + Delivery.sender, Lease.until > now)
    silent = and_(~lives, Delivery.claimed_at < now - timedelta(seconds=grace))
    total = 0
    gone = or_(Delivery.sender == sender, silent, Delivery.claimed_at < now - STUCK)
    for channel in (WECHAT, WECOM):
        left = and_(Delivery.state == State.SENDING, Delivery.channel == channel, gone)
        lost = change(left, state=State.UNKNOWN, reason=LOST, settled_at=now)
        believe([id for id, _, _ in lost], State.UNKNOWN)
        if channel == WECHAT:
            templates = dict(session.execute(select(Reminder.id, Reminder.template_id)).all())
            pay([(account, templates[rule]) for _, account, rule in lost if account is not None], State.UNKNOWN)
        total += len(lost)
    return total


def drop(ids: Sequence[int], reason: str, now: datetime) -> None:
    change(Delivery.id.in_(ids), state=State.DROPPED, reason=reason, settled_at=now)


def drop_late() -> None:
    """Nothing is kept for later: what is pending an hour after its time is not sent at all."""
    now = clock.now()
    late = and_(Delivery.state == State.PENDING, Delivery.due_at < now - TOO_LATE)
    change(late, state=State.DROPPED, reason=LATE, settled_at=now)


def change(which: Any, **values: Any) -> list[tuple[int, int | None, int]]:
    """Update deliveries; (id, account, reminder) of each one that was."""
    changed = update(Delivery).where(which).values(**values).execution_options(synchronize_session=False)
    found = session.execute(changed.returning(Delivery.id, Delivery.account_id, Delivery.reminder_id))
    return [tuple(row) for row in found]  # type: ignore[misc]
