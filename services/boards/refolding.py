"""The totals made anew from the ledger, set by set; and whether those that are there are the same.

One period at a time, each in a transaction of its own: totals hold what is folded, before and after, so a rebuild that
stops half way has done no harm. Written apart from folding, so that each checks the other.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Subquery, case, delete, func, insert, literal, select

from models import (
    ActivityDay,
    Base,
    BoardPeriod,
    CheckIn,
    DepartmentDay,
    DepartmentTotal,
    ListedTotal,
    Participation,
    PersonTotal,
    PointCount,
    RollTotal,
    atomic,
    session,
)
from models.total import alone
from services.boards import folding, headcounts, periods, point_tree
from services.boards import state as board_state
from services.boards.periods import EVERYTHING, Span

STANDS = case((CheckIn.attempt > 0, 1), else_=-1)
SUMS = (func.sum(CheckIn.points), func.sum(func.coalesce(CheckIn.grams, 0)))


class Part(NamedTuple):
    """The rows of one table that belong to a period, and the query that says what they should be."""

    table: type[Base]
    where: ColumnElement[bool]
    query: Select


class Found(NamedTuple):
    """A table of a period: how many rows differ from what they should be."""

    table: str
    wrong: int


def every_span() -> list[Span]:
    """Everything, and each period that the ledger, a total or a campaign knows."""
    days = session.scalars(select(CheckIn.day).where(CheckIn.is_folded.is_(True)).distinct())
    found = {periods.span(kind, day) for day in days for kind in periods.KINDS}
    found |= {Span(row.code, row.first_day, row.last_day) for row in session.scalars(select(BoardPeriod))}
    return [EVERYTHING, *sorted(found)]


def each(work: Callable[[Span], list[Found]], progress: Callable[[int, int], None]) -> Iterator[Found]:
    """Do the work for every period, in turn."""
    known = atomic(every_span, reading=True)()
    for done, span in enumerate(known, start=1):
        yield from atomic(work)(span)
        progress(done, len(known))


def check(span: Span) -> list[Found]:
    """Change nothing, say what differs."""
    alone()
    found = [Found(part.table.__tablename__, differing(part)) for part in parts(span)]
    had = tree_rows(span)
    wrong = sum(had.get(node) != people for node, people in tree(span).items()) + len(had.keys() - tree(span).keys())
    return [*found, Found(PointCount.__tablename__, wrong), Found(RollTotal.__tablename__, wrong_rolls(span))]


def rebuild(span: Span) -> list[Found]:
    """Put every total of a period right; what was wrong."""
    alone()
    found = [Found(part.table.__tablename__, differing(part)) for part in parts(span)]
    write(span)
    return found


def write(span: Span) -> None:
    """Every total of a period made anew, whatever was there: a third of the work of ``rebuild``. Be ``alone`` first."""
    for part in parts(span):
        session.execute(delete(part.table).where(part.where))
        session.execute(insert(part.table).from_select(columns(part.table), part.query))
    session.execute(delete(PointCount).where(PointCount.period == span.code))
    rows = [{"period": span.code, "node": node, "people": people} for node, people in tree(span).items()]
    if rows:
        session.execute(insert(PointCount), rows)
    if span.code != periods.ALL:
        folding.ensure_spans([span])
        headcounts.recount([session.get_one(BoardPeriod, span.code)])
    board_state.touch()


def parts(span: Span) -> list[Part]:
    people = (
        select(
            CheckIn.participation_id,
            literal(span.code).label("period"),
            CheckIn.department_id,
            *(total.label(name) for total, name in zip(SUMS, ("points", "grams"), strict=True)),
            func.sum(STANDS).label("acts"),
        )
        .where(CheckIn.is_folded.is_(True), CheckIn.day.between(span.first, span.last))
        .group_by(CheckIn.participation_id, CheckIn.department_id)
    )
    one = people.subquery()
    found = [
        Part(PersonTotal, PersonTotal.period == span.code, people),
        Part(ListedTotal, ListedTotal.period == span.code, listed(one, span)),
    ]
    if span.code == periods.ALL:
        found.append(Part(DepartmentDay, DepartmentDay.day.is_not(None), days()))
        return [*found, Part(ActivityDay, ActivityDay.day.is_not(None), activity_days())]
    return [*found, Part(DepartmentTotal, DepartmentTotal.period == span.code, departments(one, span))]


def listed(one: Subquery, span: Span) -> Select:
    points = func.sum(one.c.points)
    return (
        select(one.c.participation_id, literal(span.code), case((points > 0, points), else_=0))
        .join(Participation, Participation.id == one.c.participation_id)
        .where(Participation.on_people_board.is_(True), Participation.account_id.is_not(None))
        .group_by(one.c.participation_id)
        .having(func.sum(one.c.acts) > 0)
    )


def departments(one: Subquery, span: Span) -> Select:
    people = func.sum(case((one.c.acts > 0, 1), else_=0))
    return select(
        literal(span.code), one.c.department_id, func.sum(one.c.points), func.sum(one.c.grams), people
    ).group_by(one.c.department_id)


def days() -> Select:
    return (
        select(CheckIn.day, CheckIn.department_id, *SUMS, func.sum(STANDS))
        .where(CheckIn.is_folded.is_(True))
        .group_by(CheckIn.day, CheckIn.department_id)
    )


def activity_days() -> Select:
    return (
        select(CheckIn.day, CheckIn.activity, func.sum(STANDS))
        .where(CheckIn.is_folded.is_(True))
        .group_by(CheckIn.day, CheckIn.activity)
    )


def columns(table: type[Base]) -> list[str]:
    return [column.name for column in table.__table__.columns]


def differing(part: Part) -> int:
    """Rows that are missing, wrong or too many."""
    here = select(*(getattr(part.table, name) for name in columns(part.table))).where(part.where)
    one_way = part.query.except_(here).subquery()
    other_way = here.except_(part.query).subquery()
    counts = [session.scalar(select(func.count()).select_from(way)) or 0 for way in (one_way, other_way)]
    return max(counts)


def tree(span: Span) -> Counter[int]:
    """Node → people, from what everybody's rows of the period say."""
    points = func.sum(PersonTotal.points)
    person = (
        select(case((points > 0, points), else_=0).label("points"))
        .where(PersonTotal.period == span.code)
        .group_by(PersonTotal.participation_id)
        .having(func.sum(PersonTotal.acts) > 0)
        .subquery()
    )
    found: Counter[int] = Counter()
    for number, people in session.execute(select(person.c.points, func.count()).group_by(person.c.points)):
        for node in (0, *point_tree.up(int(number))):
            found[node] += people
    return found


def tree_rows(span: Span) -> dict[int, int]:
    rows = select(PointCount.node, PointCount.people).where(PointCount.period == span.code)
    return dict(session.execute(rows).all())


def wrong_rolls(span: Span) -> int:
    """How many departments' person-days differ from the roll, up to the day to which they were counted."""
    row = session.get(BoardPeriod, span.code)
    counted = row.counted_to if row else None
    if counted is None:
        return 0
    should = {department: total for (_, department), total in headcounts.count([span], counted).items()}
    rows = select(RollTotal.department_id, RollTotal.person_days).where(RollTotal.period == span.code)
    had: dict[Any, Any] = dict(session.execute(rows).all())
    return sum(had.get(key) != should.get(key) for key in had.keys() | should.keys())
