"""The made-up office's self-assessment of this year: the incomplete example sheet, partly filled in."""

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select

import clock
from models import AssessmentEvidence, Paper, session
from services.audit.trail import COMMAND_LINE
from services.office import months
from services.office.assessment import example as assessment_example
from services.office.assessment import versions as assessment_versions
from services.office.evidence import KINDS


class Made(NamedTuple):
    """What the office says of an item; ``due`` in days from today."""

    number: str
    score: str
    reason: str
    role: str
    due: int
    evidence: tuple[tuple[str, str], ...]


def make() -> None:
    """Call once the ledgers, documents, rounds and campaigns are there."""
    year = clock.today().year
    sheet = assessment_versions.make(assessment_example.about(year), assessment_example.read(), COMMAND_LINE)
    found = {item.number: (item, answer) for item, answer in assessment_versions.rows(sheet.id)}
    for made in answers(year):
        item, answer = found[made.number]
        answer.score = Decimal(made.score) if made.score else None
        answer.reason, answer.role, answer.version, answer.actor = made.reason, made.role, 2, COMMAND_LINE.name
        answer.due_on = clock.today() + timedelta(days=made.due)
        for kind, ref in made.evidence:
            record = KINDS[kind].find(ref)
            if record is not None:
                session.add(AssessmentEvidence(item_id=item.id, kind=kind, ref=ref, label=record.label))
    session.flush()


def answers(year: int) -> tuple[Made, ...]:
    papers = [str(one) for one in session.scalars(select(Paper.id).order_by(Paper.id))]
    last = f"{months.shift(months.current(), -1):%Y-%m}"
    return (
        Made("1", "", "", "节能科能耗统计岗", 30, (("targets", str(year)),)),
        Made("2.1", "5", "责任人、机构和岗位都在工作方案里写明（演示）", "办公室", 10, (("paper", papers[0]),)),
        Made(
            "2.2", "8.5", "实施方案、管理制度齐全；有一个季度没有按时公示，扣 1.5 分（演示）", "后勤科", 7,
            (("paper", papers[2]), ("paper", papers[1]), ("bills", last), ("report", f"{year}-q1")),
        ),
        Made("2.3", "", "", "后勤科", -3, ()),
    )  # fmt: skip
