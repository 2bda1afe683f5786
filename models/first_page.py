"""The statements of the first page, written by hand as those of ``models/hot_path.py`` are (docs/adr/0007).

Everybody opens it every morning, and a statement made by SQLAlchemy costs as much as a whole request of a bare Flask.
Each is a transaction of its own; ``tests/test_home.py`` holds what they say against the ORM's view of the tables.
"""

import json
from datetime import date
from typing import Any, NamedTuple

from models.by_hand import run_all
from models.spelling import binder


class Slot(NamedTuple):
    """One row of a slot of that day. ``hold`` is the state of the act's hold, None when nobody has to look at it."""

    id: int
    activity: str
    slot: str
    attempt: int
    points: int
    hold: str | None


class Past(NamedTuple):
    """Acts of one day by one method of counting grams; ``acts`` counts those that stand."""

    day: date
    carbon_method: str
    grams: int | None
    acts: int


class Total(NamedTuple):
    """A folded total of a period, or (period 0) one row of the ledger that is not folded yet."""

    period: int
    day: date | None
    points: int
    grams: int
    acts: int


class Desk(NamedTuple):
    """What else the page says of a person, and what the boards were made of (``services/boards/state.py``)."""

    unread: int
    reminder_kinds: list[str]
    department_id: int | None
    boards: dict[str, Any]


SLOTS = """
SELECT c.id, c.activity, c.slot, c.attempt, c.points, h.state
FROM check_ins c
LEFT JOIN holds h ON h.check_in_id = c.id
WHERE c.participation_id = :participation_id AND c.day = :day
ORDER BY abs(c.attempt), c.attempt DESC
"""

PAST = """
SELECT day, carbon_method, sum(grams), sum(CASE WHEN attempt > 0 THEN 1 ELSE -1 END)
FROM check_ins
WHERE participation_id = :participation_id
GROUP BY day, carbon_method
"""

TOTALS = """
SELECT period, NULL, points, grams, acts
FROM person_totals
WHERE participation_id = :participation_id AND period IN (:one, :other)
UNION ALL
SELECT 0, day, points, coalesce(grams, 0), CASE WHEN attempt > 0 THEN 1 ELSE -1 END
FROM check_ins
WHERE participation_id = :participation_id AND NOT is_folded
"""

DESK = """
SELECT (SELECT count(*) FROM messages WHERE account_id = :account_id AND read_at IS NULL),
       (SELECT reminder_kinds FROM accounts WHERE id = :account_id),
       (SELECT department_id FROM postings
        WHERE employee_id = :employee_id AND from_day <= :today AND (to_day IS NULL OR to_day > :today)),
       (SELECT value FROM settings WHERE key = 'boards')
"""

AWAY = """
SELECT from_day, to_day FROM absences WHERE account_id = :account_id AND from_day <= :last AND to_day >= :first
"""

OWN_DAYS = "SELECT day, is_workday, name FROM calendar_days WHERE day BETWEEN :first AND :last"


def slots(participation_id: int, day: date) -> list[Slot]:
    return [Slot(*row) for row in run_all(SLOTS, {"participation_id": participation_id, "day": binder().day(day)})]


def past(participation_id: int) -> list[Past]:
    read = binder().read_day
    rows = run_all(PAST, {"participation_id": participation_id})
    return [Past(read(day), method, grams, acts) for day, method, grams, acts in rows]


def totals(participation_id: int, one: int, other: int) -> list[Total]:
    """The folded totals of two periods and what is not folded yet, as of one moment."""
    read = binder().read_day
    rows = run_all(TOTALS, {"participation_id": participation_id, "one": one, "other": other})
    return [Total(period, day and read(day), *sums) for period, day, *sums in rows]


def desk(account_id: int, employee_id: int | None, today: date) -> Desk:
    values = {"account_id": account_id, "employee_id": employee_id, "today": binder().day(today)}
    ((unread, kinds, department_id, boards),) = run_all(DESK, values)
    return Desk(unread, plain(kinds) or [], department_id, plain(boards) or {})


def away(account_id: int, first: date, last: date) -> list[tuple[date, date]]:
    """The person's absences that touch these days."""
    to = binder()
    rows = run_all(AWAY, {"account_id": account_id, "first": to.day(first), "last": to.day(last)})
    return [(to.read_day(since), to.read_day(until)) for since, until in rows]


def own_days(first: date, last: date) -> list[tuple[date, bool, str]]:
    """The days that the office has declared itself."""
    to = binder()
    rows = run_all(OWN_DAYS, {"first": to.day(first), "last": to.day(last)})
    return [(to.read_day(day), bool(is_workday), name) for day, is_workday, name in rows]


def plain(value: Any) -> Any:
    """JSON as PostgreSQL's driver gives it, or as the text that SQLite keeps."""
    return json.loads(value) if isinstance(value, str) else value
