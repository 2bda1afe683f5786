"""What WeChat's message push tells us, each event once. Whoever cares about another event adds a line to ``HEARD``."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

import clock
from models import Account, WeChatEvent, session
from services import vault
from services.inserts import insert_once
from services.photos import checks as photo_checks
from services.sending import arrivals, subscriptions
from wechat import event_key, subscription_choices

Event = Mapping[str, Any]


def take(event: Event) -> bool:
    """Deal with an event in the caller's transaction; False for one that has been dealt with, which changes nothing."""
    if not insert_once(WeChatEvent, key=event_key(event), created_at=clock.now()):
        return False
    about = HEARD.get(str(event.get("Event")))
    account_id = account_of(str(event.get("FromUserName") or "")) if about else None
    if about and account_id is not None:
        about(account_id, event)
    return True


def account_of(openid: str) -> int | None:
    """Somebody bound; of others nothing is kept."""
    known = select(Account.id).where(Account.openid_hash == vault.fingerprint(openid, "openid"))
    return session.scalar(known.where(Account.employee_id.is_not(None)))


def chosen(account_id: int, event: Event, *, is_setting: bool = False) -> None:
    for template_id, choice in subscription_choices(event):
        if choice in ("accept", "reject"):
            subscriptions.hear(account_id, template_id, choice == "accept", is_setting)


def changed(account_id: int, event: Event) -> None:
    chosen(account_id, event, is_setting=True)


HEARD: dict[str, Callable[[int, Event], None]] = {
    "subscribe_msg_popup_event": chosen,
    "subscribe_msg_change_event": changed,
    "subscribe_msg_sent_event": arrivals.note,
    "wxa_media_check": photo_checks.hear,
}
