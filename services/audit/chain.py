"""The chain behind the audit log: every entry holds a keyed hash of itself and of the one before it.

The key is the vault's, so whoever can only write to the database cannot make a chain that fits. Where the chain ends
is kept sealed in ``settings``: an entry cut off its end is missed. Locking that row makes writers take turns.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import func, select

from models import AuditEntry, Setting, session
from services import vault

HEAD = "audit_head"
START = hashlib.sha256(b"lvxing audit").hexdigest()  # what the first entry follows
READ_AT_ONCE = 1000


class Head(NamedTuple):
    """The last entry."""

    number: int
    digest: str


class Break(NamedTuple):
    """Where the chain does not hold. ``entry`` is None when an entry is missing."""

    number: int
    problem: str
    entry: AuditEntry | None


def append(entry: AuditEntry) -> None:
    """Put an entry at the end. Waits for whoever else is writing one to commit or give up."""
    row = held_head()
    if row is None:
        take_in_old()
        row = held_head()
    assert row is not None
    row.value = seal(link(entry, unseal(row.value)))
    session.add(entry)


def held_head() -> Setting | None:
    query = select(Setting).filter_by(key=HEAD).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def link(entry: AuditEntry, head: Head) -> Head:
    with session.no_autoflush:  # it is written once, whole: after that it cannot be changed
        entry.number, entry.previous = head.number + 1, head.digest
        entry.digest = digest(entry)
    return Head(entry.number, entry.digest)


def digest(entry: AuditEntry) -> str:
    """Over every column a person reads, in a form that does not depend on the database."""
    assert entry.created_at is not None
    fields = [
        entry.number, entry.previous, entry.manager_id, entry.actor, entry.action, entry.subject,
        json.loads(json.dumps(entry.change)), entry.reason, entry.created_at.isoformat(),
    ]  # fmt: skip
    return vault.fingerprint(json.dumps(fields, ensure_ascii=False, sort_keys=True), "audit")


def seal(head: Head) -> str:
    return vault.seal(json.dumps(head), HEAD)


def unseal(value: Any) -> Head:
    """Raises CannotOpen when somebody wrote it who does not have the key."""
    return Head(*json.loads(vault.open_sealed(str(value), HEAD)))


def head() -> Head:
    value = session.scalar(select(Setting.value).filter_by(key=HEAD))
    return Head(0, START) if value is None else unseal(value)


def take_in_old() -> int:
    """Chain the entries written before there was a chain, once; how many. Part of every upgrade."""
    if session.scalar(select(Setting.id).filter_by(key=HEAD)) is not None:
        return 0
    old = session.scalars(select(AuditEntry).filter_by(number=None).order_by(AuditEntry.id)).all()
    end = Head(0, START)
    for entry in old:
        end = link(entry, end)
    session.add(Setting(key=HEAD, value=seal(end)))
    session.flush()
    return len(old)


def length() -> int:
    return session.scalar(select(func.count(AuditEntry.id))) or 0


def check(step: Callable[[], object] = bool) -> Break | None:
    """Follow the whole chain; the first place where it breaks. ``step`` is called after each entry."""
    before = Head(0, START)
    for entry in entries():
        problem = fault(entry, before)
        if problem:
            return Break(before.number + 1, problem, entry if entry.number == before.number + 1 else None)
        before = Head(before.number + 1, str(entry.digest))
        step()
    return check_end(before)


def entries() -> Iterator[AuditEntry]:
    """In order, a part at a time."""
    last: int | None = None
    query = select(AuditEntry).where(AuditEntry.number.is_not(None)).order_by(AuditEntry.number).limit(READ_AT_ONCE)
    while part := session.scalars(query if last is None else query.where(AuditEntry.number > last)).all():
        yield from part
        last = part[-1].number
        session.expunge_all()


def fault(entry: AuditEntry, before: Head) -> str:
    if entry.number != before.number + 1:
        return "这一条不见了"
    if entry.previous != before.digest:
        return "与前一条接不上"
    return "" if entry.digest == digest(entry) else "内容被改动过"


def check_end(last: Head) -> Break | None:
    """Nothing was cut off the end, and nothing stands beside the chain."""
    stray = session.scalar(select(AuditEntry).filter_by(number=None).order_by(AuditEntry.id).limit(1))
    if stray is not None:
        return Break(last.number + 1, "这一条不在链上", stray)
    try:
        end = head()
    except vault.CannotOpen:
        return Break(last.number, "链尾的记号被改动过", None)
    if end != last:
        return Break(last.number + 1, "这一条不见了", None)
    return None
