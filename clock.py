"""The only file that asks what time it is.

Instants are aware UTC. The office's calendar day is a plain date in the office's zone (Asia/Shanghai
unless configured), worked out once when a fact is written and stored beside it.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

TZ = ZoneInfo("Asia/Shanghai")
AHEAD = timedelta()  # of the true time: the made-up days of ``manage.py simulate``, and nothing else


def use(zone: str) -> None:
    """Set the office's zone (OFFICE_TZ). Once per process, before the first day is asked for."""
    global TZ
    TZ = ZoneInfo(zone)


def now() -> datetime:
    """This instant, aware, UTC."""
    return datetime.now(UTC) + AHEAD


def move_to(instant: datetime | None) -> None:
    """Go on from another instant, in this process only; from the true one again with None. For made-up days alone."""
    global AHEAD
    AHEAD = instant - datetime.now(UTC) if instant else timedelta()


def today() -> date:
    """The office's calendar day."""
    return now().astimezone(TZ).date()


def local(instant: datetime) -> datetime:
    """An aware instant on the office's clock."""
    return instant.astimezone(TZ)


def at(day: date, wall: time) -> datetime:
    """The instant, aware UTC, when the office's clock shows ``wall`` on ``day``."""
    return datetime.combine(day, wall, TZ).astimezone(UTC)
