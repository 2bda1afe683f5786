"""The statements of the one path that is hot, written by hand on connections of the pool (docs/adr/0002).

Each is a single statement and so a transaction of its own: who is asking (every request), the check-in, and, for a
repeat, what the slot holds.
Everything else in LvXing goes through the session. ``tests/test_check_ins.py`` holds these rows against the
ORM's view of the same tables.
"""

import hashlib
import json
import re
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, NamedTuple

from models.base import IDLE_MOST, engine, idle, in_transaction, let_go, session


class Identity(NamedTuple):
    """Who is asking. ``employee_id`` is None until bound (or once off the roll), ``participation_id`` until joined."""

    session_id: int
    account_id: int
    employee_id: int | None
    participation_id: int | None
    joined_on: date | None
    rules_revision: int


class NewCheckIn(NamedTuple):
    participation_id: int
    employee_id: int
    activity: str
    slot: str
    attempt: int
    day: date
    points: int
    grams: int | None
    carbon_method: str
    rule_version: int
    detail: str
    is_backfilled: bool
    created_at: datetime


WHO = """
SELECT s.id, a.id, e.id, CASE WHEN e.id IS NULL THEN NULL ELSE p.id END, p.joined_on,
       (SELECT value FROM settings WHERE key = 'rules_revision')
FROM sessions s
JOIN accounts a ON a.id = s.account_id
LEFT JOIN employees e ON e.id = a.employee_id AND (e.left_on IS NULL OR e.left_on > :today)
LEFT JOIN participations p ON p.account_id = a.id
WHERE s.token_hash = :token_hash AND s.expires_at > :now
"""

LATEST = """
SELECT c.id, c.attempt, c.day, c.points, c.grams, c.carbon_method, c.detail, c.is_backfilled, c.created_at,
       EXISTS (SELECT 1 FROM check_ins r
               WHERE r.participation_id = c.participation_id AND r.activity = c.activity AND r.slot = c.slot
                 AND r.attempt = -c.attempt)
FROM check_ins c
WHERE c.participation_id = :participation_id AND c.activity = :activity AND c.slot = :slot AND c.attempt > 0
ORDER BY c.attempt DESC
LIMIT 1
"""

INSERT = """
INSERT INTO check_ins (participation_id, department_id, activity, slot, attempt, day, points, grams,
                       carbon_method, rule_version, detail, is_backfilled, created_at)
VALUES (:participation_id,
        (SELECT department_id FROM postings
         WHERE employee_id = :employee_id AND from_day <= :day AND (to_day IS NULL OR to_day > :day)),
        :activity, :slot, :attempt, :day, :points, :grams, :carbon_method, :rule_version, :detail,
        :is_backfilled, :created_at)
ON CONFLICT (participation_id, activity, slot, attempt) DO NOTHING
"""


class Latest(NamedTuple):
    """The last act in a slot; ``is_withdrawn`` when it was taken back."""

    id: int
    attempt: int
    day: date
    points: int
    grams: int | None
    carbon_method: str
    detail: dict
    is_backfilled: bool
    created_at: datetime
    is_withdrawn: bool


class NotOnRoll(Exception):
    """On that day the person belonged to no department."""


def who(token: str, now: datetime, today: date) -> Identity | None:
    """The person behind a bearer token, or None. Reads one row, opens no transaction."""
    to = binder()
    row = run(
        WHO, {"token_hash": hashlib.sha256(token.encode()).digest(), "now": to.moment(now), "today": to.day(today)}
    )
    if row is None:
        return None
    return Identity(row[0], row[1], row[2], row[3], row[4] and to.read_day(row[4]), int(row[5] or 0))


def insert(new: NewCheckIn) -> int | None:
    """The new row's id, or None when the slot is taken. Raises NotOnRoll."""
    to, values = binder(), new._asdict()
    values["day"], values["created_at"] = to.day(new.day), to.moment(new.created_at)
    try:
        row = run(INSERT, values)
    except engine().dialect.dbapi.IntegrityError as error:  # type: ignore[union-attr]
        if "department_id" in str(error):
            raise NotOnRoll from None
        raise
    return row[0] if row else None


