"""Adding check-ins to the totals, each exactly once.

One transaction claims a batch of rows that are not folded, adds them, and marks them: killed at any line it leaves
nothing behind. Folders take turns (``alone``), so any number of them may run, and none waits for a web request.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, func, select, text, tuple_, update

import clock
from models import (
    ActivityDay,
    BoardPeriod,
    CheckIn,
    DepartmentDay,
    DepartmentTotal,
    ListedTotal,
    Participation,
    PersonTotal,
    engine,
    session,
)
from models.total import alone
from services.boards import periods, point_tree
from services.boards import state as board_state
from services.inserts import put

BATCH = {"sqlite": 1000, "postgresql": 4000}  # on SQLite, whoever taps waits for a batch to end
UNFOLDED = text("NOT check_ins.is_folded")  # in the words of the index, or SQLite does not use it
FRESH_FOR = timedelta(seconds=30)  # with nothing to fold, the boards' time is set no more often than this

NO_SYNC = {"synchronize_session": False}

Key = tuple[int, ...]


class Act(NamedTuple):
    """What folding has to know of a row of the ledger. ``attempt`` below zero takes an act back."""

    participation_id: int
    department_id: int
    activity: str
    day: date
    points: int
    grams: int | None
    attempt: int


class Sum:
    """Points, grams and acts, to be added up."""

    __slots__ = ("acts", "grams", "points")

    def __init__(self, points: int = 0, grams: int = 0, acts: int = 0):
        self.points, self.grams, self.acts = points, grams, acts

    def add(self, points: int, grams: int, acts: int) -> None:
        self.points += points
        self.grams += grams
        self.acts += acts


NOTHING = Sum()


def fold(most: int | None = None) -> int:
    """Fold up to ``most`` rows, a batch if not said; how many it were. Nothing when another is at it."""
    most = most or BATCH[engine().dialect.name]
    if not alone(wait=False):
        return 0
    started, acts = clock.now(), claim(most)
    if acts:
        add(acts, periods.campaigns())
    is_all = len(acts) < most
    if acts or (is_all and board_state.read().as_of < started - FRESH_FOR):
        board_state.touch(started if is_all else None)
    return len(acts)


def is_due() -> bool:
    """Whether there is something to fold, or the boards' time is to be set. Only reads."""
    first = session.scalar(select(CheckIn.id).where(UNFOLDED).limit(1))
    return first is not None or board_state.read().as_of < clock.now() - FRESH_FOR


def claim(most: int) -> list[Act]:
    """Mark a batch as folded. People come together, since the index is theirs."""
    batch = select(CheckIn.id).where(UNFOLDED).limit(most).correlate(None)
    marked = update(CheckIn).where(CheckIn.id.in_(batch)).values(is_folded=True)
    told = (getattr(CheckIn, name) for name in Act._fields)
    return [Act(*row) for row in session.execute(marked.returning(*told), execution_options=NO_SYNC)]


def add(acts: list[Act], campaigns: list[periods.Span]) -> None:
    """Add rows of the ledger to every total that they count for."""
    people: dict[Key, Sum] = defaultdict(Sum)
    days: dict[Any, Sum] = defaultdict(Sum)
    kinds: Counter[tuple[date, str]] = Counter()
    for act in acts:
        told = (act.points, act.grams or 0, 1 if act.attempt > 0 else -1)
        for code in codes_of(act.day, campaigns):
            people[act.participation_id, code, act.department_id].add(*told)
        days[act.day, act.department_id].add(*told)
        kinds[act.day, act.activity] += 1 if act.attempt > 0 else -1
    ensure_periods({act.day for act in acts})
    add_days(days)
    rows = [{"day": day, "activity": activity, "acts": count} for (day, activity), count in kinds.items()]
    put(ActivityDay, rows, ("acts",), adding=True)
    before = read_people(people)
    add_people(people, before)
    add_departments(people, before)
    move_people(people, before)


def codes_of(day: date, campaigns: list[periods.Span]) -> Iterable[int]:
    if not campaigns:
        return periods.of_day(day)
    return (*periods.of_day(day), *(one.code for one in campaigns if one.first <= day <= one.last))


def ensure_periods(days: set[date]) -> None:
    ensure_spans(periods.span(kind, day) for kind in periods.KINDS for day in days)


