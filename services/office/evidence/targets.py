from sqlalchemy import select

from models import Target, session
from services.office import report, report_facts, targets
from services.office.evidence.base import Choice, Found, Kind, number
from services.word.drafts import Draft


class YearTargets(Kind):
    """A year's targets and how it stands to them, as the yearly report says it."""

    key = "targets"
    title = "指标和目标（按年）"

    def choices(self, year: int) -> list[Choice]:
        found = sorted(set(session.scalars(select(Target.year).where(Target.year <= year))), reverse=True)
        return [Choice(str(one), label(one)) for one in found[:5]]

    def find(self, ref: str) -> Found | None:
        year = number(ref)
        return Found(label(year)) if 2000 <= year <= 2099 and targets.listing(year) else None

    def draft(self, ref: str) -> Draft:
        year = number(ref)
        made = Draft(label(year), report_facts.of(year))
        report.goals(made, year)
        made.endings()
        return made


def label(year: int) -> str:
    return f"{year}年节能目标和完成情况"
