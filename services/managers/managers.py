"""The people of the console: who may enter, as what, and for which part of the office. For owners only."""

from typing import NamedTuple

from sqlalchemy import Select, select

import clock
from errors import Conflict, Invalid, NotFound
from models import Department, Employee, Manager, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.managers import sessions as console_sessions
from services.managers.sessions import ROLES
from services.printing.font import one_line

OWNER = "owner"
LAST_OWNER = "至少要有一位负责人：请先把另一位设为负责人"
NAME_LENGTH = 32


class Wish(NamedTuple):
    """As a form says it. ``department`` is a path; empty means the whole office."""

    role: str
    department: str = ""
    name: str = ""
    employee_no: str = ""


class Listed(NamedTuple):
    """``can_scan``: bound to somebody on the roll, who signs in by scanning; the others need a link."""

    id: int
    name: str
    role: str
    department: str
    employee_no: str
    is_closed: bool
    has_left: bool
    has_second_step: bool


def owners() -> Select:
    """Those who can still act as one: open, and not gone from the roll."""
    here = Employee.left_on.is_(None) | (Employee.left_on > clock.today())
    query = select(Manager).outerjoin(Employee, Employee.id == Manager.employee_id)
    return query.where(Manager.role == OWNER, Manager.is_closed.is_(False), here)


def listing() -> list[Listed]:
    """Owners first, those who are closed last."""
    rows = session.execute(
        select(Manager, Department.path, Employee.employee_no, Employee.left_on)
        .outerjoin(Department, Department.id == Manager.department_id)
        .outerjoin(Employee, Employee.id == Manager.employee_id)
    )
    today = clock.today()
    found = [
        Listed(
            one.id, one.name, one.role, path or "", number or "", one.is_closed,
            left_on is not None and left_on <= today, one.totp_sealed is not None,
        )
        for one, path, number, left_on in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.is_closed, -ROLES.index(one.role), one.id))


def get(manager_id: int) -> Manager:
    """Raises NotFound."""
    found = session.get(Manager, manager_id)
    if found is None:
        raise NotFound("没有这位人员")
    return found


def add(wish: Wish, actor: Actor) -> Manager:
    """Somebody of the roll by their number, or else by name alone. Raises Invalid, Conflict for one already there."""
    role, department_id = check(wish)
    employee = employee_of(wish.employee_no)
    if employee and session.scalar(select(Manager.id).filter_by(employee_id=employee.id)):
        raise Conflict(f"{employee.name}已经在名单里，请在原来的一行修改")
    name = employee.name if employee else one_line(wish.name)
    if not 0 < len(name) <= NAME_LENGTH:
        raise Invalid("没有姓名", {"name": f"请填工号；不在名册上的人请填姓名，不超过 {NAME_LENGTH} 个字"})
    found = Manager(name=name, role=role, department_id=department_id, employee_id=employee.id if employee else None)
    session.add(found)
    session.flush()
    audit.write(actor, "manager_added", name, {"role": role, "department": wish.department or "全单位"})
    return found


def check(wish: Wish) -> tuple[str, int | None]:
    """The role and the department's id. Raises Invalid at its field."""
    if wish.role not in ROLES:
        raise Invalid("没有选择身份", {"role": "请选择身份"})
    if not wish.department:
        return wish.role, None
    if wish.role == OWNER:
        raise Invalid("范围不合适", {"department": "负责人管全单位，范围请留空"})
    department_id = session.scalar(select(Department.id).filter_by(path=wish.department, is_closed=False))
    if department_id is None:
        raise Invalid("没有这个部门", {"department": "请从列表里选一个部门"})
    return wish.role, department_id


def employee_of(employee_no: str) -> Employee | None:
    """Raises Invalid for somebody who is not on the roll today."""
    if not employee_no:
        return None
    found = session.scalar(select(Employee).filter_by(employee_no=employee_no))
    if found is None or (found.left_on is not None and found.left_on <= clock.today()):
        raise Invalid("名册上没有这个工号", {"employee_no": "名册上没有这个工号，请核对"})
    return found


def change(manager_id: int, wish: Wish, actor: Actor) -> None:
    """Another role or another part of the office, at once. Raises NotFound, Invalid, Conflict for the last owner."""
    take_turns()
    found = get(manager_id)
    role, department_id = check(wish)
    if role != OWNER:
        keep_an_owner(found)
    before = {"role": found.role, "department": path_of(found)}
    found.role, found.department_id = role, department_id
    after = {"role": role, "department": path_of(found)}
    if before != after:
        audit.write(actor, "manager.change", found.name, {"before": before, "after": after})


def path_of(found: Manager) -> str:
    path = session.scalar(select(Department.path).filter_by(id=found.department_id)) if found.department_id else None
    return path or "全单位"


def close(manager_id: int, reason: str, actor: Actor) -> None:
    """May enter no more, from this moment. Raises NotFound, Invalid without a reason, Conflict for the last owner."""
    take_turns()
    found = get(manager_id)
    if not reason.strip():
        raise Invalid("没有写理由", {"reason": "请写明停用的理由"})
    keep_an_owner(found)
    if not found.is_closed:
        found.is_closed = True
        console_sessions.end_all(found.id)
        audit.write(actor, "manager.close", found.name, {"is_open": [True, False]}, reason.strip())


def reopen(manager_id: int, actor: Actor) -> None:
    found = get(manager_id)
    if found.is_closed:
        found.is_closed = False
        audit.write(actor, "manager.reopen", found.name, {"is_open": [False, True]})


def end_sessions(manager_id: int, actor: Actor) -> None:
    """Out of every browser at once."""
    found = get(manager_id)
    console_sessions.end_all(found.id)
    audit.write(actor, "manager.end_sessions", found.name)


def take_turns() -> None:
    """Whoever takes an owner away comes after whoever else is doing so."""
    session.execute(select(Manager.id).order_by(Manager.id).with_for_update())


def keep_an_owner(found: Manager) -> None:
    """Raises Conflict when nobody else could act as owner."""
    others = [one for one in session.scalars(owners().execution_options(populate_existing=True)) if one.id != found.id]
    if found.role == OWNER and not found.is_closed and not others:
        raise Conflict(LAST_OWNER)
