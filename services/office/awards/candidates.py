"""Candidates: units, and people who agreed to it. Each stands on at least two kinds of source; points are none for a
person, and for a unit its place on the board is one, so that points alone never suffice.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import delete, select

import clock
from errors import Conflict, Invalid, NotFound
from models import AwardCandidate, AwardConflict, AwardRound, AwardSource, Department, Employee, session
from services import employees
from services.audit import trail as audit
from services.audit.trail import Actor
from services.office.awards import awards
from services.office.awards import figures as award_figures
from services.office.awards.awards import (
    CANDIDATES,
    CLOSED,
    DECISION,
    KINDS,
    OBJECTIONS,
    PERSON,
    PUBLICATION,
    REVIEW,
    UNIT,
)
from services.printing.font import one_line

SOURCES = {
    "recommended": "科室推荐",
    "self": "自荐",
    "leading_group": "领导小组提名",
    award_figures.INSPECTION: "巡查整改情况",
    award_figures.BOARD: "科室榜位次",
    award_figures.ENERGY: "能耗指标",
}
OF_PERSON = ("recommended", "self", "leading_group")
KINDS_NEEDED = 2
LONGEST = 500
WITHDRAWN_PERSON = "一名职工（已撤下）"


class Entry(NamedTuple):
    """Who is entered and on what; ``consented_on`` is the day the person said so, None for a unit."""

    kind: str
    department_id: int | None
    employee_no: str
    consented_on: date | None
    source: str
    evidence: str


class Shown(NamedTuple):
    candidate: AwardCandidate
    sources: Sequence[AwardSource]

    @property
    def label(self) -> str:
        return label(self.candidate)

    @property
    def names(self) -> str:
        """The kinds of source, in words."""
        return "、".join(dict.fromkeys(SOURCES[one.kind] for one in self.sources))

    @property
    def is_enough(self) -> bool:
        return len({one.kind for one in self.sources}) >= KINDS_NEEDED


def label(one: AwardCandidate) -> str:
    """The name; of a person who is a candidate no more, none."""
    return WITHDRAWN_PERSON if one.is_withdrawn and one.kind == PERSON else one.name


def listing(round_id: int) -> list[Shown]:
    """Units first, then people, in the order they came in; the withdrawn at the end."""
    order = (AwardCandidate.is_withdrawn, AwardCandidate.kind.desc(), AwardCandidate.id)
    rows = session.scalars(select(AwardCandidate).filter_by(round_id=round_id).order_by(*order)).all()
    found: dict[int, list[AwardSource]] = {row.id: [] for row in rows}
    for source in session.scalars(
        select(AwardSource).where(AwardSource.candidate_id.in_(found)).order_by(AwardSource.id)
    ):
        found[source.candidate_id].append(source)
    return [Shown(row, found[row.id]) for row in rows]


def standing(round_id: int) -> list[Shown]:
    return [one for one in listing(round_id) if not one.candidate.is_withdrawn]


def get(candidate_id: int) -> Shown:
    """Raises NotFound."""
    row = session.get(AwardCandidate, candidate_id)
    if row is None:
        raise NotFound("没有这个候选")
    sources = select(AwardSource).filter_by(candidate_id=row.id).order_by(AwardSource.id)
    return Shown(row, session.scalars(sources).all())


def locked(candidate_id: int, version: int, *states: str) -> tuple[AwardRound, AwardCandidate]:
    """Raises NotFound, Conflict, Invalid when somebody changed it meanwhile."""
    candidate = get(candidate_id).candidate
    row = awards.hold(candidate.round_id, *states)
    session.refresh(candidate)
    if candidate.is_withdrawn:
        raise Conflict("这个候选已经撤下")
    if candidate.version != version:
        raise Invalid(fields={"version": awards.CHANGED})
    candidate.version += 1
    return row, candidate


def add(round_id: int, entry: Entry, actor: Actor) -> AwardCandidate:
    """Enter one with its first source; whoever was withdrawn comes back with what they had. Raises NotFound, Conflict
    before the rules are published, Invalid without the person's consent."""
    row = awards.hold(round_id, CANDIDATES, REVIEW)
    if entry.kind not in awards.places(awards.rule(row)):
        raise Invalid(fields={"kind": "这次评选的办法里没有这一类"})
    made = unit(row, entry) if entry.kind == UNIT else person(row, entry)
    keys = ("department_id", "employee_id")
    old = session.scalar(select(AwardCandidate).filter_by(round_id=row.id, **{key: getattr(made, key) for key in keys}))
    if old is not None and not old.is_withdrawn:
        raise Invalid(fields={"department_id": "已经是候选，请打开它补充来源", "consent": "已经是候选，请打开补充来源"})
    if old is not None:
        old.name, old.place, old.consented_on = made.name, made.place, made.consented_on
        old.is_withdrawn, old.reason, old.version, made = False, "", old.version + 1, old
        session.execute(delete(AwardConflict).filter_by(candidate_id=old.id))  # looked at anew
    else:
        session.add(made)
        session.flush()
    put(made, entry.source, entry.evidence, actor)
    audit.write(actor, "award.candidate", subject(row, made), {"kind": KINDS[made.kind]}, SOURCES[entry.source])
    return made


