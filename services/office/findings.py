"""Findings about places: reported, notified, fixed, rechecked. Never about a person; who reported one is not kept.

found → notice with a due day → fixed → rechecked: in order closes it, not in order sets a new due day. An objection
that is upheld withdraws the finding, and it counts no more.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import func, literal, select

import clock
from errors import Conflict, Invalid, NotFound
from models import Area, Department, Employee, Finding, Notice, hot_path, session
from services import resends, vault
from services.audit import trail as audit
from services.audit.trail import Actor
from services.office import areas
from services.photos import photos

OPEN, NOTIFIED, FIXED, CLOSED, WITHDRAWN = STATES = ("open", "notified", "fixed", "closed", "withdrawn")
LABELS = dict(zip(STATES, ("待通报", "待整改", "待复查", "已销号", "已撤销"), strict=True))
LONGEST = 200
FULL_NAME = 3  # characters: shorter names are words as well


class Shown(NamedTuple):
    """A finding with its place and the office that looks after it."""

    finding: Finding
    area: str
    department: str
    number: str


class Score(NamedTuple):
    """An office's findings: how many were closed, and in time, of those that are due or done."""

    department: str
    found: int
    closed: int
    late: int

    @property
    def share(self) -> float:
        return self.closed / self.found if self.found else 1.0


def add(area_id: int | None, item: str, text: str, source: str, actor: Actor) -> Finding:
    """Raises Invalid for a text that is empty, too long, or names somebody."""
    row = Finding(area_id=area_id, item=item, text=checked(text), source=source, day=clock.today())
    session.add(row)
    session.flush()
    audit.write(actor, "finding.add", row.text[:60])
    return row


def report(
    who: hot_path.Identity,
    area_code: str | None,
    text: str,
    photo_id: int | None = None,
    written_on: date | None = None,
) -> tuple[Finding, bool]:
    """From the mini-program; the same words about the same place, written on the same day, are the same finding.

    Raises NotFound for an unknown place, Invalid for a text that names somebody or a photo that cannot be added.
    """
    area = areas.find(area_code) if area_code else None
    if area_code and area is None:
        raise NotFound("没有这个区域的编码，请核对，或不填编码、在文字里写明地点", code="AREA_UNKNOWN")
    text = checked(text)
    mark = f"{who.account_id}|{resends.day_of(written_on)}|{area.id if area else 0}|{text}"
    fingerprint = vault.fingerprint(mark, "finding")
    found = session.scalar(select(Finding).filter_by(report_hash=fingerprint))
    if found is not None:
        return found, False
    if photo_id is not None:
        photos.give(who, photo_id)
    row = Finding(area_id=area and area.id, text=text, source="phone", day=clock.today(), report_hash=fingerprint)
    row.photo_id = photo_id
    session.add(row)
    session.flush()
    return row, True


def checked(text: str, field: str = "text") -> str:
    text = " ".join(text.split())
    if not text or len(text) > LONGEST:
        raise Invalid("有几处需要改正", {field: f"请写明是什么情况，最多 {LONGEST} 个字"})
    if names_somebody(text):
        raise Invalid("有几处需要改正", {field: "请只写地点和情况，不要写人的姓名"})
    return text


def names_somebody(text: str) -> bool:
    """Whether the text holds the full name of somebody on the roll."""
    holds = literal(text).contains(Employee.name)
    return (
        session.scalar(select(Employee.id).where(func.length(Employee.name) >= FULL_NAME, holds).limit(1)) is not None
    )


def listing(state: str = "") -> list[Shown]:
    """The newest first, at most 300."""
    query = (
        select(Finding, Area.name, Department.name, Notice.number)
        .outerjoin(Area, Area.id == Finding.area_id)
        .outerjoin(Department, Department.id == Area.department_id)
        .outerjoin(Notice, Notice.id == Finding.notice_id)
        .order_by(Finding.id.desc())
        .limit(300)
    )
    rows = session.execute(query.where(Finding.state == state) if state in STATES else query)
    return [Shown(row, area or "未指明地点", office or "", number or "") for row, area, office, number in rows]


def counts() -> dict[str, int]:
    """How many there are in each state."""
    found = dict.fromkeys(STATES, 0)
    for state, count in session.execute(select(Finding.state, func.count()).group_by(Finding.state)):
        found[state] = count
    return found


def get(finding_id: int, *states: str) -> Finding:
    """To look at, or with ``states`` to change it. Raises NotFound, Conflict when it is in none of them."""
    query = select(Finding).filter_by(id=finding_id)
    row = session.scalar(query.with_for_update() if states else query)
    if row is None:
        raise NotFound("没有这个问题")
    if row.state not in (states or STATES):
        raise Conflict(f"这个问题现在是“{LABELS[row.state]}”，不能这样办理，请刷新页面")
    return row


