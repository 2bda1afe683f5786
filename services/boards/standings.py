"""From published lines to a board: units summed up, values, places. Reads nothing but the names of units."""

from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import select

from models import Department, session
from services.boards.disclosure import FOLDED, Tally

BANDS = {"5-15": (5, 15), "16-50": (16, 50), "51+": (51, 10**9)}
PULL = 5  # k: how many people with the office's mean are added to every department
SHRUNK = {"points_per_head", "grams_per_head"}


class Named(NamedTuple):
    """A department as a board names it; the folded line has no id."""

    id: int | None
    name: str


class Before(NamedTuple):
    """The same line on the board of the period before."""

    rank: int
    value: float


class Standing(NamedTuple):
    """``departments`` counts the lines that a unit's line sums up; 1 for a department's own."""

    rank: int
    department: Named
    value: float
    points: int
    grams: int
    participants: int
    roll: float
    mine: bool = False
    departments: int = 1
    before: Before | None = None


class Line(NamedTuple):
    """A published line, or several of one unit summed up."""

    tally: Tally
    departments: int
    ids: frozenset[int]


class Question(NamedTuple):
    """``unit`` None lists every department, 0 the units on top, an id what is right below it. ``own`` is marked."""

    metric: str = "participation"
    band: str | None = None
    unit: int | None = None
    own: int | None = None


def summed(lines: list[Tally], top: str) -> list[Line]:
    """The lines below ``top``, those of one unit as one; those folded together stand beside the units on top."""
    groups: dict[str, list[Tally]] = {}
    for one in lines:
        if one.department_id is None:
            if not top:
                groups[FOLDED] = [one]
        elif not top or one.path == top or one.path.startswith(f"{top}/"):
            depth = top.count("/") + 1 if top else 0
            levels = one.path.split("/")[: depth + 1]
            groups.setdefault("/".join(levels), []).append(one)
    known = dict(session.execute(select(Department.path, Department.id).where(Department.path.in_(groups))).all())
    return [together(path, members, known.get(path)) for path, members in groups.items()]


def together(path: str, members: list[Tally], department_id: int | None) -> Line:
    names = ("points", "grams", "participants", "person_days")
    added = {name: sum(getattr(one, name) for one in members) for name in names}
    first = members[0]._replace(department_id=department_id, path=path, **added)
    return Line(first, len(members), frozenset(one.department_id or 0 for one in members))


def within(line: Line, band: str | None) -> bool:
    """The size of an average roll is that of the nearest number of people."""
    least, most = BANDS[band] if band else (0, 10**9)
    return least <= int(line.tally.roll + Fraction(1, 2)) <= most


def mean_of(lines: list[Line], metric: str) -> Fraction:
    """What the whole office has per head, by what its boards show."""
    roll = sum((one.tally.roll for one in lines), Fraction())
    total = sum(one.tally.points if metric == "points_per_head" else one.tally.grams for one in lines)
    return Fraction(total) / roll if roll else Fraction()


def value_of(one: Tally, metric: str, mean: Fraction) -> Fraction:
    if metric == "participation":
        return min(Fraction(one.participants) / one.roll, Fraction(1))
    if metric == "points_per_head":
        return (one.points + PULL * mean) / (one.roll + PULL)
    if metric == "grams_per_head":
        return (one.grams + PULL * mean) / (one.roll + PULL)
    return Fraction(one.points)


def of_all(lines: list[Tally], metric: str) -> float:
    """The value of the whole office; per head it is the mean itself."""
    roll = sum((one.roll for one in lines), Fraction())
    if metric == "participation":
        return round(float(min(sum(one.participants for one in lines) / roll, Fraction(1))), 4) if roll else 0.0
    if metric == "points":
        return float(sum(one.points for one in lines))
    return round(float(mean_of([Line(one, 1, frozenset()) for one in lines], metric)), 4)


def rank(lines: list[Line], asked: Question) -> tuple[list[tuple[Standing, frozenset[int]]], float | None]:
    """Best first, each with its departments; equal values share a place (1, 1, 3); those of one place by pinyin.

    And the office's mean, where values are drawn to it.
    """
    mean = mean_of(lines, asked.metric) if asked.metric in SHRUNK else Fraction()
    valued = [(value_of(one.tally, asked.metric, mean), one) for one in lines if within(one, asked.band)]
    valued.sort(key=lambda pair: (-pair[0], pair[1].tally.pinyin))
    found: list[tuple[Standing, frozenset[int]]] = []
    place, last = 0, None
    for position, (value, line) in enumerate(valued, start=1):
        place, last = (place if value == last else position), value
        found.append((standing(place, value, line), line.ids))
    return found, round(float(mean), 4) if asked.metric in SHRUNK else None


def standing(place: int, value: Fraction, line: Line) -> Standing:
    one = line.tally
    named = Named(one.department_id, one.path)
    counts = (one.points, one.grams, one.participants, round(float(one.roll), 1))
    return Standing(place, named, round(float(value), 4), *counts, departments=line.departments)


def places(lines: list[Line], asked: Question) -> dict[int | None, Before]:
    """By department, the place and value of its line."""
    found, _ = rank(lines, asked)
    return {one.department.id: Before(one.rank, one.value) for one, _ in found}
