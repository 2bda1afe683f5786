"""What people say against a flag or its outcome: heard before the decision, or against it within ``DAYS`` days."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, func, select

import clock
from errors import Conflict, Invalid, NotFound
from models import Account, CheckIn, Department, Employee, Hold, Manager, Message, Objection, session
from models.hot_path import Identity
from services.audit import trail as audit
from services.audit.trail import Actor
from services.departments import departments
from services.holds import holds
from services.holds.holds import DISMISSED, OPEN, UPHELD
from services.printing.font import one_line

DAYS = 30
LONGEST = 300


class Mine(NamedTuple):
    check_in_id: int
    text: str
    state: str
    answer: str
    created_at: datetime
    decided_at: datetime | None


class Line(NamedTuple):
    """An objection against a refusal, for the manager. ``refused_by`` decided before."""

    id: int
    name: str
    department: str
    activity: str
    day: date
    points: int
    doubt: str
    evidence: dict
    reason: str
    refused_by: str | None
    text: str
    created_at: datetime


def make(who: Identity, check_in_id: int, text: str) -> tuple[Mine, bool]:
    """Object to the flag of one of my acts; once, a repeat gives back the first. Raises NotFound, Conflict, Invalid."""
    held = session.scalar(
        select(Hold)
        .join(CheckIn, CheckIn.id == Hold.check_in_id)
        .where(CheckIn.id == check_in_id, CheckIn.participation_id == who.participation_id)
        .with_for_update(of=Hold)
    )
    if held is None or who.participation_id is None:
        raise NotFound("没有找到待核实的记录")
    found = session.scalar(select(Objection).filter_by(hold_id=held.id))
    if found is not None:
        return show(found, check_in_id), False
    words = one_line(text)[:LONGEST]
    if not words:
        raise Invalid(fields={"text": "请写明理由"})
    require_open(held)
    row = Objection(account_id=who.account_id, hold_id=held.id, text=words)
    session.add(row)
    session.flush()
    return show(row, check_in_id), True


def require_open(held: Hold) -> None:
    """Raises Conflict for an act that counts, that was taken back, or was decided too long ago."""
    late = held.reviewed_at is not None and held.reviewed_at < clock.now() - timedelta(days=DAYS)
    if held.state not in (holds.WAITING, holds.REFUSED):
        raise Conflict("这条记录已经计分或撤回，不用再提异议", code="NOTHING_TO_OBJECT")
    if late:
        raise Conflict(f"结果已经过了 {DAYS} 天，不能再提异议；有意见请走投诉建议", code="OBJECTION_TOO_LATE")


def mine(who: Identity) -> list[Mine]:
    """All of mine, newest first."""
    query = select(Objection, Hold.check_in_id).join(Hold, Hold.id == Objection.hold_id)
    rows = session.execute(query.where(Objection.account_id == who.account_id).order_by(Objection.id.desc()))
    return [show(row, check_in_id) for row, check_in_id in rows]


def show(row: Objection, check_in_id: int) -> Mine:
    return Mine(check_in_id, row.text, row.state, row.answer, row.created_at, row.decided_at)


def said(hold_ids: list[int]) -> dict[int, str]:
    """What the people say to acts that are still to be looked at, by hold."""
    query = select(Objection.hold_id, Objection.text).where(Objection.hold_id.in_(hold_ids), Objection.state == OPEN)
    return dict(session.execute(query).all())


def waiting(scope: int | None) -> list[Line]:
    """Objections against refusals, the oldest first, in a department's tree if given."""
    columns: tuple = (
        Objection.id, Employee.name, Department.path, CheckIn.activity, CheckIn.day, CheckIn.points, Hold.doubt,
        Hold.evidence, Hold.reason, Manager.name, Objection.text, Objection.created_at,
    )  # fmt: skip
    rows = session.execute(within(select(*columns), scope).order_by(Objection.id).limit(holds.MOST))
    return [Line(*row) for row in rows]


def count(scope: int | None) -> int:
    return session.scalar(within(select(func.count(Objection.id)), scope)) or 0


def within(query: Select, scope: int | None) -> Select:
    found = (
        query.select_from(Objection)
        .join(Hold, Hold.id == Objection.hold_id)
        .join(CheckIn, CheckIn.id == Hold.check_in_id)
        .join(Account, Account.id == Objection.account_id)
        .join(Employee, Employee.id == Account.employee_id)
        .join(Department, Department.id == CheckIn.department_id)
        .outerjoin(Manager, Manager.id == Hold.reviewed_by)
        .where(Objection.state == OPEN, Hold.state == holds.REFUSED)
    )
    if scope is None:
        return found
    top = departments.path_of(scope)
    return found.where((Department.path == top) | Department.path.startswith(f"{top}/", autoescape=True))


def decide(objection_id: int, uphold: bool, answer: str, actor: Actor, scope: int | None) -> None:
    """Let the act count after all, or say why it does not. Raises NotFound, Conflict, Invalid."""
    row = session.scalar(select(Objection).filter_by(id=objection_id).with_for_update())
    if row is None:
        raise NotFound("没有找到这条异议")
    held = session.get_one(Hold, row.hold_id)
    act = session.get_one(CheckIn, held.check_in_id)
    if scope is not None and not departments.is_within(
        departments.path_of(act.department_id), departments.path_of(scope)
    ):
        raise NotFound("没有找到这条异议")
    if row.state != OPEN or held.state != holds.REFUSED:
        raise Conflict("这条异议已经有结果了，请刷新页面")
    words = one_line(answer)[:200]
    if not words:
        raise Invalid(fields={f"answer-{row.id}": "请写明理由，本人会看到"})
    holds.answer_objection(held.id, UPHELD if uphold else DISMISSED, words, actor)
    if uphold:
        held.state = holds.ACCEPTED
        holds.count_after_all(act)
    tell(row, act)
    audit.write(actor, "objection.decide", f"记录 {act.id}", {"state": [OPEN, row.state]}, words)


def tell(row: Objection, act: CheckIn) -> None:
    outcome = f"成立，记录已计 {act.points} 分" if row.state == UPHELD else "经复核不成立"
    text = f"您对{act.day.month}月{act.day.day}日一条记录的异议{outcome}。说明：{row.answer}"
    session.add(Message(account_id=row.account_id, source=f"objection:{row.id}", title="异议有结果了", text=text[:200]))
