"""The calendar: what the office plans and holds. Attendance is a number; nobody's name is asked for.

Days of the calendar that are fixed, and weeks whose dates come by notice, are ``services/campaigns/days.py`` and
``services/campaigns/campaigns.py``; here they can be what an event belongs to.
"""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select

import clock
from errors import Conflict, Invalid, NotFound
from models import Campaign, Department, Event, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.printing.font import one_line

KINDS = {
    "campaign": "主题活动",
    "training": "培训",
    "study": "周学习",
    "meeting": "会议",
    "publicity": "宣传",
}
MEETING = "meeting"
BOARDS = {"leading": "领导小组会", "progress": "推进会", "other": "其他会议"}
PLANNED, HELD, CANCELLED = "planned", "held", "cancelled"
STATES = {PLANNED: "计划中", HELD: "已举办", CANCELLED: "已取消"}
LONGEST = timedelta(days=366)
MOST_PEOPLE = 100_000
WORDS = {"title": 60, "place": 60, "organiser": 60}
SUMMARY = 5000


class NewEvent(NamedTuple):
    """What a manager fills in. ``version`` is the one their page showed; 0 for a new one."""

    kind: str
    title: str
    first_day: date | None
    last_day: date | None = None
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    department_id: int | None = None
    organiser: str = ""
    campaign_id: int | None = None
    board: str = ""
    version: int = 0


def get(event_id: int) -> Event:
    """Raises NotFound."""
    row = session.get(Event, event_id)
    if row is None:
        raise NotFound("没有这项活动")
    return row


def to_report() -> int:
    """How many are over and still say planned."""
    query = select(func.count()).select_from(Event).where(Event.state == PLANNED, Event.last_day < clock.today())
    return session.scalar(query) or 0


def of_series(series: str) -> Sequence[Event]:
    """The other dates of a weekly plan too; none for an event of its own."""
    return session.scalars(select(Event).filter_by(series=series).order_by(Event.first_day)).all() if series else []


def make(new: NewEvent, actor: Actor, series: str = "") -> Event:
    """Raises Invalid at the field that is wrong."""
    values = checked(new)
    key = {"title": values["title"], "first_day": values["first_day"], "kind": values["kind"]}
    if session.scalar(select(Event.id).filter_by(**key, starts_at=values["starts_at"])):
        raise Invalid("有几处需要改正", {"title": "同一天同一时间已经有一项同名的活动"})
    row = Event(**values, series=series, created_by=actor.manager_id)
    session.add(row)
    session.flush()
    audit.write(actor, "event.make", name(row), {"day": written(row.first_day), "kind": KINDS[row.kind]})
    return row


def change(event_id: int, new: NewEvent, actor: Actor) -> Event:
    """Move it, rename it; what was held stays held. Raises NotFound, Conflict, Invalid also when it was changed
    meanwhile."""
    row = locked(event_id, new.version)
    values = checked(new)
    if row.state == HELD and values["first_day"] > clock.today():
        raise Invalid("有几处需要改正", {"first_day": "这项活动已经登记为举办，日期不能改到以后"})
    changes = {key: [written(getattr(row, key)), written(value)] for key, value in values.items()}
    changes = {key: pair for key, pair in changes.items() if pair[0] != pair[1]}
    if changes:
        for key, value in values.items():
            setattr(row, key, value)
        row.version += 1
        session.flush()
        audit.write(actor, "event.change", name(row), changes)
    return row


def hold(event_id: int, version: int, attendance: int | None, summary: str, actor: Actor) -> Event:
    """Put down that it was held, with how many came and minutes or a résumé; again corrects these.

    Raises NotFound, Conflict, Invalid.
    """
    row = locked(event_id, version)
    words = plain(summary)
    problems = {}
    if row.first_day > clock.today():
        problems["summary"] = "这项活动还没有到日子"
    if attendance is not None and not 0 <= attendance <= MOST_PEOPLE:
        problems["attendance"] = f"人数要在 0～{MOST_PEOPLE:,} 之间"
    if len(words) > SUMMARY:
        problems["summary"] = f"内容最多 {SUMMARY} 个字，长的纪要请作附件上传"
    if problems:
        raise Invalid("有几处需要改正", problems)
    after = {"state": HELD, "attendance": attendance, "summary": words}
    changes = {key: [getattr(row, key), value] for key, value in after.items() if getattr(row, key) != value}
    if changes:
        row.state, row.attendance, row.summary, row.version = HELD, attendance, words, row.version + 1
        session.flush()
        audit.write(actor, "event.hold", name(row), changes)
    return row


