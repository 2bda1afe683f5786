"""The statements of the one path that is hot, written by hand on connections of the pool (docs/adr/0002).

Each is a single statement and so a transaction of its own: who is asking (every request), and the check-in.
Everything else in LvXing goes through the session. ``tests/test_check_ins.py`` holds these rows against the
ORM's view of the same tables.
"""

import hashlib
import re
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from models.base import engine, in_transaction, session


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

INSERT = """
INSERT INTO check_ins (participation_id, department_id, activity, slot, attempt, day, points, grams,
                       carbon_method, rule_version, detail, is_backfilled, created_at)
VALUES (:participation_id,
        (SELECT department_id FROM postings
         WHERE employee_id = :employee_id AND from_day <= :day AND (to_day IS NULL OR to_day > :day)),
        :activity, :slot, :attempt, :day, :points, :grams, :carbon_method, :rule_version, :detail,
        :is_backfilled, :created_at)
ON CONFLICT (participation_id, activity, slot, attempt) DO NOTHING
RETURNING id
"""


class NotOnRoll(Exception):
    """On that day the person belonged to no department."""


def who(token: str, now: datetime, today: date) -> Identity | None:
    """The person behind a bearer token, or None. Reads one row, opens no transaction."""
    row = run(WHO, {"token_hash": hashlib.sha256(token.encode()).digest(), "now": now, "today": today})
    if row is None:
        return None
    joined_on = row[4] if row[4] is None or isinstance(row[4], date) else date.fromisoformat(row[4])
    return Identity(row[0], row[1], row[2], row[3], joined_on, int(row[5] or 0))


def insert(new: NewCheckIn) -> int | None:
    """The new row's id, or None when the slot is taken. Raises NotOnRoll."""
    try:
        row = run(INSERT, new._asdict())
    except engine().dialect.dbapi.IntegrityError as error:  # type: ignore[union-attr]
        if "department_id" in str(error):
            raise NotOnRoll from None
        raise
    return row[0] if row else None


def run(statement: str, values: dict[str, Any]) -> tuple | None:
    """The first row of one statement: its own transaction, or a part of the one that is open on this thread."""
    if in_transaction():
        return execute(session.connection().connection.cursor(), statement, values)
    dialect = engine().dialect
    for is_last in (False, True):
        connection = engine().raw_connection()
        try:
            return execute(connection.cursor(), statement, values)
        except dialect.dbapi.OperationalError as error:  # type: ignore[union-attr]
            if is_last or not dialect.is_disconnect(error, connection.dbapi_connection, None):
                raise
            engine().dispose()  # the server went away, and every pooled connection with it: once more
        finally:
            connection.close()
    raise AssertionError("unreachable")


def execute(cursor: Any, statement: str, values: dict[str, Any]) -> tuple | None:
    if engine().dialect.name == "sqlite":
        cursor.execute(statement, {name: as_text(value) for name, value in values.items()})
    else:
        cursor.execute(for_psycopg(statement), {name: naive(value) for name, value in values.items()})
    row = cursor.fetchone()
    cursor.close()
    return row


def naive(value: Any) -> Any:
    """An instant as ``UTCDateTime`` stores it; anything else as it is."""
    return value.astimezone(UTC).replace(tzinfo=None) if type(value) is datetime else value


def as_text(value: Any) -> Any:
    """A value as SQLAlchemy writes it into SQLite: instants and days as text."""
    kind = type(value)
    if kind is datetime:
        return naive(value).isoformat(sep=" ", timespec="microseconds")
    return value.isoformat() if kind is date else value


TRANSLATED: dict[str, str] = {}


def for_psycopg(statement: str) -> str:
    if statement not in TRANSLATED:
        TRANSLATED[statement] = re.sub(r":(\w+)", r"%(\1)s", statement)
    return TRANSLATED[statement]
