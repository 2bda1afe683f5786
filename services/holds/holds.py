"""Acts that wait for a look: kept out of every sum until a manager has accepted them."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Select, delete, func, select

import clock
from errors import Conflict, Invalid, NotFound
from models import Account, CheckIn, Department, Employee, Hold, Message, Objection, Participation, session
from models.hot_path import Identity
from services import reversals
from services.audit import trail as audit
from services.audit.trail import Actor
from services.departments import departments
from services.printing.font import one_line

WAITING, ACCEPTED, REFUSED, WITHDRAWN = "waiting", "accepted", "refused", "withdrawn"
OPEN, UPHELD, DISMISSED = "open", "upheld", "dismissed"  # what becomes of an objection
MOST = 100


class Waiting(NamedTuple):
    """One act to be looked at, for the manager; it never goes anywhere else."""

    id: int
    name: str
    department: str
    activity: str
    day: date
    created_at: datetime
    points: int
    doubt: str
    detail: dict
    evidence: dict


def put(check_in_id: int, doubt: str, evidence: dict) -> None:
    """Hold an act that was just written."""
    reversals.add(session.get_one(CheckIn, check_in_id))
    session.add(Hold(check_in_id=check_in_id, doubt=doubt, evidence=evidence, state=WAITING))
    session.flush()


def of(check_in_id: int) -> Hold | None:
    return session.scalar(select(Hold).filter_by(check_in_id=check_in_id))


def give_up(row: CheckIn) -> bool:
    """Its owner takes a held act back: nobody has to look any more. False when it is not waiting."""
    held = session.scalar(select(Hold).filter_by(check_in_id=row.id, state=WAITING).with_for_update())
    if held is None:
        return False
    held.state, held.reviewed_at = WITHDRAWN, clock.now()
    session.execute(delete(Objection).where(Objection.hold_id == held.id))
    session.flush()
    return True


def waiting(scope: int | None) -> list[Waiting]:
    """What is to be looked at, the oldest first, in a department's tree if given; nobody who has left is in it."""
    query = select(Hold, CheckIn, Employee.name, Department.path).order_by(Hold.id).limit(MOST)
    return [
        Waiting(
            held.id,
            name,
            path,
            act.activity,
            act.day,
            act.created_at,
            act.points,
            held.doubt,
            act.detail,
            held.evidence,
        )
        for held, act, name, path in session.execute(within(query, scope))
    ]


def count(scope: int | None) -> int:
    return session.scalar(within(select(func.count(Hold.id)), scope)) or 0


def within(query: Select, scope: int | None) -> Select:
    """Waiting, of somebody who still takes part, and of a department in the tree if given."""
    found = (
        query.select_from(Hold)
        .join(CheckIn, CheckIn.id == Hold.check_in_id)
        .join(Participation, Participation.id == CheckIn.participation_id)
        .join(Account, Account.id == Participation.account_id)
        .join(Employee, Employee.id == Account.employee_id)
        .join(Department, Department.id == CheckIn.department_id)
        .where(Hold.state == WAITING)
    )
    if scope is None:
        return found
    top = departments.path_of(scope)
    return found.where((Department.path == top) | Department.path.startswith(f"{top}/", autoescape=True))


def review(hold_id: int, accept: bool, reason: str, actor: Actor, scope: int | None) -> None:
    """Let an act count, or not, with an audit entry and a word to its owner.

    Raises NotFound for one of another tree; Conflict when it was decided already; Invalid for a refusal without words.
    """
    held = session.scalar(select(Hold).filter_by(id=hold_id).with_for_update())
    if held is None:
        raise NotFound("没有找到这条记录")
    row = session.get_one(CheckIn, held.check_in_id)
    path = departments.path_of(row.department_id)
    if scope is not None and not departments.is_within(path, departments.path_of(scope)):
        raise NotFound("没有找到这条记录")
    if held.state != WAITING:
        raise Conflict("这条记录已经有结果了，请刷新页面")
    if not accept and not one_line(reason):
        raise Invalid(fields={"reason": "不计分请写明理由，本人会看到"})
    held.state, held.reviewed_at = ACCEPTED if accept else REFUSED, clock.now()
    held.reviewed_by, held.reason = actor.manager_id, one_line(reason)[:100]
    if accept:
        count_after_all(row)
    answer_objection(held.id, UPHELD if accept else DISMISSED, held.reason, actor)
    tell(row, held)
    audit.write(actor, "hold.review", f"记录 {row.id}", {"state": [WAITING, held.state]}, held.reason)


def count_after_all(row: CheckIn) -> None:
    """The act once more, as the next attempt of its slot: paid by the rules of its own day."""
    names = (
        "participation_id", "department_id", "activity", "slot", "day", "points", "grams", "carbon_method",
        "rule_version", "detail", "is_backfilled",
    )  # fmt: skip
    session.add(CheckIn(**{name: getattr(row, name) for name in names}, attempt=row.attempt + 1))
    session.flush()


def answer_objection(hold_id: int, outcome: str, words: str, actor: Actor) -> None:
    """Close what the act's owner said against the flag or its outcome, if it is still open."""
    row = session.scalar(select(Objection).filter_by(hold_id=hold_id, state=OPEN))
    if row is not None:
        row.state, row.answer, row.decided_at, row.decided_by = outcome, words, clock.now(), actor.manager_id
        session.flush()


def tell(row: CheckIn, held: Hold) -> None:
    """A message in the inbox, unless the person has left meanwhile."""
    account_id = session.scalar(select(Participation.account_id).filter_by(id=row.participation_id))
    if account_id is None:
        return
    what = f"{row.day.month}月{row.day.day}日的一条记录"
    said = f"{what}已核实，积 {row.points} 分。" if held.state == ACCEPTED else f"{what}经核实不计分。"
    why = f"说明：{held.reason}" if held.reason else ""
    text = f"{said}{why}{'' if held.state == ACCEPTED else '有不同意见，可以在这条记录里提出异议。'}"
    session.add(Message(account_id=account_id, source=f"hold:{held.id}", title="待核实记录有结果了", text=text[:200]))


def export(who: Identity) -> list[dict]:
    """Mine, for ``GET /me/export``."""
    query = select(Hold).join(CheckIn, CheckIn.id == Hold.check_in_id).order_by(Hold.id)
    rows = session.scalars(query.where(CheckIn.participation_id == who.participation_id))
    return [
        {"check_in_id": one.check_in_id, "doubt": one.doubt, "state": one.state, "reason": one.reason} for one in rows
    ]
