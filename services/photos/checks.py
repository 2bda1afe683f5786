"""WeChat's look at every picture: asked by the scheduler, answered by a push event, decided by a manager if need be.

Three steps, none of which holds a transaction while WeChat is spoken to: ``claim`` → ask → ``asked``; the verdict comes
within half an hour (``settle``). One that never comes is asked for again, ``MOST_ASKS`` times, and then left to the
manager; until somebody has decided, nobody but the owner sees the picture. WeChat fetches it by an address that holds a
random word, good for ``FETCH`` and only while it is being checked.
"""

import hashlib
import logging
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import or_, select

import clock
from errors import AppError, NotFound
from models import Account, Photo, atomic, session
from services import accounts
from services.photos import photos
from services.photos.photos import CHECKING, PASSED, REFUSED
from wechat import Verdict, WeChat, media_verdict

log = logging.getLogger("lvxing.photos")

AGAIN = timedelta(minutes=35)  # WeChat promises a verdict within 30
SOON = timedelta(minutes=5)  # when it could not be asked
FETCH = timedelta(hours=1)
MOST_ASKS = 4
A_TURN = 20
RISKY = "没有通过微信的内容检查"


class Ask(NamedTuple):
    photo_id: int
    openid: str
    word: str


def run(wechat: WeChat, base: str) -> int:
    """Ask for what waits; how many were asked."""
    asks = atomic(claim)()
    for each in asks:
        try:
            trace_id = wechat.check_photo(each.openid, f"{base}/photo-checks/{each.word}")
        except AppError as error:
            log.warning("photo check not asked: %s", error.code)
            atomic(put_off)(each.photo_id)
        else:
            atomic(asked)(each.photo_id, trace_id)
    return len(asks)


def claim() -> list[Ask]:
    """Take what is to be asked; another process then leaves it alone."""
    now = clock.now()
    waits = or_(Photo.asked_at.is_(None), Photo.asked_at < now - AGAIN)
    query = (
        select(Photo, Account)
        .join(Account, Account.id == Photo.account_id)
        .where(Photo.state == CHECKING, Photo.suggest == "", Photo.asks < MOST_ASKS, waits)
        .order_by(Photo.id)
        .limit(A_TURN)
        .with_for_update(of=Photo, skip_locked=True)
    )
    found = []
    for row, account in session.execute(query):
        word = secrets.token_urlsafe(24)
        row.fetch_hash, row.asked_at, row.asks = digest(word), now, row.asks + 1
        found.append(Ask(row.id, accounts.openid_of(account), word))
    return found


def asked(photo_id: int, trace_id: str) -> None:
    row = session.get(Photo, photo_id)
    if row is not None:
        row.trace_id = trace_id


def put_off(photo_id: int) -> None:
    row = session.get(Photo, photo_id)
    if row is not None:
        row.asked_at = clock.now() - AGAIN + SOON


def fetch(word: str) -> bytes:
    """What WeChat is given to look at. Raises NotFound once the word has had its time."""
    row = session.scalar(select(Photo).filter_by(fetch_hash=digest(word), state=CHECKING))
    if row is None or row.asked_at is None or row.asked_at < clock.now() - FETCH:
        raise NotFound("没有这个地址")
    return photos.content(row)


def settle(verdict: Verdict) -> bool:
    """WeChat has answered; False when it is not about a picture of ours. Saying it twice changes nothing.

    Risky is refused and told, review is left to a manager, and what a manager has decided stays decided.
    """
    row = session.scalar(select(Photo).filter_by(trace_id=verdict.trace_id).with_for_update())
    if row is None:
        return False
    row.suggest, row.label = verdict.suggest[:16], verdict.label
    if row.state == CHECKING and row.suggest in ("pass", "risky"):
        row.state = PASSED if verdict.passed else REFUSED
        row.fetch_hash = None
        if row.state == REFUSED:
            row.reason = RISKY
            photos.tell(row, f"您上传的照片{RISKY}，别人看不到它。有不同意见，请告诉机关事务管理部门。")
        photos.cut(row)
    return True


def hear(account_id: int, event: Mapping[str, Any]) -> None:
    """A push event of WeChat's that may hold a verdict."""
    verdict = media_verdict(event)
    if verdict is not None:
        settle(verdict)


def digest(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()
