"""The candidates of a round as a workbook."""

from collections.abc import Mapping

from models import AwardCandidate, AwardRevocation, AwardRound
from services.audit import trail as audit
from services.audit.trail import Actor
from services.office.awards import awards
from services.office.awards import candidates as award_candidates
from services.office.awards import revocations as award_revocations
from services.office.awards.awards import CLOSED, KINDS
from services.workbooks import workbooks
from services.workbooks.workbooks import Column


def result(row: AwardRound, one: AwardCandidate, revoked: Mapping[int, AwardRevocation]) -> str:
    """In words, once the round is over."""
    if row.state != CLOSED:
        return ""
    if one.id in revoked:
        return f"当选，{revoked[one.id].day} 撤销（{revoked[one.id].number}）"
    return "当选" if one.is_chosen else "未当选"


def workbook(row: AwardRound, actor: Actor) -> bytes:
    """Those who stand, with their sources; nobody's points, and nobody who was withdrawn."""
    shown, revoked = award_candidates.standing(row.id), award_revocations.of_round(row.id)
    cells = (
        [KINDS[one.candidate.kind], one.candidate.name, one.candidate.place, one.candidate.consented_on,
         award_candidates.SOURCES[source.kind], source.evidence,
         award_candidates.figure(row, one.candidate, source), source.day, result(row, one.candidate, revoked)]
        for one in shown for source in one.sources
    )  # fmt: skip
    columns = (
        Column("类别", 12), Column("候选", 28), Column("所在科室", 28), Column("本人同意参评", 14), Column("来源", 14),
        Column("依据", 44), Column("系统读取的参考数字", 40), Column("登记", 12),
        Column("结果", 24),
    )  # fmt: skip
    audit.write(actor, "award.export", row.title, {"count": len(shown)})
    return workbooks.make(f"{awards.period(row)}评选候选", columns, cells, f"{row.title}。{awards.LAW}")
