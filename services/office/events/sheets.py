"""The calendar of events from and to Excel: one event a row, all rows or none."""

import re
from collections import Counter
from datetime import time
from typing import Any, NamedTuple

from sqlalchemy import select

from errors import Invalid
from models import Campaign, Department, session
from services.audit.trail import Actor
from services.office.bills import cells as bill_cells
from services.office.events import events
from services.office.events import lists as event_lists
from services.office.events.events import BOARDS, HELD, KINDS, MEETING, PLANNED, STATES, NewEvent
from services.office.events.lists import Shown
from services.roll.cells import plain, read_day
from services.workbooks import sheets, workbooks
from services.workbooks.workbooks import Column

COLUMNS = (
    Column("类型", 10), Column("名称", 30), Column("开始日期", 12), Column("结束日期", 12), Column("开始时间", 10),
    Column("结束时间", 10), Column("地点", 18), Column("组织", 20), Column("参加人数", 10, "0"), Column("状态", 10),
    Column("所属主题活动", 20), Column("内容", 50),
)  # fmt: skip
KIND, TITLE, FIRST, LAST, START, END, PLACE, ORGANISER, HEADS, STATE, CAMPAIGN, SUMMARY = range(12)
PATTERNS = (
    r"(活动)?(类型|类别|种类)",
    r"(活动|会议|培训)?(名称|主题|题目|标题)",
    r"(活动|举办|开始|起始)?(日期|时间)|开始日",
    r"(结束|截止)日期?",
    r"(开始|起始)时间",
    r"(结束|截止)时间",
    r"地点|场所",
    r"(组织|主办|承办|牵头)(部门|单位|科室)?",
    r"(参加|参会|出席|参与)?(人数|人次)",
    r"状态|进度",
    r"所属主题活动",
    r"内容|小结|纪要|备注|说明",
)
NEEDED = {KIND: "类型", TITLE: "名称", FIRST: "开始日期"}
HEADER_WITHIN = 15
CLOCK = re.compile(r"(上午|下午)?(\d{1,2})(?:[:：点时](\d{1,2})?分?)?(?::\d{2})?")
MEETINGS = {label: key for key, label in BOARDS.items()}


class Known(NamedTuple):
    """What a sheet may point to by name."""

    offices: dict[str, int]
    campaigns: dict[str, int]


def workbook(year: int) -> bytes:
    """A year's events, in the columns that an upload reads; without any, the template."""
    return workbooks.make(f"{year}年活动日历", COLUMNS, [cells(one) for one in event_lists.of_year(year)])


def cells(one: Shown) -> list[Any]:
    row = one.event
    kind = BOARDS[row.board] if row.kind == MEETING else KINDS[row.kind]
    times = [f"{at:%H:%M}" if at else "" for at in (row.starts_at, row.ends_at)]
    days = [row.first_day, row.last_day if row.last_day != row.first_day else None]
    rest = [row.place, one.office, row.attendance, STATES[row.state], one.campaign, row.summary]
    return [kind, row.title, *days, *times, *rest]


def take(rows: list[list[Any]], actor: Actor) -> int:
    """How many were put down. Raises Invalid: at ``file`` when no table is found, else one field per wrong row."""
    at, places = find_header(rows)
    known = Known(offices(), {row.name: row.id for row in session.scalars(select(Campaign))})
    problems: dict[str, str] = {}
    count = 0
    for line, row in enumerate(rows[at + 1 :], start=at + 2):
        if not any(bill_cells.text_of(cell) for cell in row):
            continue
        try:
            put({key: row[place] if place < len(row) else "" for key, place in places.items()}, known, actor)
            count += 1
        except ValueError as error:
            problems[f"第 {line} 行"] = str(error)
        except Invalid as error:
            problems[f"第 {line} 行"] = "；".join(error.fields.values())
    if problems:
        raise Invalid(f"有 {len(problems)} 行需要改正，这次一条也没有登记", problems)
    if not count:
        raise sheets.refusal("表头下面没有内容，请核对后再上传")
    return count


