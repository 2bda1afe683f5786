"""The inbox copy of every reminder, written when it is planned: the same words for all, or filled in for each."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, func, literal, select, update

import clock
from models import (
    Account,
    Base,
    CheckIn,
    Delivery,
    Employee,
    Message,
    Participation,
    Posting,
    Reminder,
    UTCDateTime,
    engine,
    session,
)
from services.boards import rankings
from services.inserts import INSERTS
from services.reminders import obstacles
from services.reminders.kinds import WEEKLY, rhythm
from services.sending import fields as message_fields

BATCH = 1000
TABLE = Base.metadata.tables["deliveries"]
KEEP_WORDS = update(TABLE).where(TABLE.c.id == bindparam("delivery")).values(words=bindparam("found"))


def write(reminder: Reminder, day: date, now: datetime) -> None:
    """One message for each delivery of this time. Idempotent."""
    if "{" not in reminder.text and rhythm(reminder.kind) != WEEKLY:
        return write_alike(reminder, now)
    places = standings(day) if rhythm(reminder.kind) == WEEKLY else None
    last = 0
    while rows := session.execute(readers(reminder, day), obstacles.moment(now) | {"last": last}).all():
        write_each(reminder, rows, places, now)
        last = rows[-1].id
    return None


def source(reminder: Reminder) -> str:
    return f"reminder:{reminder.id}:{clock.local(reminder.next_run_at):%Y-%m-%dT%H:%M}"


def page(reminder: Reminder) -> str:
    """Where the message leads; the kind goes along, so that the page can offer to switch it off."""
    return f"{reminder.page}{'&' if '?' in reminder.page else '?'}reminder={reminder.kind}"


def write_alike(reminder: Reminder, now: datetime) -> None:
    copies = select(
        Delivery.account_id.label("account_id"),
        literal(source(reminder)).label("source"),
        literal(reminder.title).label("title"),
        literal(reminder.text).label("text"),
        literal(page(reminder)).label("page"),
        literal(reminder.kind).label("kind"),
        literal(now, UTCDateTime()).label("created_at"),
    ).where(of_this_time(reminder), Delivery.account_id.is_not(None))
    inbox = INSERTS[engine().dialect.name](Message.__table__)
    session.execute(inbox.from_select(list(copies.selected_columns.keys()), copies).on_conflict_do_nothing())


def of_this_time(reminder: Reminder) -> Any:
    return (Delivery.reminder_id == reminder.id) & (Delivery.due_at == reminder.next_run_at)


def readers(reminder: Reminder, day: date) -> Any:
    """The next to write to, each with what their text may hold."""
    monday = day - timedelta(days=day.weekday())
    points = select(func.coalesce(func.sum(CheckIn.points), 0)).where(
        CheckIn.participation_id == Participation.id, CheckIn.day.between(monday, day)
    )
    here = select(Posting.department_id).where(
        Posting.employee_id == Employee.id,
        Posting.from_day <= day,
        Posting.to_day.is_(None) | (Posting.to_day > day),
    )
    return (
        select(
            Delivery.id,
            Delivery.account_id,
            Account.nickname,
            obstacles.DEPARTMENT_PATH.label("department"),
            points.correlate(Participation).scalar_subquery().label("points"),
            here.limit(1).correlate(Employee).scalar_subquery().label("department_id"),
        )
        .join(Account, Account.id == Delivery.account_id)
        .join(Employee, Employee.id == Account.employee_id)
        .join(Participation, Participation.account_id == Account.id)
        .where(of_this_time(reminder), Delivery.id > bindparam("last"))
        .order_by(Delivery.id)
        .limit(BATCH)
    )


def standings(day: date) -> dict[int | None, str]:
    """Department → its place on this week's board, as a digest says it."""
    board = rankings.departments("week", day)
    return {row.department.id: f"第{row.rank}名" for row in board.standings if row.department.id is not None}


def write_each(reminder: Reminder, rows: Iterable[Row], places: dict | None, now: datetime) -> None:
    messages, words = [], []
    for row in rows:
        own = None
        if places is not None:
            own = {"本周积分": int(row.points), "科室名次": places.get(row.department_id, message_fields.NO_PLACE)}
            words.append({"delivery": row.id, "found": own})
        given = message_fields.values(row.nickname, row.department, reminder.next_run_at, own)
        text = message_fields.shorten(message_fields.render(reminder.text, given), 200)
        messages.append(
            {"account_id": row.account_id, "source": source(reminder), "title": reminder.title, "text": text}
            | {"page": page(reminder), "kind": reminder.kind, "created_at": now}
        )
    if words:
        session.execute(KEEP_WORDS, words)
    if messages:
        session.execute(INSERTS[engine().dialect.name](Message).on_conflict_do_nothing(), messages)
