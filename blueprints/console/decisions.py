"""What waits for somebody's decision: one small function each, and one list. A new one is a function and a line.

A function looks, for one visitor, and gives None when nothing waits.
"""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import clock
from blueprints.console.base import MANAGER, READER
from services import deliveries, filing, holds, working_days
from services.console_sessions import Visitor

NOTICE_MONTH = 11  # the State Council's notice for the next year is published in the last months of this one


class Decision(NamedTuple):
    """``words`` say what waits; the room that settles it is one click away. ``is_late``: it should have been done."""

    words: str
    endpoint: str
    is_late: bool = False


class Source(NamedTuple):
    """Who is told: ``role`` is the least one that can settle it; ``whole`` means only for the whole office."""

    look: Callable[[Visitor], Decision | None]
    role: str = MANAGER
    whole: bool = True


def held_acts(visitor: Visitor) -> Decision | None:
    count = holds.count(visitor.department_id)
    return Decision(f"{count} 条记录待核实", "held_acts.show") if count else None


def sending(visitor: Visitor) -> Decision | None:
    return Decision("微信暂不接收消息，提醒没有发出", "reminders.show", is_late=True) if deliveries.halted() else None


def calendar(visitor: Visitor) -> Decision | None:
    """Next year's working days, once the notice can be expected; this year's, if nobody has entered them."""
    today, until = clock.today(), working_days.official_until()
    if until < date(today.year, 12, 31):
        return Decision(f"{today.year} 年的工作日历还是暂定的，请录入放假通知", "calendar_days.show", is_late=True)
    if today.month >= NOTICE_MONTH and until < date(today.year + 1, 12, 31):
        return Decision(f"{today.year + 1} 年的放假安排还没有录入", "calendar_days.show")
    return None


def papers(visitor: Visitor) -> Decision | None:
    missing = filing.missing()
    return Decision(f"备案、立项、验收还有 {len(missing)} 项没有填写", "compliance.show") if missing else None


SOURCES = (
    Source(held_acts, whole=False),
    Source(sending, READER, whole=False),
    Source(calendar),
    Source(papers),
)


def waiting(visitor: Visitor) -> list[Decision]:
    """What this visitor can settle, what is late first."""
    mine = [one for one in SOURCES if visitor.may(one.role) and not (one.whole and visitor.department_id is not None)]
    return sorted(filter(None, (one.look(visitor) for one in mine)), key=lambda found: not found.is_late)