def latest(participation_id: int | None, activity: str, slot: str) -> Latest | None:
    """What a person's slot holds; None when it was never filled."""
    row = run(LATEST, {"participation_id": participation_id, "activity": activity, "slot": slot})
    if row is None:
        return None
    to = binder()
    row_id, attempt, day, points, grams, method, detail, is_backfilled, created_at, is_withdrawn = row
    return Latest(
        id=row_id,
        attempt=attempt,
        day=to.read_day(day),
        points=points,
        grams=grams,
        carbon_method=method,
        detail=json.loads(detail) if isinstance(detail, str) else detail,
        is_backfilled=bool(is_backfilled),
        created_at=to.read_moment(created_at),
        is_withdrawn=bool(is_withdrawn),
    )


def run(statement: str, values: dict[str, Any]) -> tuple | None:
    """The first row of one statement: its own transaction, or a part of the one that is open on this thread."""
    if in_transaction():
        return execute(session.connection().connection, statement, values)
    dialect = engine().dialect
    for is_last in (False, True):
        connection = take()
        try:
            row = execute(connection, statement, values)
        except dialect.dbapi.OperationalError as error:  # type: ignore[union-attr]
            gone = dialect.is_disconnect(error, connection.dbapi_connection, None)
            connection.close()
            if is_last or not gone:
                raise
            let_go()
            engine().dispose()  # the server went away, and every pooled connection with it: once more
        except BaseException:
            connection.close()
            raise
        else:
            keep(connection)
            return row
    raise AssertionError("unreachable")


def take() -> Any:
    """A connection in hand, else one of the pool."""
    try:
        return idle.pop()
    except IndexError:
        return engine().raw_connection()


def keep(connection: Any) -> None:
    if len(idle) < IDLE_MOST:
        idle.append(connection)
    else:
        connection.close()


def execute(connection: Any, statement: str, values: dict[str, Any]) -> tuple | None:
    cursor = connection.cursor()
    cursor.execute(binder().spell(statement), values)
    row = cursor.fetchone() if cursor.description else inserted(cursor)
    cursor.close()
    return row


def inserted(cursor: Any) -> tuple | None:
    """SQLite's new row: what RETURNING would say, at a tenth of its price."""
    return (cursor.lastrowid,) if cursor.rowcount else None


MOMENT = "%04d-%02d-%02d %02d:%02d:%02d.%06d"


class SQLite:
    """Instants and days as SQLAlchemy keeps them in SQLite: text."""

    @staticmethod
    def spell(statement: str) -> str:
        return statement

    @staticmethod
    def moment(at: datetime) -> str:
        """``isoformat`` says the same and takes more than twice as long."""
        at = at.astimezone(UTC)
        parts = (at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond)
        return MOMENT % parts

    day = staticmethod(date.isoformat)
    read_day = staticmethod(date.fromisoformat)

    @staticmethod
    def read_moment(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)


class PostgreSQL:
    """Days as they are, instants naive and in UTC."""

    @staticmethod
    @cache
    def spell(statement: str) -> str:
        """psycopg's names for the values; an INSERT also says which row it made."""
        returning = "RETURNING id" if statement is INSERT else ""
        return re.sub(r":(\w+)", r"%(\1)s", statement) + returning

    @staticmethod
    def moment(at: datetime) -> datetime:
        return at.astimezone(UTC).replace(tzinfo=None)

    @staticmethod
    def day(day: date) -> date:
        return day

    read_day = day

    @staticmethod
    def read_moment(at: datetime) -> datetime:
        return at.replace(tzinfo=UTC)


def binder() -> type[SQLite] | type[PostgreSQL]:
    return SQLite if engine().dialect.name == "sqlite" else PostgreSQL
