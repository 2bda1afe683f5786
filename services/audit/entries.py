"""Looking something up in the audit log, and taking it out as a workbook."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import Select, func, select

import clock
from models import AuditEntry, session
from services.audit import actions as audit_actions
from services.audit import words as audit_words
from services.workbooks import workbooks
from services.workbooks.workbooks import Column

PAGE = 50
MOST = 50_000  # rows of one workbook


class Wanted(NamedTuple):
    """What the log is narrowed to; empty means everything. Both days are included."""

    actor: str = ""
    room: str = ""
    first: date | None = None
    last: date | None = None
    text: str = ""


class Shown(NamedTuple):
    """One entry as a person reads it."""

    number: int | None
    at: datetime
    actor: str
    room: str
    action: str
    subject: str
    changes: list[str]
    reason: str


def listing(wanted: Wanted, page: int) -> tuple[list[Shown], int]:
    """One page, the latest first, and how many entries there are in all."""
    total = session.scalar(narrowed(select(func.count(AuditEntry.id)), wanted)) or 0
    query = narrowed(select(AuditEntry), wanted).order_by(AuditEntry.id.desc())
    rows = session.scalars(query.limit(PAGE).offset((page - 1) * PAGE))
    return [show(row) for row in rows], total


def narrowed(query: Select, wanted: Wanted) -> Select:
    if wanted.actor:
        query = query.where(AuditEntry.actor == wanted.actor)
    if wanted.room:
        known = list(audit_actions.ACTIONS)
        is_other = wanted.room == audit_actions.OTHER
        query = query.where(
            AuditEntry.action.not_in(known)
            if is_other
            else AuditEntry.action.in_(audit_actions.actions_of(wanted.room))
        )
    if wanted.first:
        query = query.where(AuditEntry.created_at >= clock.at(wanted.first, time()))
    if wanted.last:
        query = query.where(AuditEntry.created_at < clock.at(wanted.last + timedelta(days=1), time()))
    if wanted.text:
        contains = [column.contains(wanted.text, autoescape=True) for column in (AuditEntry.subject, AuditEntry.reason)]
        query = query.where(contains[0] | contains[1])
    return query


def show(entry: AuditEntry) -> Shown:
    known = audit_actions.action(entry.action)
    return Shown(
        entry.number,
        entry.created_at,
        entry.actor,
        known.room,
        known.name,
        entry.subject,
        audit_words.sentences(entry.change),
        entry.reason,
    )


def actors() -> list[str]:
    """Everybody who is in the log."""
    return list(session.scalars(select(AuditEntry.actor).distinct().order_by(AuditEntry.actor)))


COLUMNS = (
    Column("序号", 8),
    Column("时间", 20),
    Column("经手人", 14),
    Column("栏目", 14),
    Column("事项", 20),
    Column("对象", 30),
    Column("变动", 60),
    Column("理由", 30),
    Column("校验码", 20),
)


def workbook(wanted: Wanted) -> bytes:
    """Everything that matches, the oldest first, with each entry's digest: a copy to hold against the log later."""
    query = narrowed(select(AuditEntry), wanted).order_by(AuditEntry.id).limit(MOST)
    return workbooks.make("操作日志", COLUMNS, cells(query), note(wanted))


def cells(query: Select) -> Iterator[list]:
    for entry in session.scalars(query):
        one = show(entry)
        words = [one.actor, one.room, one.action, one.subject, "；".join(one.changes), one.reason]
        yield [one.number, clock.local(one.at), *words, entry.digest]


def note(wanted: Wanted) -> str:
    span = f"{wanted.first or '最早'}至{wanted.last or clock.today()}"
    narrowed_to = "，".join(filter(None, (wanted.actor, wanted.room, wanted.text)))
    return f"范围：{span}{f'，{narrowed_to}' if narrowed_to else ''}。按时间先后，最多 {MOST:,} 条。"