def ensure_spans(wanted: Iterable[periods.Span]) -> None:
    spans = set(wanted)
    known = set(session.scalars(select(BoardPeriod.code).where(BoardPeriod.code.in_([one.code for one in spans]))))
    rows = (BoardPeriod(code=code, first_day=first, last_day=last) for code, first, last in sorted(spans))
    session.add_all(row for row in rows if row.code not in known)
    session.flush()


def add_days(days: dict[Any, Sum]) -> None:
    rows = [
        {"day": day, "department_id": department, "points": one.points, "grams": one.grams, "acts": one.acts}
        for (day, department), one in days.items()
    ]
    put(DepartmentDay, rows, ("points", "grams", "acts"), adding=True)


def read_people(people: Iterable[Key]) -> dict[Key, Sum]:
    """The rows of the same people and periods as they are, those of other departments too."""
    pairs = {(participation_id, code) for participation_id, code, _ in people}
    query = select(
        PersonTotal.participation_id,
        PersonTotal.period,
        PersonTotal.department_id,
        PersonTotal.points,
        PersonTotal.grams,
        PersonTotal.acts,
    ).where(  # fmt: skip
        PersonTotal.participation_id.in_({who for who, _ in pairs}), PersonTotal.period.in_({code for _, code in pairs})
    )
    return {(who, code, department): Sum(*sums) for who, code, department, *sums in session.execute(query)}


def add_people(people: dict[Key, Sum], before: dict[Key, Sum]) -> None:
    rows = []
    for key, more in people.items():
        old = before.get(key, NOTHING)
        sums = {"points": old.points + more.points, "grams": old.grams + more.grams, "acts": old.acts + more.acts}
        rows.append(dict(zip(("participation_id", "period", "department_id"), key, strict=True)) | sums)
    put(PersonTotal, rows, ("points", "grams", "acts"))


def add_departments(people: dict[Key, Sum], before: dict[Key, Sum]) -> None:
    """Sums, and one more or one less participant where a person's first act stands or their last was taken back."""
    found: dict[Key, Sum] = defaultdict(Sum)
    for key, more in people.items():
        _, code, department = key
        old = before.get(key, NOTHING).acts
        found[code, department].add(more.points, more.grams, (old + more.acts > 0) - (old > 0))
    rows = [
        {"period": code, "department_id": department}
        | {"points": one.points, "grams": one.grams, "participants": one.acts}
        for (code, department), one in found.items()
        if code != periods.ALL
    ]
    put(DepartmentTotal, rows, ("points", "grams", "participants"), adding=True)


def move_people(people: dict[Key, Sum], before: dict[Key, Sum]) -> None:
    """People to their new place among the points of a period, and on the people's board those who want to be there."""
    old: dict[Key, Sum] = defaultdict(Sum)
    new: dict[Key, Sum] = defaultdict(Sum)
    for (who, code, _), one in before.items():
        old[who, code].add(one.points, one.grams, one.acts)
        new[who, code].add(one.points, one.grams, one.acts)
    for (who, code, _), one in people.items():
        new[who, code].add(one.points, one.grams, one.acts)
    touched = {(who, code) for who, code, _ in people}
    point_tree.move((code, standing(old.get((who, code))), standing(new[who, code])) for who, code in touched)
    listed = listed_among({who for who, _ in touched})
    list_people({key: standing(new[key]) for key in touched if key[0] in listed})


def standing(one: Sum | None) -> int | None:
    """The points a person stands with; None while no act of theirs stands."""
    return max(one.points, 0) if one and one.acts > 0 else None


def listed_among(people: set[int]) -> set[int]:
    query = select(Participation.id).where(Participation.id.in_(people), Participation.on_people_board.is_(True))
    return set(session.scalars(query.where(Participation.account_id.is_not(None))))


def list_people(points: dict[Key, int | None]) -> None:
    """Write what those on the people's board stand with; nothing for whom nothing stands."""
    rows = [
        {"participation_id": who, "period": code, "points": n} for (who, code), n in points.items() if n is not None
    ]
    put(ListedTotal, rows, ("points",))
    gone = [key for key, n in points.items() if n is None]
    if gone:
        session.execute(delete(ListedTotal).where(tuple_(ListedTotal.participation_id, ListedTotal.period).in_(gone)))


def waiting() -> tuple[int, float]:
    """How many rows are not folded yet, and how many seconds the oldest of them has waited."""
    query = select(func.count(), func.min(CheckIn.created_at)).select_from(CheckIn).where(UNFOLDED)
    rows, oldest = session.execute(query).one()
    return rows, max((clock.now() - oldest).total_seconds(), 0.0) if rows else 0.0
