"""Month by month: how much was written, answered, answered in time, and how it was rated; and all of it as a workbook.

Counts only. A month's stars are shown from ``FEWEST`` ratings on, so that nobody's own rating can be read off.
"""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any, NamedTuple

from sqlalchemy import select
from xlsxwriter import Workbook

import clock
from models import Department, Suggestion, session
from services.suggestions import desk as suggestion_desk
from services.suggestions.desk import KINDS, STATES, Desk, Line, Wanted
from services.suggestions.suggestions import DECLINED, OPEN, REPLIED

FEWEST = 3
MOST_ROWS = 20_000
COLUMNS = (
    ("编号", 8), ("提交日期", 12), ("类型", 8), ("内容", 60), ("提交人", 12), ("科室", 28), ("状态", 10),
    ("办理人", 12), ("期限", 12), ("办结日期", 12), ("按期", 8), ("评价（星）", 10),
)  # fmt: skip
MONTH_COLUMNS = (
    ("月份", 12), ("收到", 8), ("已答复", 8), ("不予受理", 10), ("未办结", 8), ("按期办结", 10), ("平均用时（天）", 14),
    ("评价人次", 10), ("平均星级", 10),
)  # fmt: skip


class Month(NamedTuple):
    """``first`` is the month's first day. ``days`` is the average from writing to the end, None when none ended."""

    first: date
    received: int
    replied: int
    declined: int
    waiting: int
    in_time: int
    days: float | None
    ratings: int
    stars: float | None


def months(scope: int | None, count: int = 12) -> list[Month]:
    """This month and those before it, the latest first, by the month of writing."""
    today = clock.today()
    firsts = [month_back(today, back) for back in range(count)]
    columns = (
        Suggestion.day, Suggestion.state, Suggestion.ended_on, Suggestion.is_in_time, Suggestion.stars,
        Suggestion.account_id.label("account"), Department.path.label("department"), Suggestion.assignee_id,
    )  # fmt: skip
    query = select(*columns).outerjoin(Department, Department.id == Suggestion.department_id)
    query = suggestion_desk.within(query.where(Suggestion.day >= firsts[-1]), Desk(scope, 0))
    found: dict[date, list[Any]] = {first: [] for first in firsts}
    for row in session.execute(query):
        found[row.day.replace(day=1)].append(row)
    return [month_of(first, rows) for first, rows in found.items()]


def month_back(day: date, back: int) -> date:
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def month_of(first: date, rows: list[Any]) -> Month:
    ended = [row for row in rows if row.state in (REPLIED, DECLINED) and row.ended_on]
    stars = [row.stars for row in rows if row.stars]
    return Month(
        first,
        len(rows),
        sum(row.state == REPLIED for row in rows),
        sum(row.state == DECLINED for row in rows),
        sum(row.state in OPEN for row in rows),
        sum(bool(row.is_in_time) for row in ended),
        round(sum((row.ended_on - row.day).days for row in ended) / len(ended), 1) if ended else None,
        len(stars),
        round(sum(stars) / len(stars), 1) if len(stars) >= FEWEST else None,
    )


def workbook(desk: Desk, wanted: Wanted) -> bytes:
    """What the list shows, and the months on a second sheet. Texts are text, never a formula."""
    rows, _ = suggestion_desk.listing(desk, wanted, 1, MOST_ROWS)
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        write(book, "投诉建议台账", COLUMNS, map(cells, rows))
        write(book, "月度情况", MONTH_COLUMNS, map(month_cells, months(desk.scope)))
    return file.getvalue()


def write(book: Workbook, name: str, columns: tuple[tuple[str, int], ...], rows: Iterable[list]) -> None:
    """One sheet: its name and day on top, titles, then rows of text, days and numbers."""
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "font_size": 14})
    title = book.add_format({"bold": True, "bg_color": "#e6f2ea", "border": 1, "align": "center"})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "border": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "border": 1})
    figure = book.add_format({"valign": "top", "border": 1})
    sheet.write_string(0, 0, f"{name}（{clock.today():%Y-%m-%d}）", head)
    for column, (label, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(1, column, label, title)
    for line, cells in enumerate(rows, start=2):
        for column, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet.write_datetime(line, column, cell, day)
            elif isinstance(cell, int | float):
                sheet.write_number(line, column, cell, figure)
            else:
                sheet.write_string(line, column, cell or "", text)
    sheet.freeze_panes(2, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)


def cells(line: Line) -> list:
    row = line.row
    in_time = "" if row.is_in_time is None else "是" if row.is_in_time else "否"
    author = "匿名" if row.is_anonymous else line.author
    return [
        row.id, row.day, KINDS.get(row.kind, row.kind), row.text, author, line.department, STATES[row.state],
        line.assignee, row.due_on, row.ended_on, in_time, row.stars,
    ]  # fmt: skip


def month_cells(one: Month) -> list:
    label = f"{one.first.year}年{one.first.month}月"
    return [label, *one[1:]]
