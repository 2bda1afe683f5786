"""What an activity pays on a day. Rules rarely change: they are kept per process until ``rules_revision`` moves."""

import secrets
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from models import Rule, Setting, session

REVISION = "rules_revision"
FIRST_DAY = date(2000, 1, 1)


class Terms(NamedTuple):
    """The rule of one activity from ``valid_from`` on."""

    valid_from: date
    version: int
    is_on: bool
    points: dict[str, int]
    factor_set: str
    limits: dict[str, int]


class Book:
    def __init__(self) -> None:
        self.revision: int | None = None
        self.terms: dict[str, list[Terms]] = {}


_book = Book()


def on(activity_key: str, day: date, revision: int | None = None) -> Terms | None:
    """The terms of that day, or None when none is valid yet.

    ``revision`` is the office's current one when the caller already read it; otherwise it is read here.
    """
    current = read_revision() if revision is None else revision
    if _book.revision != current:
        _book.terms, _book.revision = read_all(), current
    return in_hand(activity_key, day)


def in_hand(activity_key: str, day: date) -> Terms | None:
    """The terms of that day as this process last read them; whoever relies on them proves ``revision_in_hand``."""
    return next((terms for terms in _book.terms.get(activity_key, ()) if terms.valid_from <= day), None)


def revision_in_hand() -> int:
    """Of the rules that this process last read; 0 before the first time."""
    return _book.revision or 0


def read_revision() -> int:
    return int(session.scalar(select(Setting.value).filter_by(key=REVISION)) or 0)


def read_all() -> dict[str, list[Terms]]:
    """Every rule by activity, newest first."""
    found: dict[str, list[Terms]] = {}
    for rule in session.scalars(select(Rule).order_by(Rule.valid_from.desc(), Rule.version.desc())):
        terms = Terms(rule.valid_from, rule.version, rule.is_on, rule.points, rule.factor_set, rule.limits)
        found.setdefault(rule.activity, []).append(terms)
    return found


def change(
    activity_key: str,
    valid_from: date,
    points: dict[str, int],
    factor_set: str,
    *,
    is_on: bool = True,
    limits: dict[str, int] | None = None,
    reason: str = "",
    manager_id: int | None = None,
) -> Rule:
    """Add the next version of an activity's rule, valid from a day on."""
    last = session.scalar(select(Rule.version).filter_by(activity=activity_key).order_by(Rule.version.desc()).limit(1))
    rule = Rule(
        activity=activity_key,
        version=(last or 0) + 1,
        valid_from=valid_from,
        points=points,
        factor_set=factor_set,
        is_on=is_on,
        limits=limits or {},
        reason=reason,
        created_by=manager_id,
    )
    session.add(rule)
    touch()
    return rule


def touch() -> None:
    """Tell every process that its copy of the rules is out of date: the revision becomes another random number."""
    row = session.scalar(select(Setting).filter_by(key=REVISION).with_for_update())
    if row is None:
        row = Setting(key=REVISION)
        session.add(row)
    row.value = secrets.randbelow(2**31)
