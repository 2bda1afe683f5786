"""Taking back an award that was given (撤销), when its material was false or the person was disciplined since.

The record stays and says so wherever it is shown; its certificate is printed no more. A revocation is itself never
undone: one that was a mistake is lifted by another entry, with a reason and a decision of its own.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

import clock
from errors import Conflict, Invalid, NotFound
from models import AwardCandidate, AwardRevocation, AwardRound, session
from services import employees
from services.audit import trail as audit
from services.audit.trail import Actor
from services.office.awards import awards
from services.office.awards.awards import CLOSED, UNIT
from services.printing.font import one_line

SIZES = {"number": 60, "reason": 300}
IS_LAST = AwardRevocation.id.in_(select(func.max(AwardRevocation.id)).group_by(AwardRevocation.candidate_id))


class Decision(NamedTuple):
    """As a clerk fills it in; ``version`` is the candidate's."""

    day: date | None
    number: str
    reason: str
    version: int


def entries(candidate_id: int) -> Sequence[AwardRevocation]:
    """Everything that happened to an award since it was given, the first first."""
    query = select(AwardRevocation).filter_by(candidate_id=candidate_id)
    return session.scalars(query.order_by(AwardRevocation.id)).all()


def standing(candidate_ids: Iterable[int]) -> dict[int, AwardRevocation]:
    """Candidate → the revocation that stands against it, of those that have one."""
    query = select(AwardRevocation).where(IS_LAST, AwardRevocation.is_lift.is_(False))
    rows = session.scalars(query.where(AwardRevocation.candidate_id.in_(list(candidate_ids))))
    return {row.candidate_id: row for row in rows}


def of_round(round_id: int) -> dict[int, AwardRevocation]:
    """The same, of everybody of a round."""
    return standing(session.scalars(select(AwardCandidate.id).filter_by(round_id=round_id)))


def write(candidate_id: int, decision: Decision, actor: Actor, *, is_lift: bool) -> AwardCandidate:
    """Revoke an award, or lift its revocation. Raises NotFound; Conflict when none was given, or it stands so already;
    Invalid without the decision's day, its number and the reason, or when somebody changed it meanwhile."""
    row, candidate = locked(candidate_id, decision.version)
    if is_lift is not (candidate.id in standing([candidate.id])):
        raise Conflict("这项荣誉没有被撤销" if is_lift else "这项荣誉已经撤销")
    values = checked(row, candidate, decision)
    session.add(AwardRevocation(candidate_id=candidate.id, is_lift=is_lift, actor=actor.name, **values))
    candidate.version += 1
    change = {"certificate": candidate.certificate_no, "number": values["number"], "day": str(values["day"])}
    who = candidate.name if candidate.kind == UNIT else employees.number_of(candidate.employee_id or 0)
    action = "award.revocation_lift" if is_lift else "award.revoke"
    audit.write(actor, action, f"{row.title}：{who}", change, values["reason"][:200])  # type: ignore[index]
    return candidate


def locked(candidate_id: int, version: int) -> tuple[AwardRound, AwardCandidate]:
    candidate = session.get(AwardCandidate, candidate_id)
    if candidate is None:
        raise NotFound("没有这个候选")
    row = awards.hold(candidate.round_id, CLOSED)
    session.refresh(candidate)
    if not candidate.certificate_no:
        raise Conflict("没有当选，没有可以撤销的荣誉")
    if candidate.version != version:
        raise Invalid(fields={"version": awards.CHANGED})
    return row, candidate


def checked(row: AwardRound, candidate: AwardCandidate, decision: Decision) -> dict[str, object]:
    """The columns. Raises Invalid naming every field that is wrong."""
    words = {name: one_line(getattr(decision, name))[:size] for name, size in SIZES.items()}
    last = max((one.day for one in entries(candidate.id)), default=row.closed_on or date.min)
    faults = {}
    if decision.day is None or not last <= decision.day <= clock.today():
        faults["day"] = f"请填写决定的日期，在 {last} 到今天之间"
    if not words["number"]:
        faults["number"] = "请填写决定的文号或者会议纪要编号"
    if len(words["reason"]) < 4:
        faults["reason"] = "请写明理由，会记入操作日志"
    if faults:
        raise Invalid(fields=faults)
    return words | {"day": decision.day}