def cancel(event_id: int, version: int, reason: str, actor: Actor) -> Event:
    """Raises NotFound, Conflict for one that was held, Invalid without a reason."""
    row = locked(event_id, version)
    if row.state == HELD:
        raise Conflict("这项活动已经登记为举办，不能取消")
    words = one_line(reason)[:200]
    if not words:
        raise Invalid("有几处需要改正", {"reason": "请写明取消的原因"})
    row.state, row.summary, row.version = CANCELLED, words, row.version + 1
    session.flush()
    audit.write(actor, "event.cancel", name(row), {"state": [PLANNED, CANCELLED]}, words)
    return row


def locked(event_id: int, version: int) -> Event:
    row = session.scalar(select(Event).filter_by(id=event_id).with_for_update())
    if row is None:
        raise NotFound("没有这项活动")
    if row.state == CANCELLED:
        raise Conflict("这项活动已经取消，不能再改")
    if version != row.version:
        raise Invalid("有人刚刚改过", {"version": "有人刚刚改过这项活动：请看现在的内容，您填的还在，核对后再保存"})
    return row


def checked(new: NewEvent) -> dict[str, Any]:
    """The columns. Raises Invalid naming every field that is wrong."""
    values = new._asdict() | {key: one_line(getattr(new, key)) for key in WORDS}
    del values["version"]
    values["last_day"] = new.last_day or new.first_day
    values["board"] = new.board if new.kind == MEETING else ""
    problems = {key: f"最多 {most} 个字" for key, most in WORDS.items() if len(values[key]) > most}
    problems |= dates_at_fault(new.first_day, values["last_day"], new.starts_at, new.ends_at)
    if not values["title"]:
        problems["title"] = "请填写名称"
    if new.kind not in KINDS:
        problems["kind"] = "请选择类型"
    if new.kind == MEETING and new.board not in BOARDS:
        problems["board"] = "请选择是哪一种会议"
    if new.department_id is not None and session.get(Department, new.department_id) is None:
        problems["department_id"] = "请从列表里选择部门"
    if new.campaign_id is not None and session.get(Campaign, new.campaign_id) is None:
        problems["campaign_id"] = "请从列表里选择主题活动"
    if problems:
        raise Invalid("有几处需要改正", problems)
    return values


def dates_at_fault(first: date | None, last: date | None, start: time | None, end: time | None) -> dict[str, str]:
    if first is None or last is None:
        return {"first_day": "请填写日期"}
    if not 2000 <= first.year <= 2099:
        return {"first_day": "年份不对"}
    if last < first:
        return {"last_day": "结束日期不能早于开始日期"}
    if last - first >= LONGEST:
        return {"last_day": "一项活动最长一年"}
    if end is not None and (start is None or (first == last and end <= start)):
        return {"ends_at": "结束时间要晚于开始时间" if start else "请先填开始时间"}
    return {}


def plain(text: str) -> str:
    """Lines of words without other control characters."""
    return "".join(letter for letter in text if letter == "\n" or letter.isprintable()).strip()


def called(event_id: int) -> str:
    """What the log calls it. Raises NotFound."""
    return name(get(event_id))


def takes_files(event_id: int) -> None:
    """Pictures and minutes at any time, but not for what was called off. Raises NotFound, Conflict."""
    if get(event_id).state == CANCELLED:
        raise Conflict("这项活动已经取消，附件不再增减")


def name(row: Event) -> str:
    """What the log calls it."""
    return f"{KINDS.get(row.kind, row.kind)}「{row.title}」{row.first_day}"


def written(value: Any) -> Any:
    """As the log keeps it."""
    return value.isoformat() if isinstance(value, date) else f"{value:%H:%M}" if isinstance(value, time) else value