def unit(row: AwardRound, entry: Entry) -> AwardCandidate:
    found = session.get(Department, entry.department_id) if entry.department_id else None
    if found is None or found.is_closed:
        raise Invalid(fields={"department_id": "请选择科室"})
    return AwardCandidate(round_id=row.id, kind=UNIT, department_id=found.id, name=found.path)


def person(row: AwardRound, entry: Entry) -> AwardCandidate:
    """Somebody on the roll, whether or not they take part in anything: that is not asked."""
    found = employees.get(entry.employee_no, None)
    if entry.consented_on is None or entry.consented_on > clock.today():
        raise Invalid(fields={"consent": "本人同意参评才能列为候选：请勾选并填写同意的日期"})
    employee_id = session.scalars(select(Employee.id).filter_by(employee_no=found.employee_no)).one()
    values = {"name": found.name, "place": found.department, "consented_on": entry.consented_on}
    return AwardCandidate(round_id=row.id, kind=PERSON, employee_id=employee_id, **values)


def add_source(candidate_id: int, version: int, source: str, evidence: str, actor: Actor) -> None:
    """Raises NotFound, Conflict, Invalid."""
    row, candidate = locked(candidate_id, version, CANDIDATES, REVIEW)
    put(candidate, source, evidence, actor)
    audit.write(actor, "award.source", subject(row, candidate), {"source": SOURCES[source]})


def put(candidate: AwardCandidate, source: str, evidence: str, actor: Actor) -> None:
    said = awards.text(evidence, LONGEST)
    if source not in SOURCES or (candidate.kind == PERSON and source not in OF_PERSON):
        raise Invalid(fields={"source": "请选择来源"})
    if not said:
        raise Invalid(fields={"evidence": "请写明依据：什么材料、什么时间、做了什么"})
    made = AwardSource(candidate_id=candidate.id, kind=source, evidence=said, day=clock.today(), actor=actor.name)
    session.add(made)
    session.flush()


def figure(row: AwardRound, candidate: AwardCandidate, source: AwardSource) -> str:
    """What the system reads of it now; once the round is over, what it read when the minutes became final."""
    return source.figure if row.state == CLOSED else award_figures.of(source.kind, row, candidate)


def keep_figures(row: AwardRound) -> None:
    """As they are now, for good."""
    for one in standing(row.id):
        for source in one.sources:
            source.figure = award_figures.of(source.kind, row, one.candidate)


def remove_source(source_id: int, version: int, actor: Actor) -> int:
    """The id of its candidate. Raises NotFound, Conflict, Invalid."""
    found = session.get(AwardSource, source_id)
    if found is None:
        raise NotFound("没有这条来源")
    row, candidate = locked(found.candidate_id, version, CANDIDATES, REVIEW)
    session.delete(found)
    audit.write(actor, "award.source_remove", subject(row, candidate), {"source": SOURCES[found.kind]})
    return candidate.id


def withdraw(candidate_id: int, version: int, reason: str, actor: Actor) -> None:
    """Take one off, also because the person agrees no more. Raises NotFound, Conflict, Invalid without a reason."""
    row, candidate = locked(candidate_id, version, CANDIDATES, REVIEW, PUBLICATION, OBJECTIONS, DECISION)
    said = one_line(reason)[:200]
    if not said:
        raise Invalid(fields={"reason": "请写明撤下的理由"})
    take_off(row, candidate, said, actor)


def take_off(row: AwardRound, candidate: AwardCandidate, reason: str, actor: Actor) -> None:
    candidate.is_withdrawn, candidate.reason = True, reason
    candidate.is_chosen, candidate.votes = False, None
    audit.write(actor, "award.withdraw", subject(row, candidate), reason=reason)


def subject(row: AwardRound, one: AwardCandidate) -> str:
    """For the log: a person by staff number, as everywhere in it."""
    return f"{row.title}：{one.name if one.kind == UNIT else employees.number_of(one.employee_id or 0)}"
