"""The made-up office's calendar of this year: a weekly study, trainings, meetings with what they decided, publicity,
and one low-carbon day; and the pictures of two paper bills. Nobody and nothing in it exists."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from decimal import Decimal
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import select

import clock
from models import Bill, Department, Event, LowCarbonDay, Meter, Resolution, session
from services import working_days
from services.audit.trail import COMMAND_LINE
from services.office import attachment_kinds, attachments, low_carbon_days, months
from services.office.events.events import HELD, PLANNED
from services.printing.font import REGULAR

STUDY_TIMES = (time(16), time(17))
HALL = "三楼会议室（演示）"
FEW = 8  # weeks of study to come
EVENTS = (
    ("training", "", "节能管理和垃圾分类培训（演示）", (3, 12), 86, "讲了用能台账怎么登、垃圾怎么分，现场答疑。"),
    (
        "meeting",
        "leading",
        "节约型机关创建领导小组会议（演示）",
        (2, 26),
        12,
        "听取上年用能情况，定了今年的目标。",
    ),
    ("publicity", "", "世界水日节水宣传（演示）", (3, 22), 140, "大厅展板和节水器具展示。"),
    ("meeting", "progress", "节约型机关创建推进会（演示）", (5, 20), 24, "各科室通报巡查整改情况。"),
    ("campaign", "", "世界环境日旧物交换（演示）", (6, 5), 95, "旧书、旧衣和旧家电，交换和回收。"),
    ("training", "", "公务用车节油培训（演示）", (7, 9), 31, "驾驶员节油操作和维护保养。"),
    ("publicity", "", "全国生态日展览（演示）", (8, 15), 120, "绿色办公的十个小习惯。"),
    ("meeting", "progress", "下半年创建工作推进会（演示）", (9, 17), 26, "对照目标看用能，布置四季度工作。"),
    ("training", "", "资产报废和涉密载体处理培训（演示）", (11, 12), 40, "旧电脑、硬盘先按保密规定处理再回收。"),
)
DECIDED = (
    ("主楼空调加装分区控制", "县机关事务服务中心/后勤科", 60, 58, "已加装 4 个分区，开始试运行"),
    ("食堂每周公布一次厨余重量", "县机关事务服务中心/节能科", 30, 25, "已在食堂门口公示"),
    ("各科室报一名节能联络员", "县政府办公室/综合科", 20, None, ""),
)


def make() -> None:
    """Call after the office's ledger; on an empty database only."""
    today = clock.today()
    session.add_all(study(today))
    session.flush()
    for row in planned(today.year, today):
        session.add(row)
    session.flush()
    decide(today)
    low_carbon(today)
    papers()


def study(today: date) -> Iterator[Event]:
    """Fridays of the last eight weeks and the next eight."""
    friday = today - timedelta(days=(today.weekday() - 4) % 7)
    for week in range(-FEW, FEW + 1):
        day = friday + timedelta(weeks=week)
        if day.year == today.year and working_days.is_workday(day):
            yield event(
                "study", "", "节能周学习（演示）", day, 36 + (week * 7) % 11, "学习节约用电用水的规定。", today,
                series="demonstration", starts_at=STUDY_TIMES[0], ends_at=STUDY_TIMES[1],
            )  # fmt: skip


def planned(year: int, today: date) -> Iterator[Event]:
    for kind, board, title, (month, at), heads, summary in EVENTS:
        day = working_days.previous_workday(date(year, month, at) + timedelta(days=1))
        yield event(kind, board, title, day, heads, summary, today, starts_at=time(9, 30))


def event(
    kind: str, board: str, title: str, day: date, heads: int, summary: str, today: date, series: str = "", **times: time
) -> Event:
    row = Event(kind=kind, board=board, title=title, first_day=day, last_day=day, place=HALL, series=series, **times)
    row.department_id = office("县机关事务服务中心/节能科")
    row.organiser = "" if row.department_id else "机关事务服务中心"
    is_over = day < today
    row.state, row.attendance, row.summary = (HELD, heads, summary) if is_over else (PLANNED, None, "")
    return row


def office(path: str) -> int | None:
    return session.scalar(select(Department.id).filter_by(path=path))


def decide(today: date) -> None:
    """Of the last meeting that was held: what it decided, some of it done, some of it late after a while."""
    meeting = session.scalar(
        select(Event).filter_by(kind="meeting", state=HELD).order_by(Event.first_day.desc()).limit(1)
    )
    if meeting is None:
        return
    for text, path, due, done, how in DECIDED:
        row = Resolution(event_id=meeting.id, text=text, department_id=office(path), done_text=how)
        row.due_on = meeting.first_day + timedelta(days=due)
        done_on = meeting.first_day + timedelta(days=done) if done else None
        row.done_on = done_on if done_on and done_on <= today else None
        row.done_text = how if row.done_on else ""
        session.add(row)


def low_carbon(today: date) -> None:
    """One day of this year's campaign, six weeks ago; litres by the office's own average, nothing for the lifts."""
    day = today - timedelta(weeks=6)
    row = LowCarbonDay(day=day, title="单位低碳日（演示）", vehicles=2, lifts=1, ac_hours=Decimal(8), ac_power=None)
    row.litres, row.litres_method = low_carbon_days.estimate_litres({"day": day, "vehicles": Decimal(2)})
    row.litres_by = low_carbon_days.ESTIMATED if row.litres else ""
    row.litres_method = row.litres_method if row.litres else ""
    session.add(row)


def papers() -> None:
    """A picture of the paper bill for the last month of two meters."""
    month = months.shift(months.current(), -1)
    query = select(Bill, Meter).join(Meter, Meter.id == Bill.meter_id)
    wanted = query.where(Meter.name.in_(("主楼总表", "主楼水表")), Bill.month == month).order_by(Bill.id)
    for bill, meter in session.execute(wanted):
        shown = drawn(meter.name, months.words(month), f"{bill.amount:,.0f}", f"{bill.cost:,.2f}")
        file = attachment_kinds.prepare(shown, f"{meter.name}{months.words(month)}账单（演示）.png")
        attachments.add("bill", bill.id, [file], f"{meter.name} {months.words(month)}的账单", COMMAND_LINE)


def drawn(meter: str, month: str, amount: str, cost: str) -> bytes:
    """A sheet of paper that looks a little like a bill."""
    image = Image.new("RGB", (900, 620), "#fbfaf5")
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(str(REGULAR), 34)
    pen.rectangle((24, 24, 876, 596), outline="#8a8a80", width=3)
    for line, words in enumerate(("缴费通知单（演示，虚构）", meter, month, f"用量  {amount}", f"金额  {cost} 元")):
        pen.text((70, 70 + line * 96), words, fill="#333", font=font)
        pen.line((70, 124 + line * 96, 830, 124 + line * 96), fill="#c9c9c0", width=2)
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
