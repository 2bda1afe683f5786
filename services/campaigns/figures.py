"""What a campaign came to, for its closing summary: sums of the whole office, nobody's own.

Read from the totals, and what is not in them yet from the short index of what waits: a few rows, however long the
ledger. One statement, so that nothing is folded between two looks.
"""

from typing import Any, NamedTuple

from sqlalchemy import Select, Subquery, case, func, select, true

from models import BoardPeriod, Campaign, CheckIn, DepartmentDay, PersonTotal, PointCount, session
from services.boards.folding import UNFOLDED
from services.boards.periods import CAMPAIGN
from services.boards.rankings import SMALLEST
from services.boards.refolding import STANDS
from services.campaigns.campaigns import CANCELLED


class Figures(NamedTuple):
    """``people`` with at least one act that stands, ``acts``, their points and grams; None below ``SMALLEST``."""

    people: int
    acts: int
    points: int
    grams: int


def of(campaign: Campaign) -> Figures | None:
    """The acts of its days; None while fewer than five people have any, and for one that was called off."""
    if campaign.state == CANCELLED:
        return None
    days = (campaign.first_day, campaign.last_day)
    row = session.get(BoardPeriod, CAMPAIGN + campaign.id)
    is_counted = row is not None and (row.first_day, row.last_day) == days
    query = from_totals(CAMPAIGN + campaign.id, *days) if is_counted else from_ledger(*days)
    found = Figures(*(int(value or 0) for value in session.execute(query).one()))
    return found if found.people >= SMALLEST else None


def from_totals(code: int, first: Any, last: Any) -> Select:
    """Node 0 of a period's tree counts everybody in it; the sums are those of its days."""
    fresh = (
        select(CheckIn.participation_id, *sums(STANDS, CheckIn.points, CheckIn.grams))
        .where(UNFOLDED, CheckIn.day.between(first, last))
        .group_by(CheckIn.participation_id)
        .subquery()
    )
    known = select(PointCount.people).where(PointCount.period == code, PointCount.node == 0).scalar_subquery()
    days = select(*sums(DepartmentDay.acts, DepartmentDay.points, DepartmentDay.grams))
    days_sums = days.where(DepartmentDay.day.between(first, last)).subquery()
    more = select(
        func.sum(newly_in(fresh, code)).label("people"), *sums(fresh.c.acts, fresh.c.points, fresh.c.grams)
    ).subquery()
    parts = [days_sums.c[name] + more.c[name] for name in ("acts", "points", "grams")]
    both = days_sums.join(more, true())  # one row each
    return select(func.coalesce(known, 0) + func.coalesce(more.c.people, 0), *parts).select_from(both)


def sums(acts: Any, points: Any, grams: Any) -> list[Any]:
    named = {"acts": acts, "points": points, "grams": grams}
    return [func.coalesce(func.sum(column), 0).label(name) for name, column in named.items()]


def newly_in(fresh: Subquery, code: int) -> Any:
    """1 for somebody whose first act that stands is not folded yet, -1 for whose last is taken back, else 0."""
    mine = (PersonTotal.participation_id == fresh.c.participation_id, PersonTotal.period == code)
    had = func.coalesce(select(func.sum(PersonTotal.acts)).where(*mine).scalar_subquery(), 0)
    return case((had + fresh.c.acts > 0, 1), else_=0) - case((had > 0, 1), else_=0)


def from_ledger(first: Any, last: Any) -> Select:
    """The same from every row: for a campaign that the totals do not know yet."""
    person = (
        select(*sums(STANDS, CheckIn.points, CheckIn.grams))
        .where(CheckIn.day.between(first, last))
        .group_by(CheckIn.participation_id)
        .subquery()
    )
    columns = (func.count(), func.sum(person.c.acts), func.sum(person.c.points), func.sum(person.c.grams))
    return select(*columns).where(person.c.acts > 0)
