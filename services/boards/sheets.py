"""A department board as .xlsx: the numbers on the first sheet, how they were made on the second."""

from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

import clock
from services.boards import periods
from services.boards.rankings import Board
from services.boards.standings import Standing

SUMS = ("参与人数", "在册平均", "积分", "减排估算（克）")
COLUMNS = ("名次", "科室", "上级单位", "{metric}", *SUMS, "上期名次", "上期{metric}")
WIDTHS = (8, 22, 26, 14, 12, 12, 12, 16, 10, 14)
STATES = {
    periods.OPEN: "进行中",
    periods.BACKFILL: f"已结束，{periods.BACKFILL_DAYS} 天内还可补记",
    periods.CLOSED: "已封存，不再变动",
}


def workbook(board: Board, title: str, metric: str) -> bytes:
    """``title`` names the period, ``metric`` the column of values."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet, notes = book.add_worksheet("科室排行"), book.add_worksheet("计算口径")
        head = book.add_format({"bold": True, "bg_color": "#e6f2ea", "border": 1, "align": "center"})
        values = book.add_format({"num_format": "0.0%" if board.metric == "participation" else "#,##0.00"})
        for column, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width, values if column in (3, 9) else None)
            sheet.write_string(0, column, name.format(metric=metric), head)
        for line, one in enumerate(board.standings, start=1):
            for column, cell in enumerate(cells(one)):
                write(sheet, line, column, cell)
        sheet.freeze_panes(1, 2)
        sheet.repeat_rows(0)
        notes.set_column(0, 0, 16)
        notes.set_column(1, 1, 100, book.add_format({"text_wrap": True, "valign": "top"}))
        for line, (name, text) in enumerate(explained(board, title, metric)):
            notes.write_string(line, 0, name)
            notes.write_string(line, 1, text)
    return file.getvalue()


def write(sheet: Any, line: int, column: int, cell: str | float | None) -> None:
    """Text as text, never as a formula."""
    if isinstance(cell, str):
        sheet.write_string(line, column, cell)
    elif cell is not None:
        sheet.write_number(line, column, cell)


def cells(one: Standing) -> list[str | float | None]:
    above, _, name = one.department.name.rpartition("/")
    before = one.before or (None, None)
    return [one.rank, name, above, one.value, one.participants, one.roll, one.points, one.grams, *before]


def explained(board: Board, title: str, metric: str) -> list[tuple[str, str]]:
    """What an inspector asks of a number."""
    first, last = board.period.first, board.period.last
    said = [
        ("时段", f"{title}（{first} 至 {last}）"),
        ("状态", STATES[board.period.state]),
        ("指标", metric),
        ("计算公式", board.formula),
        ("计算时间", f"{clock.local(board.as_of):%Y-%m-%d %H:%M:%S}"),
        ("减排估算", "二氧化碳，按每次打卡当时所用口径逐次估算，没有出处的不计。"),
        ("用途", "参加与否完全自愿；排行只供鼓励，不作为考核依据。"),
    ]
    if board.mean is not None:
        said.insert(4, ("全单位人均", f"{board.mean:g}"))
    return [*said, *(("封存后更正", amended(one)) for one in board.amendments)]


def amended(one: Any) -> str:
    """One correction as a sentence."""
    return f"{one.department}：{figures(one.was)}，更正后{figures(one.now)}"


def figures(sums: Any) -> str:
    if sums is None:
        return "不单独列出"
    return f"参与 {sums.participants:,}／在册 {sums.roll:g}，积分 {sums.points:,}，减排约 {sums.grams:,} 克"
