"""How far a year's self-assessment is: points, what is missing of each item, and what to do next.

Nothing here decides anything: a gap is said, and the score stays the clerk's own.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import clock
from models import AssessmentAnswer, AssessmentItem, AssessmentSheet
from services.office import attachments, evidence_links
from services.office.assessment import versions as assessment_versions
from services.office.attachments import File
from services.office.evidence_links import Link

SOON = timedelta(days=90)
NEAR = timedelta(days=14)
ZERO = Decimal(0)
UPLOADS = "assessment_item"
UNMET, OPEN_MUST, OVER, GONE, NO_EVIDENCE, UNSCORED, NO_REASON, ENDING = ORDER = (
    "unmet", "open_must", "over", "gone", "no_evidence", "unscored", "no_reason", "ending",
)  # fmt: skip
WORDS = {
    UNMET: "必达项未达到",
    OPEN_MUST: "必达项还没有判断",
    OVER: "佐证已到期",
    GONE: "佐证的记录已不存在",
    NO_EVIDENCE: "没有佐证",
    UNSCORED: "没有自评分",
    NO_REASON: "自评分没有写理由",
    ENDING: "佐证即将到期",
}


class Line(NamedTuple):
    """An item with what the office says of it, what proves it and what is missing, the most urgent first."""

    item: AssessmentItem
    answer: AssessmentAnswer
    links: list[Link]
    files: list[File]
    gaps: list[str]

    @property
    def lost(self) -> Decimal | None:
        """Points not given; None while there is no score."""
        if self.item.points is None or self.answer.score is None:
            return None
        return self.item.points - self.answer.score

    @property
    def words(self) -> list[str]:
        return [WORDS[gap] for gap in self.gaps]

    @property
    def proofs(self) -> int:
        """How many things prove it now."""
        return sum(not link.is_gone for link in self.links) + len(self.files)

    def is_late(self, today: date) -> bool:
        return bool(self.gaps) and self.answer.due_on is not None and self.answer.due_on < today


class Sum(NamedTuple):
    """Of a category or of the whole: what can be had, what of it was scored so far, the score, what was lost."""

    points: Decimal
    scored: Decimal
    score: Decimal

    @property
    def lost(self) -> Decimal:
        return self.scored - self.score


class Expiring(NamedTuple):
    day: date
    line: Line
    link: Link
    is_over: bool


class Progress(NamedTuple):
    """``todo`` is sorted by what to do next. ``unreadable`` items have no points and count in no sum."""

    sheet: AssessmentSheet
    lines: list[Line]
    total: Sum
    todo: list[Line]
    musts: list[Line]
    expiring: list[Expiring]

    @property
    def unreadable(self) -> list[Line]:
        return [line for line in self.lines if line.item.points is None and not line.item.is_must]

    def categories(self) -> list[tuple[str, list[Line], Sum]]:
        """In the sheet's own order."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.item.category, []).append(line)
        return [(name, lines, sum_of(lines)) for name, lines in found.items()]


def of_year(year: int) -> Progress | None:
    sheet = assessment_versions.current(year)
    return None if sheet is None else of(sheet)


def of(sheet: AssessmentSheet) -> Progress:
    rows = assessment_versions.rows(sheet.id)
    linked = evidence_links.of([item.id for item, _ in rows])
    kept = attachments.of_many(UPLOADS, {assessment_versions.origin(item) for item, _ in rows})
    lines = [
        line_of(sheet.year, item, answer, linked.get(item.id, []), kept.get(assessment_versions.origin(item), []))
        for item, answer in rows
    ]
    today = clock.today()
    todo = sorted((line for line in lines if line.gaps), key=lambda line: urgency(line, today))
    expiring = [
        Expiring(link.expires_on, line, link, link.expires_on < today)
        for line in lines
        for link in line.links
        if link.expires_on is not None and ends(link.expires_on, sheet.year)
    ]
    musts = [line for line in lines if line.item.is_must]
    return Progress(
        sheet, lines, sum_of(lines), todo, musts, sorted(expiring, key=lambda one: (one.day, one.line.item.place))
    )


def sum_of(lines: Iterable[Line]) -> Sum:
    mine = [line for line in lines if line.item.points is not None]
    done = [line for line in mine if line.answer.score is not None]
    return Sum(
        sum((line.item.points or ZERO for line in mine), ZERO),
        sum((line.item.points or ZERO for line in done), ZERO),
        sum((line.answer.score or ZERO for line in done), ZERO),
    )


def line_of(year: int, item: AssessmentItem, answer: AssessmentAnswer, links: list[Link], files: list[File]) -> Line:
    found = set(evidence_gaps(year, links))
    if not files and all(link.is_gone for link in links):
        found.add(NO_EVIDENCE)
    if item.is_must and answer.is_met is None:
        found.add(OPEN_MUST)
    if item.is_must and answer.is_met is False:
        found.add(UNMET)
    if item.points is not None and answer.score is None:
        found.add(UNSCORED)
    if answer.score is not None and not answer.reason:
        found.add(NO_REASON)
    return Line(item, answer, links, files, [gap for gap in ORDER if gap in found])


def evidence_gaps(year: int, links: list[Link]) -> Iterable[str]:
    today = clock.today()
    standing = [link for link in links if not link.is_gone]
    if len(standing) < len(links):
        yield GONE
    ends_on = [link.expires_on for link in standing if link.expires_on is not None]
    if any(day < today for day in ends_on):
        yield OVER
    if any(today <= day and ends(day, year) for day in ends_on):
        yield ENDING


def ends(day: date, year: int) -> bool:
    """Within 90 days, or before the year of the assessment is over."""
    return day <= max(clock.today() + SOON, date(year, 12, 31))


def urgency(line: Line, today: date) -> tuple:
    """Musts first, then what is overdue, then by the gap, then by when it is due."""
    is_must = line.gaps[0] in (UNMET, OPEN_MUST)
    due = line.answer.due_on or date.max
    return (not is_must, not line.is_late(today), ORDER.index(line.gaps[0]), due, line.item.place)


def due_soon(year: int) -> tuple[int, int]:
    """Items with something missing whose day has passed, and whose day comes within two weeks."""
    found, today = of_year(year), clock.today()
    days = [line.answer.due_on for line in found.todo if line.answer.due_on] if found else []
    return sum(day < today for day in days), sum(today <= day <= today + NEAR for day in days)
