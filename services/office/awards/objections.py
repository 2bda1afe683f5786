"""Objections during a publication: recorded without who raised them, each answered before anything is decided."""

from typing import NamedTuple

from sqlalchemy import Select, func, select

import clock
from errors import Conflict, Invalid, NotFound
from models import AwardCandidate, AwardObjection, AwardRound, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.office.awards import awards
from services.office.awards import candidates as award_candidates
from services.office.awards.awards import DECISION, OBJECTIONS, PUBLICATION

UPHELD, DISMISSED = "upheld", "dismissed"
OUTCOMES = {UPHELD: "成立，撤下候选", DISMISSED: "不成立，维持候选"}
OF_ROUND = {UPHELD: "成立，已改正", DISMISSED: "不成立"}
LONGEST = 500
PAGE = 20


class Shown(NamedTuple):
    """``about`` is the candidate's name, or the round itself."""

    objection: AwardObjection
    about: str

    @property
    def result(self) -> str:
        outcomes = OUTCOMES if self.objection.candidate_id else OF_ROUND
        return outcomes.get(self.objection.outcome, "待答复")


def page_of(round_id: int, page: int) -> tuple[list[Shown], int]:
    """A page as the console shows it, what waits for an answer first; and how many there are in all."""
    waits = AwardObjection.outcome != ""
    query = shown(round_id).order_by(waits, AwardObjection.id).limit(PAGE).offset((page - 1) * PAGE)
    total = session.scalar(select(func.count(AwardObjection.id)).filter_by(round_id=round_id)) or 0
    return read(query), total


def listing(round_id: int) -> list[Shown]:
    """All, as they came in."""
    return read(shown(round_id).order_by(AwardObjection.id))


def read(query: Select) -> list[Shown]:
    return [Shown(row, award_candidates.label(one) if one else "评选工作") for row, one in session.execute(query)]


def shown(round_id: int) -> Select:
    return (
        select(AwardObjection, AwardCandidate)
        .outerjoin(AwardCandidate, AwardCandidate.id == AwardObjection.candidate_id)
        .where(AwardObjection.round_id == round_id)
    )


def waiting(round_id: int | None = None) -> int:
    """How many are not answered, of one round or of all that are still open."""
    query = select(func.count(AwardObjection.id)).join(AwardRound).where(AwardObjection.outcome == "")
    if round_id is not None:
        return session.scalar(query.where(AwardRound.id == round_id)) or 0
    return session.scalar(query.where(AwardRound.state.in_((PUBLICATION, OBJECTIONS, DECISION)))) or 0


def add(round_id: int, candidate_id: int | None, words: str, actor: Actor) -> None:
    """Raises NotFound, Conflict when nothing is published, Invalid."""
    row = awards.hold(round_id, PUBLICATION, OBJECTIONS, DECISION)
    said = awards.text(words, LONGEST)
    if candidate_id is not None and candidate_id not in {one.candidate.id for one in award_candidates.standing(row.id)}:
        raise Invalid(fields={"candidate_id": "请选择反映的是哪个候选"})
    if not said:
        raise Invalid(fields={"text": "请写明反映的是什么情况，不必写是谁反映的"})
    session.add(AwardObjection(round_id=row.id, candidate_id=candidate_id, day=clock.today(), text=said))
    audit.write(actor, "award.objection", row.title)


def answer(objection_id: int, outcome: str, words: str, actor: Actor) -> None:
    """Upheld against a candidate, it takes that one off. Raises NotFound, Conflict, Invalid."""
    found = session.get(AwardObjection, objection_id)
    if found is None:
        raise NotFound("没有这条异议")
    row = awards.hold(found.round_id, PUBLICATION, OBJECTIONS, DECISION)
    session.refresh(found)
    if found.outcome:
        raise Conflict("这条异议已经答复")
    said, faults = awards.text(words, LONGEST), {}
    if not said:
        faults[f"answer-{found.id}"] = "请写明核实的情况和答复"
    if outcome not in OUTCOMES:
        faults[f"outcome-{found.id}"] = "请选择是否成立"
    if faults:
        raise Invalid(fields=faults)
    found.outcome, found.answer, found.answered_on = outcome, said, clock.today()
    audit.write(actor, "award.answer", row.title, {"outcome": OUTCOMES[outcome]}, said[:200])
    candidate = session.get(AwardCandidate, found.candidate_id) if found.candidate_id else None
    if outcome == UPHELD and candidate is not None and not candidate.is_withdrawn:
        award_candidates.take_off(row, candidate, f"公示期间异议成立：{said}"[:200], actor)
