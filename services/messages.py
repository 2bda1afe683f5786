"""The in-app inbox: the copy of record of whatever was said to a person, whether or not WeChat delivered it."""

from sqlalchemy import func, select

import clock
from errors import NotFound
from models import Message, session
from models.hot_path import Identity


def listing(who: Identity, after: int | None, limit: int) -> list[Message]:
    """Mine, newest first, those with an id below ``after`` only."""
    query = select(Message).filter_by(account_id=who.account_id).order_by(Message.id.desc()).limit(limit)
    return list(session.scalars(query if after is None else query.where(Message.id < after)))


def unread(who: Identity) -> int:
    query = select(func.count()).select_from(Message).where(Message.account_id == who.account_id)
    return session.scalar(query.where(Message.read_at.is_(None))) or 0


def read(who: Identity, message_id: int) -> Message:
    """Mark as read; a second time changes nothing. Raises NotFound, for someone else's too."""
    row = session.scalar(select(Message).filter_by(id=message_id, account_id=who.account_id))
    if row is None:
        raise NotFound("没有找到这条消息")
    row.read_at = row.read_at or clock.now()
    return row
