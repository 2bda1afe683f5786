"""The tree of departments by hand: add, rename, move, close. The people and their postings stay where they are.

``scope`` is the part of the tree that the one who asks looks after: outside it nothing is found, and its own top is
not theirs to change. ``seen`` is the path the form was filled in for: when it is another by now, nothing happens.
"""

from typing import NamedTuple

from sqlalchemy import func, select

import clock
from errors import Conflict, Invalid, NotFound
from models import Department, DepartmentEvent, Posting, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.departments import departments
from services.pinyin import sort_key
from services.roll import cells as roll_cells

ADDED, RENAMED, MOVED, CLOSED, REOPENED = "added", "renamed", "moved", "closed", "reopened"
LABELS = {ADDED: "新设", RENAMED: "更名", MOVED: "调整隶属", CLOSED: "撤销", REOPENED: "恢复"}


class Hand(NamedTuple):
    """Who changes the tree, and which part of it they look after (None: all)."""

    actor: Actor
    scope: int | None


def take_turns() -> None:
    """One change of the tree at a time, so that a path and those below it change together."""
    session.execute(select(Department.id).order_by(Department.id).with_for_update())


def find(department_id: int, scope: int | None) -> Department:
    """Raises NotFound, also for one of another tree."""
    found = session.get(Department, department_id, populate_existing=True)
    if found is None or (scope is not None and not departments.is_within(found.path, departments.path_of(scope))):
        raise NotFound("没有这个部门")
    return found


def own(department_id: int, hand: Hand, seen: str) -> Department:
    """One to be changed. Raises NotFound, Conflict."""
    take_turns()
    found = find(department_id, hand.scope)
    if found.id == hand.scope:
        raise Conflict("这是您所管范围的最上级，请由全单位的管理员修改")
    if found.path != seen:
        raise Conflict(f"这个部门刚刚改成了“{found.path}”，请刷新后再改")
    return found


def add(parent_id: int | None, name: str, hand: Hand) -> int:
    """A department with nobody in it yet, below another or at the top; its id. Raises NotFound, Invalid."""
    take_turns()
    above = find(parent_id, hand.scope).path if parent_id else ""
    if not above and hand.scope is not None:
        raise Conflict("最上级的单位请由全单位的管理员新设")
    path = joined(above, name)
    old = session.scalar(select(Department).filter_by(path=path))
    if old is not None and not old.is_closed:
        raise Invalid("已有同名部门", {"name": f"“{path}”已经有了"})
    found = old or Department(path=path, name=path.rpartition("/")[2], pinyin=sort_key(path), parent_id=parent_id)
    found.is_kept, found.is_closed = True, False
    session.add(found)
    session.flush()
    open_above(found)
    note(found, REOPENED if old else ADDED, "", path, hand)
    return found.id


def open_above(found: Department) -> None:
    """Nothing open hangs below something closed."""
    while found.parent_id is not None:
        found = session.get_one(Department, found.parent_id)
        found.is_closed = False


def joined(above: str, name: str) -> str:
    """The path of a name below another. Raises Invalid at the field ``name``."""
    try:
        levels = roll_cells.read_department(name)
        if len(levels) != 1:
            raise ValueError("名称里不要有“/”，上下级请用“上级”一栏选")
    except ValueError as error:
        raise Invalid("名称不合适", {"name": str(error)}) from None
    return short_enough(f"{above}/{levels[0]}" if above else levels[0])


def rename(department_id: int, name: str, seen: str, hand: Hand) -> None:
    """Raises NotFound, Conflict, Invalid."""
    found = own(department_id, hand, seen)
    above = found.path.rpartition("/")[0]
    take_path(found, joined(above, name), RENAMED, hand)


def move(department_id: int, parent_id: int | None, seen: str, hand: Hand) -> None:
    """Below another department, with everything below it. Raises NotFound, Conflict, Invalid."""
    found = own(department_id, hand, seen)
    above = find(parent_id, hand.scope) if parent_id else None
    if above is None and hand.scope is not None:
        raise Conflict("不能移出您所管的范围")
    if above is not None and departments.is_within(above.path, found.path):
        raise Invalid("上级不合适", {"parent": "不能移到它自己或它的下级之下"})
    path = joined(above.path if above else "", found.name)
    found.parent_id = above.id if above else None
    take_path(found, path, MOVED, hand)
    open_above(found)


def take_path(found: Department, path: str, kind: str, hand: Hand) -> None:
    """Another path for a department, and for all below it."""
    before = found.path
    if path == before:
        return
    if session.scalar(select(Department.id).where(Department.path == path)) is not None:
        raise Invalid("已有同名部门", {"name" if kind == RENAMED else "parent": f"“{path}”已经有了"})
    below = select(Department).where(Department.path.startswith(f"{before}/", autoescape=True))
    for one in [found, *session.scalars(below)]:
        one.path = short_enough(path + one.path[len(before) :])
        one.name, one.pinyin = one.path.rpartition("/")[2], sort_key(one.path)
    session.flush()
    note(found, kind, before, path, hand)


def short_enough(path: str) -> str:
    """Raises Invalid when a path, perhaps one below, would become too long."""
    try:
        return roll_cells.checked(roll_cells.DEPARTMENT, path)
    except ValueError as error:
        raise Invalid("名称不合适", {"name": str(error)}) from None


def close(department_id: int, seen: str, hand: Hand) -> None:
    """It and all below it, when nobody is or will be there. Raises NotFound, Conflict."""
    found = own(department_id, hand, seen)
    tree = (Department.path == found.path) | Department.path.startswith(f"{found.path}/", autoescape=True)
    ids = select(Department.id).where(tree)
    still = (Posting.department_id.in_(ids), Posting.to_day.is_(None) | (Posting.to_day > clock.today()))
    heads = session.scalar(select(func.count(Posting.id)).where(*still))
    if heads:
        raise Conflict(f"还有 {heads} 人在这里（含下级），请先导入名册把他们调走，再撤销")
    for one in session.scalars(select(Department).where(tree)):
        one.is_closed, one.is_kept = True, False
    note(found, CLOSED, found.path, "", hand)


def note(found: Department, kind: str, before: str, after: str, hand: Hand) -> None:
    day = clock.today()
    session.add(DepartmentEvent(department_id=found.id, day=day, kind=kind, before=before, after=after))
    audit.write(hand.actor, "department", after or before, {"kind": LABELS[kind], "path": [before, after]})
