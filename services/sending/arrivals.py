"""What WeChat says in the end about a message we sent: it settles what we could not know ourselves."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

import clock
from models import Delivery, Reminder, State, session
from wechat import sent_results

SOON = timedelta(hours=1)  # the event follows the send at once; WeChat repeats it for some minutes at most


def note(account_id: int, event: Mapping[str, Any]) -> None:
    """Each result belongs to the last message of that template we tried to send to the person."""
    for result in sent_results(event):
        delivery_id = last_tried(account_id, result.template_id)
        if delivery_id is not None:
            settle(delivery_id, result.errcode)


def last_tried(account_id: int, template_id: str) -> int | None:
    return session.scalar(
        select(Delivery.id)
        .join(Reminder, Reminder.id == Delivery.reminder_id)
        .where(Delivery.account_id == account_id, Reminder.template_id == template_id)
        .where(Delivery.state.in_((State.SENDING, State.SENT, State.UNKNOWN)))
        .where(Delivery.claimed_at > clock.now() - SOON, Delivery.confirmed_at.is_(None))
        .order_by(Delivery.claimed_at.desc())
        .limit(1)
    )


def settle(delivery_id: int, errcode: str) -> None:
    """Arrived: what was unknown is sent, and what is still in hand will be. Refused on the way: so it says."""
    row = update(Delivery).where(Delivery.id == delivery_id).execution_options(synchronize_session=False)
    if errcode in ("0", ""):
        session.execute(row.values(confirmed_at=clock.now()))
        session.execute(row.where(Delivery.state == State.UNKNOWN).values(state=State.SENT, reason=""))
    else:
        over = row.where(Delivery.state.in_((State.SENT, State.UNKNOWN)))
        session.execute(over.values(state=State.REFUSED, reason=f"errcode {errcode[:12]}"))
