"""Judges, and the list of conflicts that is cleared before anything is published or decided.

Conflicts are looked up anew each time; what is kept is how each was settled, and why. Of people nothing is asked but
who they are and where they work: findings are about places, so only a unit can have an open one.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import func, select

import clock
from errors import Conflict, Invalid, NotFound
from models import (
    AwardCandidate,
    AwardConflict,
    AwardJudge,
    AwardRound,
    Department,
    Employee,
    Finding,
    Posting,
    session,
)
from services import employees
from services.audit import trail as audit
from services.audit.trail import Actor
from services.boards import rankings
from services.departments import departments
from services.office import findings
from services.office.awards import awards
from services.office.awards import candidates as award_candidates
from services.office.awards import figures as award_figures
from services.office.awards import revocations as award_revocations
from services.office.awards.awards import DECISION, OBJECTIONS, PERSON, PUBLICATION, REVIEW, STATES, UNIT
from services.printing.font import one_line

RECUSE, KEEP, WITHDRAW = "recuse", "keep", "withdraw"
OUTCOMES = {RECUSE: "回避", KEEP: "保留", WITHDRAW: "撤下"}
KINDS = {
    "judge": "评审人是候选对象",
    "colleague": "评审人与候选同科室或者有隶属关系",
    "left": "候选已不在册",
    "small": f"科室不足 {rankings.SMALLEST} 人",
    "finding": "有没有销号的问题",
    "overlap": "候选重复",
    "last_year": "上年度得过同一荣誉",
}
ALLOWED = {"judge": (RECUSE, WITHDRAW), "colleague": (RECUSE, KEEP, WITHDRAW)}  # of the others: keep, withdraw
NOTES = {"last_year"}  # told, and need not be settled


class Found(NamedTuple):
    """A conflict; ``settled`` is how, None while it is open. A note never stands in the way."""

    kind: str
    candidate: AwardCandidate
    other_id: int
    words: str
    settled: AwardConflict | None = None

    @property
    def is_open(self) -> bool:
        return self.settled is None and self.kind not in NOTES

    @property
    def outcomes(self) -> dict[str, str]:
        return {key: OUTCOMES[key] for key in ALLOWED.get(self.kind, (KEEP, WITHDRAW))}


def judges(round_id: int) -> list[AwardJudge]:
    return list(session.scalars(select(AwardJudge).filter_by(round_id=round_id).order_by(AwardJudge.id)))


def add_judge(round_id: int, employee_no: str, actor: Actor) -> None:
    """Somebody on the roll. Raises NotFound, Conflict, Invalid."""
    row = awards.hold(round_id, *STATES[:-1])
    found = employees.get(employee_no, None)
    employee_id = session.scalars(select(Employee.id).filter_by(employee_no=employee_no)).one()
    if session.scalar(select(AwardJudge.id).filter_by(round_id=row.id, employee_id=employee_id)):
        raise Invalid(fields={"employee_no": f"{found.name}已经是评审人"})
    session.add(AwardJudge(round_id=row.id, employee_id=employee_id, name=found.name))
    audit.write(actor, "award.judge", row.title, {"judge": employee_no})


def remove_judge(judge_id: int, actor: Actor) -> int:
    """The id of the round. Raises NotFound, Conflict."""
    judge = session.get(AwardJudge, judge_id)
    if judge is None:
        raise NotFound("没有这位评审人")
    row = awards.hold(judge.round_id, *STATES[:-1])
    session.delete(judge)
    audit.write(actor, "award.judge_remove", row.title, {"judge": employees.number_of(judge.employee_id)})
    return row.id


def look(row: AwardRound) -> list[Found]:
    """Every conflict of those who stand, the open ones first."""
    standing = [one.candidate for one in award_candidates.standing(row.id)]
    known = {(one.candidate_id, one.kind, one.other_id): one for one in settled(row.id)}
    found = [
        one._replace(settled=known.get((one.candidate.id, one.kind, one.other_id))) for one in search(row, standing)
    ]
    return sorted(found, key=lambda one: (not one.is_open, one.candidate.id))


def settled(round_id: int) -> list[AwardConflict]:
    query = select(AwardConflict).join(AwardCandidate).where(AwardCandidate.round_id == round_id)
    return list(session.scalars(query.order_by(AwardConflict.id)))


def open_ones(row: AwardRound) -> list[Found]:
    return [one for one in look(row) if one.is_open]


def search(row: AwardRound, standing: list[AwardCandidate]) -> Iterator[Found]:
    paths = dict(session.execute(select(Department.id, Department.path)).all())
    sitting = judges(row.id)
    people = [one.employee_id for one in standing if one.employee_id] + [one.employee_id for one in sitting]
    working, counts = places(people), departments.headcounts(clock.today())
    for one in standing:
        own = paths[one.department_id] if one.department_id else working.get(one.employee_id or 0, "")
        yield from with_judges(one, own, sitting, working)
        yield from of_unit(one, own, counts) if one.kind == UNIT else of_person(one, own)
        yield from with_others(one, standing, paths)
        if chosen_before(row, one):
            yield Found("last_year", one, 0, f"{row.year - 1} 年已经得过“{awards.KINDS[one.kind]}”，供评审时考虑")


def places(people: list[int]) -> dict[int, str]:
    """Where people work today, by path."""
    today = clock.today()
    query = (
        select(Posting.employee_id, Department.path)
        .join(Department, Department.id == Posting.department_id)
        .where(Posting.employee_id.in_(people), Posting.from_day <= today)
        .where(Posting.to_day.is_(None) | (Posting.to_day > today))
    )
    return dict(session.execute(query).all())


def with_judges(one: AwardCandidate, own: str, sitting: list[AwardJudge], working: dict[int, str]) -> Iterator[Found]:
    for judge in sitting:
        place = working.get(judge.employee_id, "")
        if judge.employee_id == one.employee_id:
            yield Found("judge", one, judge.employee_id, f"评审人{judge.name}本人就是候选对象")
        elif own and place and (departments.is_within(place, own) or departments.is_within(own, place)):
            yield Found("colleague", one, judge.employee_id, f"评审人{judge.name}在{place}任职，候选属于{own}")


def of_unit(one: AwardCandidate, path: str, counts: list[tuple[str, int]]) -> Iterator[Found]:
    row = session.get(Department, one.department_id)
    assert row is not None
    heads = sum(count for place, count in counts if departments.is_within(place, path))
    if row.is_closed or not heads:
        yield Found("left", one, 0, "这个科室已经撤销，或者没有在册人员")
    elif heads < rankings.SMALLEST:
        yield Found("small", one, 0, f"在册 {heads} 人，不足 {rankings.SMALLEST} 人，数字不宜与其他科室直接比较")
    waiting = select(func.count()).where(
        Finding.area_id.in_(award_figures.areas_of(row.id)),
        Finding.state.in_((findings.OPEN, findings.NOTIFIED, findings.FIXED)),
    )
    if count := session.scalar(waiting):
        yield Found("finding", one, 0, f"责任区域还有 {count} 个问题没有销号")


def of_person(one: AwardCandidate, own: str) -> Iterator[Found]:
    if not own:
        yield Found("left", one, 0, "已经不在职工名册上")


def with_others(one: AwardCandidate, standing: list[AwardCandidate], paths: dict[int, str]) -> Iterator[Found]:
    """A unit within another that stands; a person with the name and the department of another."""
    for other in standing:
        if other.id == one.id or other.kind != one.kind:
            continue
        if one.kind == PERSON and other.id < one.id and (other.name, other.place) == (one.name, one.place):
            yield Found("overlap", one, other.id, "同一科室有同名的候选，请核对是不是同一个人")
        if one.kind == UNIT and departments.is_within(paths[one.department_id or 0], paths[other.department_id or 0]):
            yield Found("overlap", one, other.id, f"上级“{other.name}”也是候选，请确定以哪一级参评")


def chosen_before(row: AwardRound, one: AwardCandidate) -> bool:
    same = AwardCandidate.department_id == one.department_id
    if one.kind == PERSON:
        same = AwardCandidate.employee_id == one.employee_id
    query = (
        select(AwardCandidate.id)
        .join(AwardRound, AwardRound.id == AwardCandidate.round_id)
        .where(same, AwardRound.year == row.year - 1, AwardCandidate.certificate_no.is_not(None))
    )
    given = session.scalars(query).all()
    return len(given) > len(award_revocations.standing(given))


def settle(round_id: int, key: tuple[int, str, int], outcome: str, reason: str, actor: Actor) -> None:
    """``key``: candidate, kind, other. Again, when the first answer was wrong. Raises NotFound, Conflict, Invalid."""
    row = awards.hold(round_id, REVIEW, PUBLICATION, OBJECTIONS, DECISION)
    found = next((one for one in look(row) if (one.candidate.id, one.kind, one.other_id) == key), None)
    if found is None:
        raise Conflict("这一条已经不存在，请刷新页面")
    said, mark = one_line(reason)[:200], "-".join(map(str, key))
    if outcome not in found.outcomes:
        raise Invalid(fields={mark: f"请选择{'、'.join(found.outcomes.values())}"})
    if not said:
        raise Invalid(fields={mark: "请写明理由，会写进纪要"})
    kept = found.settled or AwardConflict(candidate_id=key[0], kind=key[1], other_id=key[2])
    kept.outcome, kept.reason, kept.actor, kept.day = outcome, said, actor.name, clock.today()
    session.add(kept)
    session.flush()
    who = award_candidates.subject(row, found.candidate)
    audit.write(actor, "award.conflict", who, {"conflict": KINDS[found.kind], "outcome": OUTCOMES[outcome]}, said)
    if outcome == WITHDRAW:
        award_candidates.take_off(row, found.candidate, f"{KINDS[found.kind]}：{said}"[:200], actor)


def recused(round_id: int) -> dict[int, set[int]]:
    """By candidate, the judges on the list who do not vote on it."""
    sitting = {one.employee_id for one in judges(round_id)}
    found: dict[int, set[int]] = {}
    for one in settled(round_id):
        if one.outcome == RECUSE and one.other_id in sitting:
            found.setdefault(one.candidate_id, set()).add(one.other_id)
    return found
