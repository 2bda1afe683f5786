"""How many people have fewer points than somebody, from a dozen rows whatever their number (``PointCount``).

A binary indexed tree: a person with p points is counted in node p+1 and in the nodes above it, and node 0 counts all.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from sqlalchemy import delete, select

from models import PointCount, session
from services.inserts import put

SIZE = 2**17
MOST = SIZE - 2  # points beyond this share a place


def move(people: Iterable[tuple[int, int | None, int | None]]) -> None:
    """Take people from one number of points to another: (period, before, after), None for not taking part."""
    moved: Counter[tuple[int, int]] = Counter()
    for code, before, after in people:
        if before != after:
            for points, step in ((before, -1), (after, 1)):
                if points is not None:
                    moved[code, points] += step
    changes: Counter[tuple[int, int]] = Counter()
    for (code, points), step in moved.items():  # far fewer than people: many stand with the same points
        if step:
            for node in (0, *up(points)):
                changes[code, node] += step
    write({key: change for key, change in changes.items() if change})


def up(points: int) -> Iterator[int]:
    """The nodes in which somebody with so many points is counted."""
    node = min(points, MOST) + 1
    while node <= SIZE:
        yield node
        node += node & -node


def down(points: int) -> Iterator[int]:
    """The nodes that together count everybody with fewer points."""
    node = min(points, MOST)
    while node > 0:
        yield node
        node -= node & -node


def write(changes: dict[tuple[int, int], int]) -> None:
    """A node that counts nobody has no row."""
    if not changes:
        return
    codes, nodes = {code for code, _ in changes}, {node for _, node in changes}
    query = select(PointCount.period, PointCount.node, PointCount.people)
    rows = session.execute(query.where(PointCount.period.in_(codes), PointCount.node.in_(nodes)))
    had = {(code, node): people for code, node, people in rows}
    now = {key: had.get(key, 0) + change for key, change in changes.items()}
    kept = [{"period": code, "node": node, "people": people} for (code, node), people in now.items() if people]
    put(PointCount, kept, ("people",))
    for code in codes:
        empty = [node for (period, node), people in now.items() if period == code and not people]
        if empty:
            session.execute(delete(PointCount).where(PointCount.period == code, PointCount.node.in_(empty)))


def below(code: int, points: int) -> tuple[int, int]:
    """How many people of a period have fewer points, and how many there are."""
    nodes = [0, *down(points)]
    rows = session.execute(
        select(PointCount.node, PointCount.people).where(PointCount.period == code, PointCount.node.in_(nodes))
    )
    found: dict[int, int] = dict(rows.all())
    return sum(found.values()) - found.get(0, 0), found.get(0, 0)
