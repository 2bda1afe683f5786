"""On which days and at which instants a rule falls, by the office's clock and calendar."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import clock
from models import Campaign, Reminder, session
from services import working_days
from services.reminders import kinds as reminder_kinds
from services.reminders.kinds import CAMPAIGN, WEEKLY
from services.working_days import Day

TOO_LATE = timedelta(hours=1)  # a morning nudge is worth nothing in the afternoon
ONE_DAY = timedelta(days=1)
AHEAD = 62  # days to look ahead for the next one
LONGEST_CAMPAIGN = 366


class Span(NamedTuple):
    """The days a rule is for, both included; None: without a limit."""

    first: date | None
    last: date | None


NEVER = Span(date.max, date.min)


def span(rule: Reminder) -> Span:
    """Of the campaign it follows, as its days stand now, and never once that is closed or cancelled; else its own."""
    campaign = campaign_of(rule)
    if campaign is None:
        return Span(rule.first_day, rule.last_day)
    return Span(campaign.first_day, campaign.last_day) if campaign.state == "open" else NEVER


def campaign_of(rule: Reminder) -> Campaign | None:
    return session.get(Campaign, rule.campaign_id) if rule.campaign_id else None


def times(rule: Reminder) -> list[time]:
    """Every time of its day, earliest first."""
    return sorted({rule.at, *(time.fromisoformat(text) for text in rule.then_at or [])})


def next_run(walls: list[time], after: datetime) -> datetime:
    """The first instant later than ``after`` at which the office's clock shows one of ``walls``."""
    today = clock.local(after).date()
    moments = [clock.at(day, wall) for day in (today, today + ONE_DAY) for wall in walls]
    return min(moment for moment in moments if moment > after)


def is_due(rule: Reminder, now: datetime) -> bool:
    """Its time has come, not over an hour or a day ago, and today is one of its days."""
    day = clock.local(rule.next_run_at).date()
    in_time = now - TOO_LATE <= rule.next_run_at <= now and day == clock.local(now).date()
    days = span(rule)
    return in_time and falls_on(rule, days, day, calendar(rule, days, day, day))


def coming(rule: Reminder, after: datetime) -> datetime | None:
    """The next instant at which it will nudge; None when there is none within two months."""
    first, days = clock.local(after).date(), span(rule)
    known = calendar(rule, days, first, first + AHEAD * ONE_DAY)
    for day in (first + number * ONE_DAY for number in range(AHEAD)):
        moments = [clock.at(day, wall) for wall in times(rule) if clock.at(day, wall) > after]
        if moments and falls_on(rule, days, day, known):
            return moments[0]
    return None


def calendar(rule: Reminder, days: Span, first: date, last: date) -> Mapping[date, Day]:
    """The days that ``falls_on`` looks at for a day between ``first`` and ``last``: their weeks, or the campaign."""
    if reminder_kinds.rhythm(rule.kind) == CAMPAIGN and days.first and days.first < first:
        first = max(days.first, first - LONGEST_CAMPAIGN * ONE_DAY)
    return working_days.days(first - first.weekday() * ONE_DAY, last + (6 - last.weekday()) * ONE_DAY)


def falls_on(rule: Reminder, days: Span, day: date, known: Mapping[date, Day]) -> bool:
    """Within its days; a working day where that is asked; for some kinds one day of the week or campaign only."""
    if (days.first and day < days.first) or (days.last and day > days.last):
        return False
    rhythm = reminder_kinds.rhythm(rule.kind)
    if rhythm == WEEKLY:
        return day == end_of_week(day, known)
    if rule.workdays_only and not known[day].is_workday:
        return False
    return rhythm != CAMPAIGN or day == opening(rule, days.first, known)


def end_of_week(day: date, known: Mapping[date, Day]) -> date | None:
    """Friday, or the last working day before it; None in a week without one."""
    monday = day - day.weekday() * ONE_DAY
    week = [monday + number * ONE_DAY for number in range(5)]
    return max((each for each in week if known[each].is_workday), default=None)


def opening(rule: Reminder, first: date | None, known: Mapping[date, Day]) -> date | None:
    """The campaign's first day, or the first working day after it."""
    if first is None:
        return None
    days = (day for day in sorted(known) if day >= first)
    return next((day for day in days if known[day].is_workday or not rule.workdays_only), None)
