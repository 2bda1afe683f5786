"""What the office says of each item of the scoring sheet: its score with the reason, whose task it is, until when."""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import or_, select

import clock
from errors import Conflict, Invalid, NotFound
from models import AssessmentAnswer, AssessmentItem, AssessmentSheet, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.office import findings
from services.office.assessment import versions as assessment_versions
from services.printing.font import one_line

LONGEST = {"reason": 500, "role": 40}
NAMED = "请写职务或科室，不要写人的姓名：这些文字会进自评报告和佐证包"


class Draft(NamedTuple):
    """What a clerk fills in. ``version`` is the one their page showed."""

    version: int
    score: Decimal | None
    is_met: bool | None
    reason: str
    role: str
    due_on: date | None


class Opened(NamedTuple):
    """An item with its sheet and answer. ``is_current``: it belongs to the version that is worked on."""

    sheet: AssessmentSheet
    item: AssessmentItem
    answer: AssessmentAnswer
    is_current: bool


def get(item_id: int) -> Opened:
    """Raises NotFound."""
    item = session.get(AssessmentItem, item_id)
    if item is None:
        raise NotFound("没有这一项")
    sheet = assessment_versions.get(item.sheet_id)
    answer = session.scalars(select(AssessmentAnswer).filter_by(item_id=item_id)).one()
    current = assessment_versions.current(sheet.year)
    return Opened(sheet, item, answer, current is not None and current.id == sheet.id)


def to_change(item_id: int) -> Opened:
    """Raises NotFound, Conflict for an older version."""
    session.execute(select(AssessmentAnswer.id).filter_by(item_id=item_id).with_for_update())
    found = get(item_id)
    if not found.is_current:
        raise Conflict("这是旧版本的评价表，只能看；请到现行版本里办理")
    return found


def name(origin_id: int) -> str:
    """What the log calls an item that files are kept with. Raises NotFound."""
    found = newest(origin_id)
    return f"{found.sheet.year}年自评 {found.item.number}"


def check_open(origin_id: int) -> None:
    """Raises NotFound, Conflict when the item stands in an older version only."""
    if not newest(origin_id).is_current:
        raise Conflict("这是旧版本的评价表，只能看；请到现行版本里办理")


def newest(origin_id: int) -> Opened:
    """The item in the newest version that has it, by what it is known as in all of them. Raises NotFound."""
    same = or_(AssessmentItem.id == origin_id, AssessmentItem.origin_id == origin_id)
    found = session.scalar(select(AssessmentItem.id).where(same).order_by(AssessmentItem.id.desc()).limit(1))
    return get(found or 0)


def save(item_id: int, draft: Draft, actor: Actor) -> bool:
    """Whether anything changed. Raises Invalid, also when somebody saved meanwhile; Conflict, NotFound."""
    found = to_change(item_id)
    if draft.version != found.answer.version:
        raise Invalid(fields={"version": "有人刚刚改过这一项：请看下面的差别，改好后再保存；您填的内容还在"})
    wanted = checked(found.item, draft)
    pairs = {name: [getattr(found.answer, name), value] for name, value in wanted.items()}
    changes = {name: [written(one) for one in pair] for name, pair in pairs.items() if pair[0] != pair[1]}
    if not changes:
        return False
    for name, value in wanted.items():
        setattr(found.answer, name, value)
    found.answer.version += 1
    found.answer.actor, found.answer.updated_at = actor.name, clock.now()
    session.flush()
    audit.write(actor, "assessment.answer", f"{found.sheet.year}年自评 {found.item.number}", changes, wanted["reason"])
    return True


def checked(item: AssessmentItem, draft: Draft) -> dict[str, Any]:
    """The columns of a draft. Raises Invalid naming every field that is wrong."""
    words = {"reason": paragraph(draft.reason), "role": one_line(draft.role)}
    faults = {name: f"太长，最多 {most} 个字" for name, most in LONGEST.items() if len(words[name]) > most}
    faults |= {name: NAMED for name, text in words.items() if text and findings.names_somebody(text)}
    if draft.score is not None:
        if item.points is None:
            faults["score"] = "这一项没有分值，不计分"
        elif not 0 <= draft.score <= item.points or draft.score != round(draft.score, 2):
            faults["score"] = f"请填 0 到 {item.points.normalize():f} 之间的分数，最多两位小数"
    if faults:
        raise Invalid("有几处需要改正", faults)
    is_met = draft.is_met if item.is_must else None
    return {"score": draft.score, "is_met": is_met, **words, "due_on": draft.due_on}


def paragraph(text: str) -> str:
    lines = (one_line(line) for line in text.splitlines())
    return "\n".join(filter(None, lines))


def written(value: Any) -> Any:
    """As the log keeps it."""
    return f"{value:f}" if isinstance(value, Decimal) else f"{value}" if isinstance(value, date) else value
