"""Award rounds (节约型科室, 优秀职工): what they are, and the words that every page and paper of them carries.

Rules come first, then candidates, each from several sources; conflicts are settled, the list is published, objections
are answered, the judges decide, and the minutes close the round. Points are one reference and never decide
(国办函〔2026〕12号). For how long a list is published we found no rule that holds for an office's own awards, so
that is the office's own setting; ``data/README.md`` says where we looked.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

import clock
from errors import Conflict, Invalid, NotFound
from models import AwardCandidate, AwardRevocation, AwardRound, AwardRule, AwardStep, session
from services.boards import periods
from services.boards.periods import Span

RULES, CANDIDATES, REVIEW, PUBLICATION, OBJECTIONS, DECISION, CLOSED = STATES = (
    "rules", "candidates", "review", "publication", "objections", "decision", "closed",
)  # fmt: skip
CANCELLED = "cancelled"
PAGE, WINNERS = 20, 50  # rounds, and those chosen, a page
LABELS = dict(
    zip(STATES, ("制定办法", "提出候选", "审核回避", "公示", "处理异议", "评审决定", "办结"), strict=True)
) | {CANCELLED: "已取消"}
UNIT, PERSON = "unit", "person"
KINDS = {UNIT: "节约型科室", PERSON: "优秀职工"}
PERIODS = {
    "year": ("年度", 1),
    "q1": ("第一季度", 1),
    "q2": ("第二季度", 4),
    "q3": ("第三季度", 7),
    "q4": ("第四季度", 10),
}
LAW = (
    "积分只是评选的参考之一，不据积分高低决定任何科室、任何人当选或者落选；"
    "参加“绿行”完全自愿，不参加的不因此受影响，本人不同意参评的不列入。"
)
OWN_SETTING = "公示天数是本单位自己的设定：没有查到适用于单位内部评选的统一规定。"
CHANGED = "有人刚刚改过：请看现在的内容，改好后再保存；您填的内容还在"


class Line(NamedTuple):
    """A round as the list shows it, with how many of each kind were chosen and not revoked since."""

    row: AwardRound
    units: int
    people: int


class Winner(NamedTuple):
    round_id: int
    title: str
    kind: str
    name: str
    place: str
    certificate_no: str
    candidate_id: int


def get(round_id: int) -> AwardRound:
    """Raises NotFound."""
    row = session.get(AwardRound, round_id)
    if row is None:
        raise NotFound("没有这次评选")
    return row


def locked(round_id: int, version: int, *states: str) -> AwardRound:
    """To change it. Raises NotFound, Conflict when it is in none of the states, Invalid when somebody changed it."""
    row = hold(round_id, *states)
    if version != row.version:
        raise Invalid(fields={"version": CHANGED})
    return row


def hold(round_id: int, *states: str) -> AwardRound:
    """To add to it, whatever others change in it. Raises NotFound, Conflict."""
    row = session.scalar(select(AwardRound).filter_by(id=round_id).with_for_update())
    if row is None:
        raise NotFound("没有这次评选")
    if row.state not in states:
        raise Conflict(f"这次评选现在是“{LABELS[row.state]}”，不能这样办理，请刷新页面")
    return row


def rule(row: AwardRound) -> AwardRule:
    """The rules in force."""
    return versions(row)[0]


def versions(row: AwardRound) -> Sequence[AwardRule]:
    """The latest first."""
    return session.scalars(select(AwardRule).filter_by(round_id=row.id).order_by(AwardRule.number.desc())).all()


def steps(row: AwardRound) -> Sequence[AwardStep]:
    return session.scalars(select(AwardStep).filter_by(round_id=row.id).order_by(AwardStep.id)).all()


def places(rules: AwardRule) -> dict[str, int]:
    """How many may be chosen of each kind that there is."""
    found = {UNIT: rules.unit_places, PERSON: rules.person_places}
    return {kind: count for kind, count in found.items() if count}


def period(row: AwardRound) -> str:
    """``2025年度``, ``2025年第三季度``."""
    return f"{row.year}年{PERIODS[row.period][0].removeprefix('年')}"


def span(row: AwardRound) -> Span:
    """The days that figures are read of."""
    kind = "year" if row.period == "year" else "quarter"
    return periods.span(kind, date(row.year, PERIODS[row.period][1], 1))


def kinds(row: AwardRound) -> str:
    """``节约型科室、优秀职工``, whichever there is."""
    return "、".join(KINDS[kind] for kind in places(rule(row)))


def listing(page: int) -> tuple[list[Line], int]:
    """A page, the open ones first, then the latest year; and how many there are in all."""
    is_over = AwardRound.state.in_((CLOSED, CANCELLED))
    query = select(AwardRound).order_by(is_over, AwardRound.year.desc(), AwardRound.id.desc())
    rows = session.scalars(query.limit(PAGE).offset((page - 1) * PAGE)).all()
    last = select(func.max(AwardRevocation.id)).group_by(AwardRevocation.candidate_id)
    revoked = select(AwardRevocation.candidate_id).where(AwardRevocation.id.in_(last), ~AwardRevocation.is_lift)
    counted = (
        select(AwardCandidate.round_id, AwardCandidate.kind, func.count())
        .where(AwardCandidate.round_id.in_([row.id for row in rows]), AwardCandidate.certificate_no.is_not(None))
        .where(AwardCandidate.id.not_in(revoked))
        .group_by(AwardCandidate.round_id, AwardCandidate.kind)
    )
    counts = {(round_id, kind): found for round_id, kind, found in session.execute(counted)}
    return [Line(row, counts.get((row.id, UNIT), 0), counts.get((row.id, PERSON), 0)) for row in rows], count()


def results(page: int) -> tuple[dict[int, list[Winner]], int]:
    """A page of those who were chosen, by year, the latest first; and how many they are in all."""
    is_given = (AwardRound.state == CLOSED, AwardCandidate.certificate_no.is_not(None))
    query = (
        select(AwardRound, AwardCandidate)
        .join(AwardCandidate, AwardCandidate.round_id == AwardRound.id)
        .where(*is_given)
        .order_by(AwardRound.year.desc(), AwardRound.id.desc(), AwardCandidate.kind.desc(), AwardCandidate.id)
    )
    total = select(func.count(AwardCandidate.id)).join(AwardRound, AwardRound.id == AwardCandidate.round_id)
    found: dict[int, list[Winner]] = {}
    for row, one in session.execute(query.limit(WINNERS).offset((page - 1) * WINNERS)):
        winner = Winner(row.id, row.title, one.kind, one.name, one.place, one.certificate_no or "", one.id)
        found.setdefault(row.year, []).append(winner)
    return found, session.scalar(total.where(*is_given)) or 0


def ended() -> int:
    """How many publications are over and wait for the next step."""
    return count(AwardRound.state == PUBLICATION, AwardRound.publication_to < clock.today())


def count(*conditions: object) -> int:
    return session.scalar(select(func.count(AwardRound.id)).where(*conditions)) or 0  # type: ignore[arg-type]


def text(given: str, most: int) -> str:
    """Several lines, without control characters."""
    lines = given.replace("\r\n", "\n")
    return "".join(letter for letter in lines if letter == "\n" or letter.isprintable()).strip()[:most]
