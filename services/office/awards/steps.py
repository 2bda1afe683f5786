"""From one state to the next: what is missing is named, and every step is undone with a reason until the end."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import clock
from errors import Invalid
from models import AwardRound, AwardStep, session
from services import working_days
from services.audit import trail as audit
from services.audit.trail import Actor
from services.office.awards import awards
from services.office.awards import candidates as award_candidates
from services.office.awards import conflicts as award_conflicts
from services.office.awards import decisions as award_decisions
from services.office.awards import objections as award_objections
from services.office.awards.awards import (
    CANCELLED,
    CANDIDATES,
    CLOSED,
    DECISION,
    LABELS,
    OBJECTIONS,
    PUBLICATION,
    REVIEW,
    RULES,
    STATES,
)
from services.printing.font import one_line

REASON_LENGTH = 4
NEXT = {
    RULES: "公布办法，开始提出候选",
    CANDIDATES: "候选提齐，开始审核",
    REVIEW: "开始公示",
    PUBLICATION: "公示结束，处理异议",
    OBJECTIONS: "异议已处理，召开评审会",
    DECISION: "纪要定稿，办结",
}


class Dates(NamedTuple):
    """The publication as a clerk fills it in; both days included."""

    first: date | None
    last: date | None
    place: str
    channel: str
    version: int


def missing(row: AwardRound) -> list[str]:
    """What the next step still needs, each named; empty when it can be taken."""
    return CHECKS[row.state](row) if row.state in CHECKS else []


def rules(row: AwardRound) -> list[str]:
    now = awards.rule(row)
    return ([] if now.text else ["评选办法的正文"]) + ([] if now.conditions else ["参评条件"])


def candidates(row: AwardRound) -> list[str]:
    standing = award_candidates.standing(row.id)
    left = [] if standing else ["至少一个候选"]
    left += [f"{one.candidate.name}至少两类来源（现有 {one.names}）" for one in standing if not one.is_enough]
    allowed = awards.places(awards.rule(row))
    return left + [
        f"{one.candidate.name}不在现行办法评选的类别里" for one in standing if one.candidate.kind not in allowed
    ]


def review(row: AwardRound) -> list[str]:
    """Candidates may still come and go here, so that what they need is looked at again."""
    left = candidates(row) + ([] if award_conflicts.judges(row.id) else ["评审人名单"]) + conflicts(row)
    if row.publication_from is None or row.publication_to is None:
        return [*left, "公示的起止日期、地点和反映问题的方式"]
    if row.publication_from < clock.today():
        left.append("公示的第一天已经过去，请重新填写")
    return left + days_at_fault(row, row.publication_from, row.publication_to)


def days_at_fault(row: AwardRound, first: date, last: date) -> list[str]:
    need, have = awards.rule(row).days, len(working_days.workdays_between(first, last))
    return [] if have >= need else [f"公示不少于 {need} 个工作日，现在只有 {have} 个"]


def conflicts(row: AwardRound) -> list[str]:
    count = len(award_conflicts.open_ones(row))
    return [f"{count} 条利益冲突还没有处理"] if count else []


def publication(row: AwardRound) -> list[str]:
    over = row.publication_to is not None and row.publication_to < clock.today()
    return [] if over else ["公示还没有结束，最后一天过后才能进入下一步"]


def objections(row: AwardRound) -> list[str]:
    count = award_objections.waiting(row.id)
    left = [f"{count} 条异议还没有答复"] if count else []
    return left + conflicts(row) + ([] if award_candidates.standing(row.id) else ["候选已经全部撤下，请退回重新提出"])


def decision(row: AwardRound) -> list[str]:
    return award_decisions.missing(row) + objections(row)


CHECKS: dict[str, Callable[[AwardRound], list[str]]] = {
    RULES: rules,
    CANDIDATES: candidates,
    REVIEW: review,
    PUBLICATION: publication,
    OBJECTIONS: objections,
    DECISION: decision,
}


def publish(round_id: int, dates: Dates, actor: Actor) -> None:
    """Set the publication's days, where it hangs and where objections go. Raises NotFound, Conflict, Invalid."""
    row = awards.locked(round_id, dates.version, REVIEW, PUBLICATION)
    place, channel = one_line(dates.place)[:120], one_line(dates.channel)[:200]
    faults = {} if place else {"place": "请写明在哪里公示"}
    faults |= {} if channel else {"channel": "请写明向谁反映：电话、信箱或者办公室"}
    if dates.first is None or (dates.first < clock.today() and row.state == REVIEW):
        faults["first"] = "请填今天或以后的日期"
    elif row.state == PUBLICATION and dates.first != row.publication_from:
        faults["first"] = "公示已经开始，第一天不能再改；要改请先退回"
    elif dates.last is None or not dates.first <= dates.last or (dates.last - dates.first).days > 60:
        faults["last"] = "最后一天不早于第一天，最长 60 天"
    elif short := days_at_fault(row, dates.first, dates.last):
        faults["last"] = short[0]
    if faults:
        raise Invalid(fields=faults)
    row.publication_from, row.publication_to = dates.first, dates.last
    row.publication_place, row.channel, row.version = place, channel, row.version + 1
    audit.write(actor, "award.publication", row.title, {"first": str(dates.first), "last": str(dates.last)})


def forward(round_id: int, version: int, actor: Actor) -> None:
    """Raises NotFound, Conflict, Invalid naming everything that is missing."""
    row = awards.locked(round_id, version, *CHECKS)
    left = missing(row)
    if left:
        raise Invalid(fields={"step": f"还缺：{'；'.join(left)}"})
    if row.rules_on is None:
        row.rules_on = clock.today()
    after = STATES[STATES.index(row.state) + 1]
    if after == CLOSED:
        award_decisions.seal(row, clock.today())
    move(row, after, "", actor, "award.step")


def back(round_id: int, version: int, reason: str, actor: Actor) -> None:
    """Undo the last step; what was filled in stays, but a publication that was broken off starts anew. Raises NotFound,
    Conflict once the minutes are final, Invalid without a reason."""
    row = awards.locked(round_id, version, *STATES[1:-1])
    said = because(reason)
    if row.state == PUBLICATION:
        row.publication_from = row.publication_to = None
    move(row, STATES[STATES.index(row.state) - 1], said, actor, "award.undo")


def cancel(round_id: int, version: int, reason: str, actor: Actor) -> None:
    """Call a round off for good. Raises NotFound, Conflict, Invalid."""
    row = awards.locked(round_id, version, *STATES[:-1])
    move(row, CANCELLED, because(reason), actor, "award.cancel")


def because(reason: str) -> str:
    said = one_line(reason)[:200]
    if len(said) < REASON_LENGTH:
        raise Invalid(fields={"reason": "请写明理由，会记入操作日志"})
    return said


def move(row: AwardRound, after: str, reason: str, actor: Actor, action: str) -> None:
    before, row.state, row.version = row.state, after, row.version + 1
    session.add(AwardStep(round_id=row.id, before=before, after=after, reason=reason, actor=actor.name))
    session.flush()
    audit.write(actor, action, row.title, {"state": [LABELS[before], LABELS[after]]}, reason)