def notify(ids: Sequence[int], due_on: date, actor: Actor) -> Notice:
    """One notice of several open findings. Raises Invalid, Conflict."""
    today = clock.today()
    if not ids:
        raise Invalid("有几处需要改正", {"ids": "请先勾选要通报的问题"})
    if not today < due_on <= today + timedelta(days=90):
        raise Invalid("有几处需要改正", {"due_on": "整改期限要在明天到 90 天以内"})
    rows = [get(one, OPEN) for one in sorted(set(ids))]
    if any(row.area_id is None for row in rows):
        raise Invalid("有几处需要改正", {"ids": "有的问题还没有指明区域，请先指明"})
    year = func.count().filter(Notice.number.like(f"{today.year}-%"))
    notice = Notice(number=f"{today.year}-{(session.scalar(select(year)) or 0) + 1:03}", day=today, due_on=due_on)
    notice.actor = actor.name
    session.add(notice)
    session.flush()
    for row in rows:
        row.state, row.notice_id, row.due_on = NOTIFIED, notice.id, due_on
    audit.write(actor, "notice.publish", notice.number, {"findings": [row.id for row in rows]})
    return notice


def place(finding_id: int, area_id: int, actor: Actor) -> None:
    """Say where a finding from the mini-program is. Raises NotFound, Conflict."""
    row, area = get(finding_id, OPEN), areas.get(area_id)
    row.area_id = area.id
    audit.write(actor, "finding.place", area.name, {"finding": row.id})


def fix(finding_id: int, words: str, actor: Actor) -> None:
    row = get(finding_id, NOTIFIED)
    row.state, row.fixed_on, row.fix = FIXED, clock.today(), checked(words, "words")
    audit.write(actor, "finding.fix", row.text[:60], reason=row.fix)


def recheck(finding_id: int, due_on: date | None, actor: Actor) -> None:
    """In order, or with a new ``due_on`` not in order. Raises Invalid."""
    row = get(finding_id, FIXED)
    if due_on is None:
        row.state, row.closed_on = CLOSED, clock.today()
    elif due_on <= clock.today():
        raise Invalid("有几处需要改正", {"due_on": "新的整改期限要晚于今天"})
    else:
        row.state, row.due_on, row.fixed_on = NOTIFIED, due_on, None
    audit.write(actor, "finding.recheck", row.text[:60], {"state": row.state})


def dismiss(finding_id: int, words: str, actor: Actor) -> None:
    """Not a finding after all, before anybody was told. Raises Invalid without a reason."""
    row = get(finding_id, OPEN)
    row.state, row.answer = WITHDRAWN, checked(words, "words")
    audit.write(actor, "finding.dismiss", row.text[:60], reason=row.answer)


def object_to(finding_id: int, words: str, actor: Actor) -> None:
    row = get(finding_id, NOTIFIED, FIXED)
    if row.objection:
        raise Conflict("已经登记过异议")
    row.objection = checked(words, "words")
    audit.write(actor, "finding.object", row.text[:60], reason=row.objection)


def answer(finding_id: int, words: str, actor: Actor, *, is_upheld: bool) -> None:
    """Answer an objection; upheld, the finding counts no more. Raises Conflict where there is none to answer."""
    row = get(finding_id, NOTIFIED, FIXED)
    if not row.objection or row.answer:
        raise Conflict("没有待答复的异议")
    row.answer = checked(words, "words")
    row.state = WITHDRAWN if is_upheld else row.state
    audit.write(actor, "finding.answer", row.text[:60], {"upheld": is_upheld}, row.answer)


def scores() -> list[Score]:
    """By office, of findings that were notified: closed ones and late ones. By pinyin, not by merit."""
    today = clock.today()
    found: dict[str, Score] = {}
    query = (
        select(Finding, Department.name)
        .join(Area, Area.id == Finding.area_id)
        .join(Department, Department.id == Area.department_id)
        .where(Finding.state.in_((NOTIFIED, FIXED, CLOSED)))
        .order_by(Department.pinyin)
    )
    for row, name in session.execute(query):
        score = found.setdefault(name, Score(name, 0, 0, 0))
        done = row.fixed_on or today
        is_late = row.due_on is not None and done > row.due_on
        found[name] = Score(name, score.found + 1, score.closed + (row.state == CLOSED), score.late + is_late)
    return list(found.values())
