"""A weekly plan (周学习): one form makes all its dates; each can then be moved or cancelled by itself."""

import secrets
from datetime import date, timedelta
from typing import NamedTuple

import clock
from errors import Invalid
from services import working_days
from services.audit import trail as audit
from services.audit.trail import Actor
from services.office.events import events
from services.office.events.events import NewEvent

MOST = 60
WEEK = timedelta(days=7)


class Made(NamedTuple):
    """How many dates were made, and which were left out because nobody works on them."""

    times: int
    left_out: list[date]
    first_id: int


def dates(weekday: int, first: date, last: date) -> list[date]:
    """Every such weekday (0 Monday) from first to last."""
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    return [day + WEEK * count for count in range((last - day).days // 7 + 1)] if day <= last else []


def make(new: NewEvent, weekday: int, actor: Actor) -> Made:
    """``new`` from its first to its last day, once a week, working days only. Raises Invalid."""
    problems = {}
    if new.first_day is None or new.last_day is None:
        problems["first_day" if new.first_day is None else "last_day"] = "请填写日期"
    elif new.last_day < new.first_day:
        problems["last_day"] = "最后一天不能早于第一天"
    if weekday not in range(7):
        problems["weekday"] = "请选择星期几"
    if problems or new.first_day is None or new.last_day is None:
        raise Invalid("有几处需要改正", problems)
    wanted = dates(weekday, new.first_day, new.last_day)
    if not wanted or len(wanted) > MOST:
        raise Invalid("有几处需要改正", {"last_day": f"这段时间里有 {len(wanted)} 次，一次最多排 {MOST} 次，至少 1 次"})
    known = working_days.days(wanted[0], wanted[-1])
    kept = [day for day in wanted if known[day].is_workday]
    if not kept:
        raise Invalid("有几处需要改正", {"weekday": "这段时间里的这些日子都不上班"})
    series = secrets.token_hex(8)
    rows = [events.make(new._replace(first_day=day, last_day=day), actor, series) for day in kept]
    audit.write(actor, "event.series", new.title, {"count": len(rows), "day": f"{kept[0]} 至 {kept[-1]}"})
    return Made(len(rows), [day for day in wanted if day not in kept], rows[0].id)


def cancel_rest(event_id: int, reason: str, actor: Actor) -> int:
    """This date of a plan and all later ones that are still planned; how many. Raises NotFound, Invalid."""
    row = events.get(event_id)
    from_day = max(row.first_day, clock.today())
    rest = [one for one in events.of_series(row.series) if one.state == events.PLANNED and one.first_day >= from_day]
    for one in rest:
        events.cancel(one.id, one.version, reason, actor)
    return len(rest)
