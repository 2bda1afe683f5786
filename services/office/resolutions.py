"""What meetings decided, and what became of it: who does it until when, when it was done, what was done."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Select, func, select

import clock
from errors import Conflict, Invalid, NotFound
from models import Department, Event, Resolution, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.office.events import events
from services.printing.font import one_line

LONGEST = 200
PAGE = 50


class Line(NamedTuple):
    """A resolution with its meeting and the department that carries it out."""

    row: Resolution
    event: Event
    department: str

    @property
    def is_late(self) -> bool:
        return self.row.done_on is None and self.row.due_on < clock.today()


def select_lines() -> Select:
    return (
        select(Resolution, Event, Department.name)
        .join(Event, Event.id == Resolution.event_id)
        .outerjoin(Department, Department.id == Resolution.department_id)
    )


def lines(query: Select) -> list[Line]:
    return [Line(row, event, department or "") for row, event, department in session.execute(query)]


def of_event(event_id: int) -> list[Line]:
    return lines(select_lines().where(Resolution.event_id == event_id).order_by(Resolution.id))


def open_ones() -> list[Line]:
    """Everything that is not done, what is due first on top."""
    return lines(select_lines().where(Resolution.done_on.is_(None)).order_by(Resolution.due_on, Resolution.id))


def done_ones(page: int) -> tuple[list[Line], int]:
    """A page of what is done, the latest first, and how many there are."""
    count = session.scalar(select(func.count()).select_from(Resolution).where(Resolution.done_on.is_not(None))) or 0
    query = select_lines().where(Resolution.done_on.is_not(None))
    query = query.order_by(Resolution.done_on.desc(), Resolution.id.desc()).offset((page - 1) * PAGE).limit(PAGE)
    return lines(query), count


def late() -> int:
    """How many are overdue."""
    query = select(func.count()).select_from(Resolution)
    return session.scalar(query.where(Resolution.done_on.is_(None), Resolution.due_on < clock.today())) or 0


def add(event_id: int, text: str, department_id: int | None, due_on: date | None, actor: Actor) -> Resolution:
    """To a meeting. Raises NotFound, Conflict, Invalid."""
    event, words = events.get(event_id), one_line(text)
    if event.kind != events.MEETING or event.state == events.CANCELLED:
        raise Conflict("只有没有取消的会议才有议定事项")
    problems = {}
    if not words or len(words) > LONGEST:
        problems["text"] = f"请写明议定的事，最多 {LONGEST} 个字"
    if department_id is None or session.get(Department, department_id) is None:
        problems["department_id"] = "请选择责任部门"
    if due_on is None or due_on < event.first_day:
        problems["due_on"] = "请填写完成期限" if due_on is None else "期限不能早于会议那天"
    if problems or due_on is None:
        raise Invalid("有几处需要改正", problems)
    row = Resolution(event_id=event_id, text=words, department_id=department_id, due_on=due_on)
    session.add(row)
    session.flush()
    audit.write(actor, "resolution.add", name(row), {"due_on": str(due_on)})
    return row


def finish(resolution_id: int, version: int, done_on: date | None, text: str, actor: Actor) -> None:
    """Raises NotFound, Conflict, Invalid."""
    row, words = locked(resolution_id, version), one_line(text)
    problems = {}
    if done_on is None or done_on > clock.today():
        problems["done_on"] = "请填写办结的日期，不能晚于今天"
    if not words or len(words) > LONGEST:
        problems["done_text"] = f"请写明怎么办的，最多 {LONGEST} 个字"
    if problems:
        raise Invalid("有几处需要改正", problems)
    row.done_on, row.done_text, row.version = done_on, words, row.version + 1
    session.flush()
    audit.write(actor, "resolution.finish", name(row), {"done_on": str(done_on)}, words)


def extend(resolution_id: int, version: int, due_on: date | None, reason: str, actor: Actor) -> None:
    """Another day until which it is to be done, with the reason. Raises NotFound, Conflict, Invalid."""
    row, words = locked(resolution_id, version), one_line(reason)
    problems = {} if words else {"reason": "请写明延期的原因"}
    if due_on is None or due_on <= row.due_on:
        raise Invalid("有几处需要改正", problems | {"due_on": "新的期限要晚于原来的期限"})
    if problems:
        raise Invalid("有几处需要改正", problems)
    before = str(row.due_on)
    row.due_on, row.version = due_on, row.version + 1
    session.flush()
    audit.write(actor, "resolution.extend", name(row), {"due_on": [before, str(due_on)]}, words)


def locked(resolution_id: int, version: int) -> Resolution:
    row = session.scalar(select(Resolution).filter_by(id=resolution_id).with_for_update())
    if row is None:
        raise NotFound("没有这项议定事项")
    if row.done_on is not None:
        raise Conflict("这项议定事项已经办结")
    if version != row.version:
        raise Invalid("有人刚刚改过", {"version": "有人刚刚改过这一项，请刷新后再办"})
    return row


def get(resolution_id: int) -> Resolution:
    """Raises NotFound."""
    row = session.get(Resolution, resolution_id)
    if row is None:
        raise NotFound("没有这项议定事项")
    return row


def name(row: Resolution) -> str:
    return f"议定事项「{row.text[:40]}」"
