"""How fresh the boards are: the instant up to which everything is folded, and a number that changes when they do.

Every process keeps the boards it made until the revision moves, as ``rules`` keeps the rules.
"""

import secrets
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from models import Setting, session

KEY = "boards"
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


class State(NamedTuple):
    """``revision`` 0 means that nothing was ever folded; ``roll`` names the roll that the totals were counted by."""

    revision: int
    as_of: datetime
    roll: int


def read() -> State:
    return of(session.scalar(select(Setting.value).filter_by(key=KEY)) or {})


def of(value: dict[str, Any]) -> State:
    """What the row says."""
    as_of = datetime.fromisoformat(value["as_of"]) if "as_of" in value else NEVER
    return State(value.get("revision", 0), as_of, value.get("roll", 0))


def touch(as_of: datetime | None = None, roll: int | None = None) -> None:
    """The boards have changed. Only whoever is alone may say so."""
    row = session.scalar(select(Setting).filter_by(key=KEY))
    if row is None:
        row = Setting(key=KEY)
        session.add(row)
    kept: dict = row.value or {}  # type: ignore[assignment]
    told = {"as_of": as_of and as_of.isoformat(), "roll": roll}
    row.value = kept | {name: value for name, value in told.items() if value is not None}
    row.value = row.value | {"revision": secrets.randbelow(2**31) + 1}
    session.flush()
