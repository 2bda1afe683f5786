"""The made-up office's public areas, a round that was made, and what came of it."""

from datetime import timedelta

from sqlalchemy import select

import clock
from models import Area, Department, Finding, Inspection, Notice, session
from services.audit.trail import COMMAND_LINE
from services.bins.bins import new_code
from services.office import areas

AREAS = (
    ("主楼 1 楼大厅", "corridor", "县政府办公室/行政科"),
    ("主楼 2 楼茶水间", "pantry", "县政府办公室/综合科"),
    ("主楼 3 楼茶水间", "pantry", "县财政局/预算科"),
    ("主楼 2 楼卫生间", "restroom", "县机关事务服务中心/后勤科"),
    ("主楼东侧电梯", "lift", "县机关事务服务中心/后勤科"),
    ("主楼 4 楼会议室", "meeting", "县政府办公室/秘书科"),
    ("文印室", "copying", "县政府办公室/行政科"),
    ("食堂", "canteen", "县机关事务服务中心/后勤科"),
    ("地下车库", "outdoor", "县机关事务服务中心/资产科"),
)
FOUND = (
    ("主楼 3 楼茶水间", "taps", "左侧水龙头滴漏", "closed"),
    ("主楼 4 楼会议室", "ac", "无人时空调开着，设定 22℃", "fixed"),
    ("文印室", "standby", "下班后两台打印机没有断电", "notified"),
    ("地下车库", "lights", "白天照明全开", "open"),
)


def make() -> None:
    """Call once the departments are there."""
    offices = {path: number for path, number in session.execute(select(Department.path, Department.id))}  # noqa: C416
    made = {
        name: Area(code=new_code(), name=name, kind=kind, department_id=offices[path]) for name, kind, path in AREAS
    }
    session.add_all(made.values())
    today = clock.today()
    notice = Notice(number=f"{today.year}-001", day=today - timedelta(days=12), due_on=today + timedelta(days=3))
    notice.actor = COMMAND_LINE.name
    session.add(notice)
    session.flush()
    for name, item, text, state in FOUND:
        area = made[name]
        day = today - timedelta(days=14)
        checked = {key: key != item for key, _ in areas.checks(area)}
        session.add(Inspection(area_id=area.id, day=day, checked=checked, actor=COMMAND_LINE.name))
        row = Finding(area_id=area.id, day=day, item=item, text=text, source="round", state=state)
        if state != "open":
            row.notice_id, row.due_on = notice.id, notice.due_on
        if state in ("fixed", "closed"):
            row.fix, row.fixed_on = "已整改（演示）", today - timedelta(days=5)
        row.closed_on = today - timedelta(days=4) if state == "closed" else None
        session.add(row)
