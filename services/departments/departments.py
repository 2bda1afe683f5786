"""The office's tree of units and departments, named by paths with ``/`` between levels."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, insert, select, update

from models import Department, Posting, session
from services.pinyin import sort_key


class Branch(NamedTuple):
    """A department as the tree shows it. ``heads`` counts everybody on the roll in it and below, ``depth`` from 0."""

    id: int
    name: str
    path: str
    depth: int
    heads: int


def tree(scope: int | None, day: date) -> list[Branch]:
    """The departments open on the roll, each before those below it; only the tree of ``scope`` when given."""
    rows = session.execute(select(Department.id, Department.path, Department.name).filter_by(is_closed=False)).all()
    counts: Counter[str] = Counter()
    for path, count in headcounts(day):
        counts.update(dict.fromkeys(prefixes(path), count))
    top = path_of(scope) if scope else ""
    found = [Branch(row.id, row.name, row.path, row.path.count("/"), counts[row.path]) for row in rows]
    return sorted((one for one in found if is_within(one.path, top)), key=order)


def heads(tree: list[Branch]) -> int:
    """Everybody in a tree, each counted once."""
    return sum(branch.heads for branch in tree if branch.depth == tree[0].depth)


def headcounts(day: date) -> list[tuple[str, int]]:
    """How many people each department itself has on its roll on a day."""
    return session.execute(  # type: ignore[return-value]
        select(Department.path, func.count())
        .join(Posting, Posting.department_id == Department.id)
        .where(Posting.from_day <= day, Posting.to_day.is_(None) | (Posting.to_day > day))
        .group_by(Department.path)
    ).all()


def path_of(department_id: int) -> str:
    return session.scalars(select(Department.path).filter_by(id=department_id)).one()


def is_within(path: str, top: str) -> bool:
    """Whether a path is ``top`` or below it; everything is within the empty top."""
    return not top or path == top or path.startswith(f"{top}/")


def order(branch: Branch) -> list[str]:
    """By pinyin, level by level, so that a tree stays together."""
    return [sort_key(level) for level in branch.path.split("/")]


def prefixes(path: str) -> list[str]:
    """``a/b/c`` → ``a``, ``a/b``, ``a/b/c``."""
    levels = path.split("/")
    return ["/".join(levels[: depth + 1]) for depth in range(len(levels))]


def ensure(paths: Iterable[str]) -> dict[str, int]:
    """Make what is missing of these paths, upper levels first; the id of every department by its path."""
    wanted = {prefix for path in set(paths) for prefix in prefixes(path)}
    ids = dict(session.execute(select(Department.path, Department.id)).all())
    for depth in range(max((path.count("/") for path in wanted), default=-1) + 1):
        missing = sorted(path for path in wanted - ids.keys() if path.count("/") == depth)
        if missing:
            rows = [new_row(path, ids) for path in missing]
            made = session.execute(insert(Department).returning(Department.path, Department.id), rows)
            ids.update(made.all())
    return ids


def new_row(path: str, ids: dict[str, int]) -> dict:
    parent, _, name = path.rpartition("/")
    named = {"path": path, "name": name, "pinyin": sort_key(path), "parent_id": ids.get(parent)}
    return named | {"is_closed": False, "is_kept": False}


def close_empty() -> None:
    """Close the departments where, with all below, nobody is or will be; open the others. Those kept by hand stay."""
    staffed = Department.id.in_(select(Posting.department_id).where(Posting.to_day.is_(None)))
    used = session.scalars(select(Department.path).where(staffed | Department.is_kept))
    alive = {prefix for path in used for prefix in prefixes(path)}
    rows = session.execute(select(Department.id, Department.path, Department.is_closed)).all()
    wrong = [row for row in rows if row.is_closed == (row.path in alive)]
    changed = [{"id": row.id, "is_closed": row.path not in alive} for row in wrong]
    if changed:
        session.execute(update(Department), changed)