def offices() -> dict[str, int]:
    """Departments by path, and by name where there is one of that name only."""
    rows = session.execute(select(Department.id, Department.name, Department.path)).all()
    times = Counter(row.name for row in rows)
    return {row.name: row.id for row in rows if times[row.name] == 1} | {row.path: row.id for row in rows}


def find_header(rows: list[list[Any]]) -> tuple[int, dict[int, int]]:
    """The row of titles, and where each column stands. Raises Invalid."""
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        titles = [re.sub(r"[（(].*[）)]$|\s", "", bill_cells.text_of(cell)) for cell in row]
        places: dict[int, int] = {}
        for column, pattern in sorted(enumerate(PATTERNS), key=lambda one: one[0] == FIRST):
            free = [at for at, title in enumerate(titles) if at not in places.values() and re.fullmatch(pattern, title)]
            if free:
                places[column] = free[0]
        if places.keys() >= NEEDED.keys():
            return at, places
    raise sheets.refusal("没有找到表头：要有类型、名称、开始日期三列，可以先下载模板")


def put(row: dict[int, Any], known: Known, actor: Actor) -> None:
    """One row. Raises ValueError, Invalid, with what to do."""
    words = {key: bill_cells.text_of(cell) for key, cell in row.items()}
    kind, board = read_kind(words[KIND])
    state = read_state(words.get(STATE, ""))
    office, campaign = known.offices.get(words.get(ORGANISER, "")), words.get(CAMPAIGN, "")
    if campaign and campaign not in known.campaigns:
        raise ValueError(f"没有叫“{campaign[:20]}”的主题活动，请先建立，或把这一格留空")
    new = NewEvent(
        kind,
        words[TITLE],
        read_day("开始", row[FIRST], month_is_enough=False),
        read_day("结束", row.get(LAST, ""), month_is_enough=False),
        read_time(row.get(START, "")),
        read_time(row.get(END, "")),
        words.get(PLACE, ""),
        office,
        "" if office else words.get(ORGANISER, ""),
        known.campaigns.get(campaign),
        board,
    )
    made = events.make(new, actor)
    heads = read_heads(row.get(HEADS, ""))
    if state == HELD:
        events.hold(made.id, made.version, heads, words.get(SUMMARY, ""), actor)
    elif state != PLANNED:
        events.cancel(made.id, made.version, words.get(SUMMARY, "") or "导入时已取消", actor)


def read_kind(text: str) -> tuple[str, str]:
    """The kind, and which meeting."""
    if text in MEETINGS:
        return MEETING, MEETINGS[text]
    found = next((key for key, label in KINDS.items() if text == label), None)
    if found == MEETING:
        return MEETING, "other"
    if found is None:
        listed = "、".join([label for key, label in KINDS.items() if key != MEETING] + list(MEETINGS))
        raise ValueError(f"不认识类型“{text[:12]}”，请写{listed}")
    return found, ""


def read_state(text: str) -> str:
    found = next((key for key, label in STATES.items() if text == label), PLANNED if not text else None)
    if found is None:
        raise ValueError(f"不认识状态“{text[:12]}”，请写{'、'.join(STATES.values())}")
    return found


def read_time(cell: Any) -> time | None:
    """From 9:30, 下午3点, or Excel's part of a day."""
    if isinstance(cell, float) and 0 <= cell < 1:
        minutes = round(cell * 24 * 60)
        return time(minutes // 60 % 24, minutes % 60)
    text = plain(cell)
    if not text:
        return None
    found = CLOCK.fullmatch(text)
    hour, minute = (int(found[2]), int(found[3] or 0)) if found else (24, 0)
    hour += 12 if found and found[1] == "下午" and hour < 12 else 0
    if hour > 23 or minute > 59:
        raise ValueError(f"时间“{text[:12]}”读不懂，请写成 14:30 的样子")
    return time(hour, minute)


def read_heads(cell: Any) -> int | None:
    """A number of people; a list of names is refused. Raises ValueError."""
    text = plain(cell).removesuffix("余人").removesuffix("人次").removesuffix("人")
    if not text:
        return None
    if not re.fullmatch(r"\d{1,6}", text, re.ASCII):
        raise ValueError("参加人数只填数字，不要写姓名")
    return int(text)
