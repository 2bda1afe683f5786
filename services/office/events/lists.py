"""The calendar as it is looked at: a year's events by day, with who organises them and what they belong to."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, select

import clock
from models import Campaign, Department, Event, session
from services.office.events import events

PAGE = 50


class Shown(NamedTuple):
    """An event with the names of what it points to; ``office`` is who organises it."""

    event: Event
    office: str
    campaign: str


def show(event_id: int) -> Shown:
    """Raises NotFound."""
    return shown(select_shown().where(Event.id == events.get(event_id).id))[0]


def select_shown() -> Select:
    return (
        select(Event, Department.name, Campaign.name)
        .outerjoin(Department, Department.id == Event.department_id)
        .outerjoin(Campaign, Campaign.id == Event.campaign_id)
    )


def shown(query: Select) -> list[Shown]:
    return [Shown(row, office or row.organiser, campaign or "") for row, office, campaign in session.execute(query)]


def of_year(year: int) -> list[Shown]:
    """Everything that begins in a year, by day."""
    within = Event.first_day.between(date(year, 1, 1), date(year, 12, 31))
    return shown(select_shown().where(within).order_by(Event.first_day, Event.starts_at, Event.id))


def of_campaign(campaign_id: int) -> list[Event]:
    """What was planned or held as part of a campaign, by day."""
    query = select(Event).where(Event.campaign_id == campaign_id, Event.state != events.CANCELLED)
    return list(session.scalars(query.order_by(Event.first_day, Event.id)))


def listing(year: int, kind: str, state: str, page: int) -> tuple[list[Shown], int]:
    """A page of a year's events, by day, and how many there are."""
    where: list[ColumnElement[bool]] = [Event.first_day.between(date(year, 1, 1), date(year, 12, 31))]
    where += [Event.kind == kind] if kind in events.KINDS else []
    where += [Event.state == state] if state in events.STATES else []
    count = session.scalar(select(func.count()).select_from(Event).where(*where)) or 0
    query = select_shown().where(*where).order_by(Event.first_day, Event.starts_at, Event.id)
    return shown(query.offset((page - 1) * PAGE).limit(PAGE)), count


def years() -> list[int]:
    """From the first year with an event to the next one, the newest first."""
    first, last = session.execute(select(func.min(Event.first_day), func.max(Event.first_day))).one()
    now = clock.today().year
    return list(range(max(last.year if last else now, now + 1), min(first.year if first else now, now) - 1, -1))
