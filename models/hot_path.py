"""The statements of the one path that is hot, written by hand on connections of the pool (docs/adr/0002).

Each is a single statement and so a transaction of its own: who is asking (nearly every request), the check-in, and,
for a repeat, what the slot holds. The check-in of the usual kind is one statement in all: it proves by itself who is
asking, so nobody is looked up before it.
Everything else in LvXing goes through the session. ``tests/test_check_ins.py`` holds these rows against the
ORM's view of the same tables.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple

from models.base import engine
from models.by_hand import run
from models.spelling import binder


class Identity(NamedTuple):
    """Who is asking. ``employee_id`` is None until bound (or once off the roll), ``participation_id`` until joined.
    ``left_on`` is the day they last stopped taking part."""

    session_id: int
    account_id: int
    employee_id: int | None
    participation_id: int | None
    left_on: date | None
    rules_revision: int


class Asker:
    """Somebody with a token who was not looked up yet. Whatever is asked about them looks them up first.

    ``look_up`` may raise: a token is worth nothing until then, or until a statement has proved it (``insert_at_once``).
    """

    __slots__ = ("_known", "look_up", "token")

    def __init__(self, token: str, look_up: Callable[[str], Identity]) -> None:
        self.token, self.look_up = token, look_up
        self._known: Identity | None = None

    @property
    def known(self) -> Identity:
        """The person. Raises what ``look_up`` raises."""
        if self._known is None:
            self._known = self.look_up(self.token)
        return self._known

    def __getattr__(self, name: str) -> Any:
        return getattr(self.known, name)


class NewCheckIn(NamedTuple):
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
SELECT s.id, a.id, e.id, CASE WHEN e.id IS NULL THEN NULL ELSE p.id END, a.left_on,
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
SELECT p.id,
       (SELECT department_id FROM postings
        WHERE employee_id = e.id AND from_day <= :day AND (to_day IS NULL OR to_day > :day)),
       :activity, :slot, :attempt, :day, :points, :grams, :carbon_method, :rule_version, :detail,
       :is_backfilled, :created_at
FROM {whom}
ON CONFLICT (participation_id, activity, slot, attempt) DO NOTHING
"""

KNOWN = """participations p, employees e
WHERE p.id = :participation_id AND e.id = :employee_id
"""

PROVEN = """sessions s
JOIN accounts a ON a.id = s.account_id
JOIN employees e ON e.id = a.employee_id AND (e.left_on IS NULL OR e.left_on > :today)
JOIN participations p ON p.account_id = a.id
WHERE s.token_hash = :token_hash AND s.expires_at > :created_at
  AND (SELECT CAST(value AS TEXT) FROM settings WHERE key = 'rules_revision') = :rules_revision
"""

INSERT_KNOWN = INSERT.format(whom=KNOWN)
INSERT_PROVEN = INSERT.format(whom=PROVEN)


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
    row = run(WHO, {"token_hash": hashed(token), "now": to.moment(now), "today": to.day(today)})
    if row is None:
        return None
    return Identity(row[0], row[1], row[2], row[3], row[4] and to.read_day(row[4]), int(row[5] or 0))


def insert(who: Identity, new: NewCheckIn) -> int | None:
    """The new row's id, or None when the slot is taken. Raises NotOnRoll."""
    return add(INSERT_KNOWN, new, participation_id=who.participation_id, employee_id=who.employee_id)


def insert_at_once(token: str, rules_revision: int, new: NewCheckIn) -> int | None:
    """The new row's id, proved by the same statement: the token's person has joined and is on today's roll, the
    rules are still those of ``rules_revision``, the slot is free. None when one of these does not hold.

    ``new.day`` is today. Raises NotOnRoll.
    """
    proof = {"token_hash": hashed(token), "today": binder().day(new.day), "rules_revision": str(rules_revision)}
    return add(INSERT_PROVEN, new, **proof)


def add(statement: str, new: NewCheckIn, **values: Any) -> int | None:
    to = binder()
    values |= new._asdict()
    values["day"], values["created_at"] = to.day(new.day), to.moment(new.created_at)
    try:
        row = run(statement, values)
    except engine().dialect.dbapi.IntegrityError as error:  # type: ignore[union-attr]
        if "department_id" in str(error):
            raise NotOnRoll from None
        raise
    return row[0] if row else None


def hashed(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


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
