"""The judges' meeting: when, where, how many, the votes, who is chosen; and the numbers of the certificates."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

import clock
from errors import Invalid
from models import AwardCandidate, AwardRound, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.office.awards import awards
from services.office.awards import candidates as award_candidates
from services.office.awards import conflicts as award_conflicts
from services.office.awards.awards import DECISION, KINDS
from services.printing.font import one_line


class Draft(NamedTuple):
    """What a clerk fills in; ``votes`` by candidate, None where it is still empty."""

    met_on: date | None
    met_at: str
    attendees: int | None
    decision: str
    votes: Mapping[int, int | None]
    chosen: frozenset[int]
    version: int


class Ballot(NamedTuple):
    """A candidate with how many judges may vote on it, and who of them does not."""

    candidate: AwardCandidate
    voters: int
    recused: list[str]


def ballots(row: AwardRound) -> list[Ballot]:
    sitting = award_conflicts.judges(row.id)
    away = award_conflicts.recused(row.id)
    found = []
    for one in award_candidates.standing(row.id):
        names = [judge.name for judge in sitting if judge.employee_id in away.get(one.candidate.id, ())]
        found.append(Ballot(one.candidate, len(sitting) - len(names), names))
    return found


def save(round_id: int, draft: Draft, actor: Actor) -> None:
    """Raises NotFound, Conflict, Invalid, also when somebody changed it meanwhile."""
    row = awards.locked(round_id, draft.version, DECISION)
    listed = ballots(row)
    faults = meeting_at_fault(row, draft) | votes_at_fault(row, draft, listed)
    if faults:
        raise Invalid(fields=faults)
    row.met_on, row.met_at, row.attendees = draft.met_on, one_line(draft.met_at)[:60], draft.attendees
    row.decision, row.version = awards.text(draft.decision, 2000), row.version + 1
    for one in listed:
        one.candidate.votes = draft.votes.get(one.candidate.id)
        one.candidate.is_chosen = one.candidate.id in draft.chosen
    counts = {KINDS[kind]: chosen(listed, kind) for kind in KINDS}
    audit.write(actor, "award.meeting", row.title, {"met_on": str(draft.met_on or ""), "chosen": counts})


def meeting_at_fault(row: AwardRound, draft: Draft) -> dict[str, str]:
    faults = {}
    if draft.met_on is not None and not (row.publication_to or date.min) < draft.met_on <= clock.today():
        faults["met_on"] = "评审会在公示结束以后、今天以前（含）"
    if draft.attendees is not None and not 1 <= draft.attendees <= 999:
        faults["attendees"] = "请填参会人数"
    return faults


def votes_at_fault(row: AwardRound, draft: Draft, listed: list[Ballot]) -> dict[str, str]:
    faults = {}
    for one in listed:
        votes = draft.votes.get(one.candidate.id)
        if votes is not None and not 0 <= votes <= one.voters:
            faults[f"votes-{one.candidate.id}"] = f"赞成票在 0 到 {one.voters} 之间（评审人去掉回避的）"
    for kind, count in awards.places(awards.rule(row)).items():
        names = {one.candidate.id for one in listed if one.candidate.kind == kind}
        if len(names & draft.chosen) > count:
            faults[f"chosen-{kind}"] = f"办法规定{KINDS[kind]}最多 {count} 个"
    return faults


def missing(row: AwardRound) -> list[str]:
    """What the minutes still lack."""
    listed = ballots(row)
    left = [] if row.met_on else ["评审会的日期"]
    left += [] if row.met_at else ["评审会的地点"]
    left += [] if row.attendees else ["参会人数"]
    empty = sum(one.candidate.votes is None for one in listed)
    left += [f"{empty} 个候选的赞成票数"] if empty else []
    left += [f"{one.candidate.name}的票数多于可投票的人数" for one in listed if (one.candidate.votes or 0) > one.voters]
    left += [] if any(one.candidate.is_chosen for one in listed) else ["至少一个当选的候选"]
    for kind, count in awards.places(awards.rule(row)).items():
        if chosen(listed, kind) > count:
            left.append(f"{KINDS[kind]}当选的多于办法规定的 {count} 个")
    return left + ([] if row.decision else ["评审决定的文字"])


def chosen(listed: list[Ballot], kind: str) -> int:
    return sum(one.candidate.is_chosen for one in listed if one.candidate.kind == kind)


def seal(row: AwardRound, day: date) -> None:
    """The minutes are final as of a day: the figures stay, everybody chosen gets the next number of its year."""
    award_candidates.keep_figures(row)
    row.closed_on, year = day, day.year
    taken = select(func.count()).where(AwardCandidate.certificate_no.like(f"{year}-%"))
    last = session.scalar(taken) or 0
    winners = [one.candidate for one in award_candidates.standing(row.id) if one.candidate.is_chosen]
    for number, one in enumerate(winners, start=last + 1):
        one.certificate_no = f"{year}-{number:03}"
