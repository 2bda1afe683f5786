"""What waits for somebody's decision: one small function each, and one list. A new one is a function and a line.

A function looks, for one visitor, and gives None when nothing waits.
"""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import clock
from blueprints.console.base import MANAGER, READER
from services import working_days
from services.campaigns import campaigns
from services.compliance import filing
from services.holds import holds
from services.holds import objections as objection_lines
from services.managers.sessions import Visitor
from services.office import papers as office_papers
from services.office import resolutions
from services.office.assessment import progress as assessment_progress
from services.office.awards import awards
from services.office.awards import objections as award_objections
from services.office.events import events
from services.photos import reviews as photo_reviews
from services.sending import figures as push_figures
from services.suggestions import desk as suggestion_desk
from services.suggestions.desk import Desk

NOTICE_MONTH = 11  # the State Council's notice for the next year is published in the last months of this one


class Decision(NamedTuple):
    """``words`` say what waits; the room that settles it is one click away. ``is_late``: it should have been done."""

    words: str
    endpoint: str
    is_late: bool = False


class Source(NamedTuple):
    """Who is told: ``role`` is the least one that can settle it; ``whole`` means only for the whole office."""

    look: Callable[[Visitor], Decision | None]
    role: str = MANAGER
    whole: bool = True


def overdue_suggestions(visitor: Visitor) -> Decision | None:
    count = suggestion_desk.counts(Desk(visitor.department_id, visitor.manager_id)).overdue
    return Decision(f"{count} 条投诉建议已超期", "suggestions.show", is_late=True) if count else None


def open_suggestions(visitor: Visitor) -> Decision | None:
    found = suggestion_desk.counts(Desk(visitor.department_id, visitor.manager_id))
    count = found.received + found.accepted - found.overdue
    return Decision(f"{count} 条投诉建议未办结", "suggestions.show") if count else None


def held_acts(visitor: Visitor) -> Decision | None:
    count = holds.count(visitor.department_id)
    return Decision(f"{count} 条记录待核实", "held_acts.show") if count else None


def objections(visitor: Visitor) -> Decision | None:
    count = objection_lines.count(visitor.department_id)
    return Decision(f"{count} 条异议待复核", "objections.show") if count else None


def photos(visitor: Visitor) -> Decision | None:
    count = photo_reviews.count(visitor.department_id)
    return Decision(f"{count} 张照片待核对", "photos.show") if count else None


def campaigns_over(visitor: Visitor) -> Decision | None:
    count = len(campaigns.to_close())
    return Decision(f"{count} 项主题活动待总结", "campaigns.show") if count else None


def sending(visitor: Visitor) -> Decision | None:
    """The worst of what stops reminders; the room shows the rest."""
    found = push_figures.decisions()
    return Decision(found[0].sentence, "reminders.show", is_late=found[0].is_urgent) if found else None


def calendar(visitor: Visitor) -> Decision | None:
    """Next year's working days, once the notice can be expected; this year's, if nobody has entered them."""
    today, until = clock.today(), working_days.official_until()
    if until < date(today.year, 12, 31):
        return Decision(f"{today.year} 年的工作日历还是暂定的，请录入放假通知", "calendar_days.show", is_late=True)
    if today.month >= NOTICE_MONTH and until < date(today.year + 1, 12, 31):
        return Decision(f"{today.year + 1} 年的放假安排还没有录入", "calendar_days.show")
    return None


def papers(visitor: Visitor) -> Decision | None:
    missing = filing.missing()
    return Decision(f"备案、立项、验收还有 {len(missing)} 项没有填写", "compliance.show") if missing else None


def award_doubts(visitor: Visitor) -> Decision | None:
    count = award_objections.waiting()
    return Decision(f"{count} 条评选公示的异议待答复", "office_awards.show") if count else None


def award_publications(visitor: Visitor) -> Decision | None:
    count = awards.ended()
    return Decision(f"{count} 次评选的公示已结束，请进入下一步", "office_awards.show") if count else None


def expiring_papers(visitor: Visitor) -> Decision | None:
    """Documents of the office that are over, or will be within 90 days."""
    states = [office_papers.state(row) for row in office_papers.listing()]
    over, soon = states.count(office_papers.OVER), states.count(office_papers.SOON_OVER)
    if over:
        return Decision(f"{over} 份制度文件已到期，请续订或删除", "office_papers.show", is_late=True)
    return Decision(f"{soon} 份制度文件 90 天内到期", "office_papers.show") if soon else None


def assessment_gaps(visitor: Visitor) -> Decision | None:
    """Items of this year's self-assessment with something missing and their day near, or past."""
    late, soon = assessment_progress.due_soon(clock.today().year)
    if late:
        return Decision(f"{late} 项自评过了完成期限还有缺口", "office_assessment.show", is_late=True)
    return Decision(f"{soon} 项自评两周内到期，还有缺口", "office_assessment.show") if soon else None


def resolutions_late(visitor: Visitor) -> Decision | None:
    count = resolutions.late()
    return Decision(f"{count} 项会议议定事项已过期限", "office_resolutions.show", is_late=True) if count else None


def events_over(visitor: Visitor) -> Decision | None:
    count = events.to_report()
    return Decision(f"{count} 项活动已过日子，还没有登记结果", "office_events.show") if count else None


SOURCES = (
    Source(overdue_suggestions, whole=False),
    Source(open_suggestions, whole=False),
    Source(held_acts, whole=False),
    Source(objections, whole=False),
    Source(photos, whole=False),
    Source(resolutions_late),
    Source(campaigns_over),
    Source(award_doubts),
    Source(award_publications),
    Source(events_over),
    Source(sending, READER, whole=False),
    Source(calendar),
    Source(papers),
    Source(expiring_papers),
    Source(assessment_gaps),
)


def waiting(visitor: Visitor) -> list[Decision]:
    """What this visitor can settle, what is late first."""
    mine = [one for one in SOURCES if visitor.may(one.role) and not (one.whole and visitor.department_id is not None)]
    return sorted(filter(None, (one.look(visitor) for one in mine)), key=lambda found: not found.is_late)
