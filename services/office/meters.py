"""Meters, sub-meters, accounts without a meter, and vehicles: make, rename, close."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select

import clock
from errors import Conflict, Invalid, NotFound
from models import Bill, Meter, MonthLock, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.office.kinds import KINDS

LONGEST = 40


class NewMeter(NamedTuple):
    """What a manager fills in; ``parent_id`` for a sub-meter."""

    kind: str
    name: str
    place: str = ""
    parent_id: int | None = None
    is_vehicle: bool = False


def listing() -> list[Meter]:
    """By kind as the ledger has them, main meters before their sub-meters, vehicles last."""
    order = list(KINDS)
    rows = session.scalars(select(Meter)).all()
    return sorted(rows, key=lambda row: (row.is_vehicle, order.index(row.kind), row.parent_id or row.id, row.id))


def get(meter_id: int) -> Meter:
    """Raises NotFound."""
    row = session.get(Meter, meter_id)
    if row is None:
        raise NotFound("没有这块表")
    return row


def make(new: NewMeter, actor: Actor) -> Meter:
    """Raises Invalid at the field that is wrong."""
    new = checked(new)
    row = Meter(**new._asdict())
    session.add(row)
    session.flush()
    audit.write(actor, "meter.make", label(row), {"kind": row.kind, "is_vehicle": row.is_vehicle})
    return row


def make_all(new: Sequence[NewMeter], actor: Actor) -> None:
    for one in new:
        make(one, actor)


def change(meter_id: int, new: NewMeter, actor: Actor) -> Meter:
    """Rename, move, or say what it is part of. Kind and part stay as they are once a locked month counts on them."""
    row = get(meter_id)
    new = checked(new, row)
    before = {name: getattr(row, name) for name in new._fields}
    moved = (row.kind, row.parent_id, row.is_vehicle) != (new.kind, new.parent_id, new.is_vehicle)
    if moved and is_settled(meter_id):
        raise Conflict("这块表已有结账的月份，类别、上级表和是否车辆不能再改；请停用后另建一块")
    for name, value in new._asdict().items():
        setattr(row, name, value)
    changed = {name: [before[name], value] for name, value in new._asdict().items() if before[name] != value}
    if changed:
        audit.write(actor, "meter.change", label(row), changed)
    return row


def is_settled(meter_id: int) -> bool:
    query = select(Bill.id).join(MonthLock, MonthLock.month == Bill.month).where(Bill.meter_id == meter_id).limit(1)
    return session.scalar(query) is not None


def checked(new: NewMeter, row: Meter | None = None) -> NewMeter:
    """Trimmed. Raises Invalid."""
    name, place = new.name.strip(), new.place.strip()
    problems = {}
    if new.kind not in KINDS:
        problems["kind"] = "请选择类别"
    if not name or len(name) > LONGEST:
        problems["name"] = f"请写名称，最多 {LONGEST} 个字，例如“主楼总表”；车辆写车牌号"
    elif any(one.id != (row and row.id) for one in session.scalars(select(Meter).filter_by(kind=new.kind, name=name))):
        problems["name"] = "同类里已有这个名称"
    if len(place) > LONGEST:
        problems["place"] = f"位置最多 {LONGEST} 个字"
    if new.parent_id is not None and (fault := parent_fault(new, row)):
        problems["parent_id"] = fault
    if problems:
        raise Invalid("有几处需要改正", problems)
    return new._replace(name=name, place=place)


def parent_fault(new: NewMeter, row: Meter | None) -> str:
    parent = session.get(Meter, new.parent_id)
    has_parts = row is not None and session.scalar(select(func.count()).where(Meter.parent_id == row.id))
    if parent is None or parent.kind != new.kind or parent.is_vehicle or new.is_vehicle:
        return "上级表要是同一类的表"
    if parent.parent_id is not None or has_parts or (row is not None and parent.id == row.id):
        return "只分总表、分表两级"
    return ""


def close(meter_id: int, actor: Actor) -> Meter:
    """No more bills are expected from today; what was counted stays. Raises NotFound, Conflict."""
    row = get(meter_id)
    if row.closed_on is not None:
        raise Conflict("这块表已经停用")
    row.closed_on = clock.today()
    audit.write(actor, "meter.close", label(row))
    return row


def label(row: Meter) -> str:
    return f"{KINDS[row.kind].title} {row.name}"
