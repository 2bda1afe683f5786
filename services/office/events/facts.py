"""What the calendar of events gives to a report: how often, how many came, what meetings decided, what stood still.

Only what was held counts. People are a number; nothing here says who came or who did not.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from models import Event, LowCarbonDay, Resolution, session
from services.office.events.events import HELD, MEETING
from services.word.drafts import Draft, Fact

PARTS = {
    "meetings": ("领导小组会、推进会", (MEETING,), ("leading", "progress")),
    "trainings": ("培训", ("training",), None),
    "campaigns": ("主题活动和宣传", ("campaign", "publicity"), None),
    "study": ("周学习", ("study",), None),
}
BY_HAND = {"meetings": ("meetings",), "trainings": ("trainings",), "events": ("campaigns",)}


def of(year: int) -> Iterator[Fact]:
    for key, (label, kinds, boards) in PARTS.items():
        times, told, heads = held(year, kinds, boards)
        source = f"活动日历 events，{year}年已举办的{label}"
        yield Fact(f"events.{key}", label, times or None, "次", source)
        people, by = heads if told else None, f"{source}，有人数的 {told} 次合计"
        yield Fact(f"events.{key}.heads", f"{label}参加人次", people, "人次", by)
    yield from decided(year)
    yield from stood_still(year)


def held(year: int, kinds: tuple[str, ...], boards: tuple[str, ...] | None) -> tuple[int, int, int]:
    """How often, how often somebody counted, and how many came in all."""
    query = select(func.count(), func.count(Event.attendance), func.coalesce(func.sum(Event.attendance), 0))
    query = query.where(Event.state == HELD, Event.kind.in_(kinds), within(Event.first_day, year))
    times, told, heads = session.execute(query if boards is None else query.where(Event.board.in_(boards))).one()
    return times, told, int(heads or 0)


def decided(year: int) -> Iterator[Fact]:
    query = select(func.count(), func.count(Resolution.done_on)).join(Event, Event.id == Resolution.event_id)
    count, done = session.execute(query.where(within(Event.first_day, year))).one()
    source = f"会议议定事项 resolutions，{year}年会议议定的"
    yield Fact("resolutions", "会议议定事项", count or None, "项", source)
    yield Fact("resolutions.done", "已办结的议定事项", done if count else None, "项", f"{source}，有办结日期")


def stood_still(year: int) -> Iterator[Fact]:
    query = select(func.count(), func.sum(LowCarbonDay.vehicles), func.sum(LowCarbonDay.lifts))
    days, vehicles, lifts = session.execute(query.where(within(LowCarbonDay.day, year))).one()
    source = f"低碳日记录 low_carbon_days，{year}年"
    yield Fact("low_carbon.days", "低碳日", days or None, "天", source)
    yield Fact("low_carbon.vehicles", "低碳日停驶车辆", whole(vehicles), "辆次", source)
    yield Fact("low_carbon.lifts", "低碳日停开电梯", whole(lifts), "部次", source)


def whole(value: object) -> int | None:
    return None if value is None else int(str(value))


def within(column: Any, year: int) -> ColumnElement[bool]:
    return column.between(date(year, 1, 1), date(year, 12, 31))


def meetings(draft: Draft) -> str:
    """The sentence on meetings: by the calendar where it has any, else by what was filled in for the year."""
    if not draft.has("events.meetings"):
        return "召开节约型机关创建领导小组会、推进会{fact.meetings}。"
    sentence = "召开节约型机关创建领导小组会、推进会{events.meetings}"
    return sentence + ("，议定事项{resolutions}，已办结{resolutions.done}。" if draft.has("resolutions") else "。")


def gatherings(draft: Draft) -> str:
    """The sentence on trainings and events, likewise."""
    told = [key for key in ("trainings", "campaigns", "study") if draft.has(f"events.{key}")]
    if not told:
        return "组织培训{fact.trainings}、主题宣传活动{fact.events}，参加{fact.event_heads}。"
    verbs = {"trainings": "组织培训", "campaigns": "开展主题活动和宣传", "study": "组织周学习"}
    parts = []
    for key in told:
        heads = f"，参加{{events.{key}.heads}}" if draft.has(f"events.{key}.heads") else ""
        parts.append(f"{verbs[key]}{{events.{key}}}{heads}")
    return "；".join(parts) + "。"


def low_carbon(draft: Draft) -> str:
    """What stood still on low-carbon days; empty when nobody put one down. Never as energy saved."""
    parts = [("停驶车辆", "low_carbon.vehicles"), ("停开电梯", "low_carbon.lifts")]
    told = "、".join(f"{words}{{{key}}}" for words, key in parts if draft.has(key))
    if not told:
        return ""
    return f"组织低碳日{{low_carbon.days}}，{told}；这只说明当天做了什么，不计入本报告的任何能耗指标。"


def by_hand(year: int) -> dict[str, int]:
    """Of the yearly facts that the calendar knows better: how often it says, by the fact's key."""
    found = {key: held(year, PARTS[part][1], PARTS[part][2])[0] for key, (part,) in BY_HAND.items()}
    return {key: times for key, times in found.items() if times}
