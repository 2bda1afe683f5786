"""What a campaign came to, for its closing summary: sums of the whole office, nobody's own."""

from typing import NamedTuple

from sqlalchemy import case, func, select

from models import Campaign, CheckIn, session
from services.boards.rankings import SMALLEST


class Figures(NamedTuple):
    """``people`` with at least one act that stands, ``acts``, their points and grams; None below ``SMALLEST``."""

    people: int
    acts: int
    points: int
    grams: int


def of(campaign: Campaign) -> Figures | None:
    """The acts of its days, or None while fewer than five people have any."""
    person = (
        select(
            func.sum(case((CheckIn.attempt > 0, 1), else_=-1)).label("acts"),
            func.sum(CheckIn.points).label("points"),
            func.sum(func.coalesce(CheckIn.grams, 0)).label("grams"),
        )
        .where(CheckIn.day.between(campaign.first_day, campaign.last_day))
        .group_by(CheckIn.participation_id)
        .subquery()
    )
    sums = (func.count(), func.sum(person.c.acts), func.sum(person.c.points), func.sum(person.c.grams))
    row = session.execute(select(*sums).where(person.c.acts > 0)).one()
    found = Figures(*(int(value or 0) for value in row))
    return found if found.people >= SMALLEST else None
