"""Every night: does the ledger agree with what WeChat did? Numbers only, for the manager to see.

Nothing is corrected here: a line that promised too much became 0 when WeChat refused (43101), and one that promised
too little only asks the person once more. The figures say whether reports, events and sends tell the same story.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, update

import clock
from models import Delivery, Setting, State, Subscription, WeChatEvent, session
from services.inserts import insert_once
from services.reminders.nudges import WECHAT
from services.sending.figures import NIGHT


def reconcile() -> dict[str, Any]:
    """The figures of yesterday, kept until the next night."""
    day = clock.today() - timedelta(days=1)
    found = {
        "day": day.isoformat(),
        "grants": total(Subscription.remaining),
        "people": lines(Subscription.remaining > 0),
        "hints": lines(Subscription.hinted_at.is_not(None), Subscription.remaining > 0),
        "events": session.scalar(select(func.count()).select_from(WeChatEvent)) or 0,
        "sent": messages(day, State.SENT),
        "confirmed": messages(day, State.SENT, Delivery.confirmed_at.is_not(None)),
        "refused": messages(day, State.REFUSED),
        "unknown": messages(day, State.UNKNOWN),
        "failed": messages(day, State.FAILED),
        "stuck": messages(day, State.SENDING) + messages(day, State.PENDING),
    }
    insert_once(Setting, key=NIGHT, value=found)
    session.execute(update(Setting).where(Setting.key == NIGHT).values(value=found))
    return found


def total(column: Any) -> int:
    return int(session.scalar(select(func.coalesce(func.sum(column), 0))) or 0)


def lines(*which: ColumnElement[bool]) -> int:
    """People and templates of the ledger for which ``which`` holds."""
    return session.scalar(select(func.count()).select_from(Subscription).where(*which)) or 0


def messages(day: Any, state: State, *which: ColumnElement[bool]) -> int:
    mine = (Delivery.day == day, Delivery.state == state, Delivery.channel == WECHAT)
    return session.scalar(select(func.count()).select_from(Delivery).where(*mine, *which)) or 0
