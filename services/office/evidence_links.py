"""What proves what: links from the items of the scoring sheet to the office's records."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from errors import Conflict, Invalid, NotFound
from models import AssessmentEvidence, AssessmentItem, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.office import findings
from services.office.assessment import answers as assessment_answers
from services.office.assessment import versions as assessment_versions
from services.office.evidence import KINDS
from services.printing.font import one_line

MOST = 60
LONGEST_NOTE = 200


class Link(NamedTuple):
    """A linked record as it is now; one that is gone keeps the name it had. ``expires_on`` None: no end."""

    id: int
    kind: str
    ref: str
    label: str
    note: str
    expires_on: date | None
    is_gone: bool

    @property
    def kind_title(self) -> str:
        return KINDS[self.kind].title


def of(item_ids: Collection[int]) -> dict[int, list[Link]]:
    """By item, in the order they were linked; items without any are left out."""
    query = select(AssessmentEvidence).where(AssessmentEvidence.item_id.in_(item_ids)).order_by(AssessmentEvidence.id)
    found: dict[int, list[Link]] = {}
    for row in session.scalars(query):
        found.setdefault(row.item_id, []).append(link_of(row))
    return found


def link_of(row: AssessmentEvidence) -> Link:
    record = KINDS[row.kind].find(row.ref)
    label = record.label if record else row.label
    return Link(row.id, row.kind, row.ref, label, row.note, record and record.expires_on, record is None)


def items_of(kind: str, ref: str, year: int) -> list[AssessmentItem]:
    """The items of the year's sheet that a record proves."""
    sheet = assessment_versions.current(year)
    if sheet is None:
        return []
    query = (
        select(AssessmentItem)
        .join(AssessmentEvidence, AssessmentEvidence.item_id == AssessmentItem.id)
        .where(AssessmentItem.sheet_id == sheet.id, AssessmentEvidence.kind == kind, AssessmentEvidence.ref == ref)
    )
    return list(session.scalars(query.order_by(AssessmentItem.place)))


def link(item_id: int, kind: str, ref: str, note: str, actor: Actor) -> None:
    """The same link again changes nothing but its note. Raises NotFound, Conflict for an older version, Invalid."""
    found = assessment_answers.to_change(item_id)
    record = KINDS[kind].find(ref) if kind in KINDS else None
    if record is None:
        raise NotFound("没有这条记录，可能已经删除，请重新选择")
    note = one_line(note)
    if len(note) > LONGEST_NOTE or findings.names_somebody(note):
        raise Invalid("有几处需要改正", {"note": f"说明最多 {LONGEST_NOTE} 个字，不要写人的姓名"})
    linked = session.scalars(select(AssessmentEvidence).filter_by(item_id=item_id)).all()
    row = next((one for one in linked if (one.kind, one.ref) == (kind, ref)), None)
    if row is None and len(linked) >= MOST:
        raise Conflict(f"一项最多 {MOST} 份佐证，请先去掉用不着的")
    if row is None:
        row = AssessmentEvidence(item_id=item_id, kind=kind, ref=ref)
        session.add(row)
    row.label, row.note = record.label[:200], note
    session.flush()
    subject = f"{found.sheet.year}年自评 {found.item.number}"
    audit.write(actor, "assessment.link", subject, {"evidence": f"{KINDS[kind].title}：{row.label}"})


def unlink(evidence_id: int, actor: Actor) -> AssessmentItem:
    """The item it was linked to. The record itself stays. Raises NotFound, Conflict for an older version."""
    row = session.get(AssessmentEvidence, evidence_id)
    if row is None:
        raise NotFound("没有这份佐证，可能已经去掉")
    found = assessment_answers.to_change(row.item_id)
    session.delete(row)
    session.flush()
    subject = f"{found.sheet.year}年自评 {found.item.number}"
    audit.write(actor, "assessment.unlink", subject, {"evidence": f"{KINDS[row.kind].title}：{row.label}"})
    return found.item
