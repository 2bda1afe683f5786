"""Public areas (卫生间、茶水间、电梯、走廊 …): who looks after each, and what is checked there."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

import clock
from errors import Conflict, Invalid, NotFound
from models import Area, Department, Employee, Inspection, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.bins.bins import new_code, plain

ITEMS = {
    "lights": "人走灯灭，白天不开长明灯",
    "ac": "空调温度夏季不低于 26℃、冬季不高于 20℃，开空调时关门窗",
    "taps": "水龙头、冲水阀不滴漏",
    "lifts": "电梯节能运行，低楼层不乘电梯",
    "standby": "下班后电脑、打印机、饮水机断电",
    "bins": "垃圾分类投放正确，桶不满溢",
    "leftovers": "餐盘不剩饭菜",
}
KINDS = {
    "restroom": ("卫生间", ("lights", "taps")),
    "pantry": ("茶水间", ("lights", "taps", "standby", "bins")),
    "lift": ("电梯", ("lifts", "lights")),
    "corridor": ("走廊大厅", ("lights", "bins")),
    "meeting": ("会议室", ("lights", "ac", "standby")),
    "canteen": ("食堂", ("lights", "taps", "bins", "leftovers")),
    "copying": ("文印室", ("lights", "standby", "bins")),
    "outdoor": ("院落车库", ("lights", "taps", "bins")),
}


class NewArea(NamedTuple):
    """``keeper_no`` is the staff number of the person responsible; may be empty."""

    name: str
    kind: str
    department_id: int | None
    keeper_no: str = ""


class Shown(NamedTuple):
    """An area with who looks after it, and the last day somebody looked."""

    area: Area
    department: str
    keeper: str
    looked_on: date | None


def listing() -> list[Shown]:
    """Those in use first, in the order they were made."""
    last = select(Inspection.area_id, func.max(Inspection.day).label("day")).where(Inspection.checked.is_not(None))
    seen = last.group_by(Inspection.area_id).subquery()
    query = (
        select(Area, Department.name, Employee.name, seen.c.day)
        .outerjoin(Department, Department.id == Area.department_id)
        .outerjoin(Employee, Employee.id == Area.keeper_id)
        .outerjoin(seen, seen.c.area_id == Area.id)
        .order_by(Area.closed_on.is_not(None), Area.id)
    )
    return [Shown(area, office or "", keeper or "", day) for area, office, keeper, day in session.execute(query)]


def get(area_id: int) -> Area:
    """Raises NotFound."""
    row = session.get(Area, area_id)
    if row is None:
        raise NotFound("没有这个区域")
    return row


def find(code: str) -> Area | None:
    """The area of a code, in use."""
    return session.scalar(select(Area).where(Area.code == plain(code), Area.closed_on.is_(None)))


def save(new: NewArea, actor: Actor, area_id: int | None = None) -> Area:
    """A new area, or a change of one. Raises Invalid at the field that is wrong, NotFound."""
    row = get(area_id) if area_id else None
    name, keeper_id = new.name.strip(), None
    problems = {}
    if not name or len(name) > 40:
        problems["name"] = "请写区域名称，最多 40 个字，例如“主楼 3 楼茶水间”"
    elif any(one.id != area_id for one in session.scalars(select(Area).filter_by(name=name))):
        problems["name"] = "已有这个名称的区域"
    if new.kind not in KINDS:
        problems["kind"] = "请选择类别"
    if new.department_id is None or session.get(Department, new.department_id) is None:
        problems["department_id"] = "请选择责任科室"
    if new.keeper_no.strip():
        keeper = session.scalar(select(Employee).filter_by(employee_no=new.keeper_no.strip()))
        if keeper is None or keeper.left_on is not None:
            problems["keeper_no"] = "在册职工里没有这个工号"
        keeper_id = keeper.id if keeper else None
    if problems:
        raise Invalid("有几处需要改正", problems)
    if row is None:
        row = Area(code=new_code())
        session.add(row)
    row.name, row.kind, row.department_id, row.keeper_id = name, new.kind, new.department_id, keeper_id
    session.flush()
    audit.write(actor, "area.save", name, {"kind": new.kind, "department_id": new.department_id})
    return row


def close(area_id: int, actor: Actor) -> None:
    """Raises NotFound, Conflict."""
    row = get(area_id)
    if row.closed_on is not None:
        raise Conflict("这个区域已经停用")
    row.closed_on = clock.today()
    audit.write(actor, "area.close", row.name)


def checks(area: Area) -> Sequence[tuple[str, str]]:
    """What is checked there, as key and words."""
    return [(key, ITEMS[key]) for key in KINDS[area.kind][1]]
