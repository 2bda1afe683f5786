"""Read the staff roll out of the table an office has.

Columns come in any order and under their usual other names, below any title rows. Nothing is left out in silence
but empty rows, repeated headers and closing notes: a row that cannot be used is named by its line and column.
Phone numbers never appear in a message.
"""

import re
from datetime import date
from typing import Any, NamedTuple

from services.progress import Progress, Step, silent
from services.roll.cells import CAME, DEPARTMENT, LEFT, NAME, NO, PHONE, READERS, plain
from services.workbooks import sheets

HEADER_WITHIN = 20
REQUIRED = (NO, NAME, DEPARTMENT)
TITLES = {
    NO: "工号 员工工号 职工工号 职工编号 员工编号 职工号 员工号 人员编号 人员编码 编号",
    NAME: "姓名 职工姓名 员工姓名 人员姓名 名字",
    DEPARTMENT: "部门 科室 处室 单位 所在部门 所在科室 所在处室 所在单位 所属部门 所属科室 所属单位 工作单位 "
    "部门名称 科室名称 处室名称 单位名称 内设机构 部门/科室 单位/部门 单位/科室 科室/部门",
    PHONE: "手机号 手机号码 手机 移动电话 联系手机 联系电话 联系方式 电话号码 电话",
    CAME: "入职 入职日期 入职时间 到岗日期 到岗时间 到岗 到职日期 报到日期 参加工作日期 参加工作时间 参加工作",
    LEFT: "离职 离职日期 离职时间 离岗日期 离岗时间 调离日期 调出日期 离开日期",
}
NOTE = re.compile(r"备?注|说明|合计|总计|小计|共计|填表|制表|审核|负责人|以下空白|第 ?\d+ ?页|共 ?\d+")


class Problem(NamedTuple):
    """What is wrong with one cell and what to do, in a Chinese sentence. ``line`` is the sheet's own row number."""

    line: int
    column: str
    message: str


class RollRow(NamedTuple):
    """One person. Both days are as the file gives them; a month alone counts as its first day, for ``came_on`` only."""

    line: int
    employee_no: str
    name: str
    department: tuple[str, ...]
    phone: str | None
    came_on: date | None
    left_on: date | None


class RollFile(NamedTuple):
    """``rows`` are the faultless ones: the whole roll only when ``problems`` is empty.

    ``columns`` gives the title under which each of ours was found, several joined by ``、``.
    """

    rows: list[RollRow]
    problems: list[Problem]
    columns: dict[str, str]


class Header(NamedTuple):
    at: int  # counted from 0
    titles: list[str]
    places: dict[str, list[int]]


def read(content: bytes, progress: Progress = silent) -> RollFile:
    """Raises Invalid naming the field ``file`` when there is no roll to be read in it at all."""
    tables = sheets.read(content)
    headers = [find_header(table.rows) for table in tables]
    rolls = [
        (table, header) for table, header in zip(tables, headers, strict=True) if set(REQUIRED) <= header.places.keys()
    ]
    if not rolls:
        best = max((header.places for header in headers), key=len, default={})
        missing = "、".join(column for column in REQUIRED if column not in best)
        raise sheets.refusal(f"没有找到名册的表头：前 {HEADER_WITHIN} 行里缺少“{missing}”列，请补上列名后再上传")
    table, header = rolls[0]
    found = read_table(table, header, progress("读取", len(table.rows) - header.at - 1))
    for other, _ in rolls[1:]:
        message = f"工作表“{other.name[:31]}”也是名册，但只能读一张，请把各表并入“{table.name[:31]}”后再上传"
        found.problems.append(Problem(header.at + 1, "工作表", message))
    if not found.rows and not found.problems:
        raise sheets.refusal("表头下面没有人员，请核对后再上传")
    return found


def find_header(rows: list[list[Any]]) -> Header:
    """The row with most of our columns among the first ones."""
    headers = [Header(index, titles(cells), places(titles(cells))) for index, cells in enumerate(rows[:HEADER_WITHIN])]
    return max(headers, key=lambda header: len(header.places), default=Header(0, [], {}))


def titles(cells: list[Any]) -> list[str]:
    """Column titles without spaces, stars, colons and remarks in brackets."""
    return [re.sub(r"[\s*＊:：]|[（(\[【].*?[）)\]】]", "", plain(cell)) for cell in cells]


def places(titles: list[str]) -> dict[str, list[int]]:
    """Where each of our columns stands. Departments may fill several, from the upper level down."""
    found: dict[str, list[int]] = {}
    for column, names in TITLES.items():
        ranks = names.split()
        hits = [index for index, title in enumerate(titles) if title in ranks]
        if hits:
            best = min(hits, key=lambda index: ranks.index(titles[index]))
            found[column] = hits if column == DEPARTMENT else [best]
    return found


def read_table(table: sheets.Table, header: Header, step: Step) -> RollFile:
    fill_merged(table, header)
    rows: list[RollRow] = []
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    for line, cells in enumerate(table.rows[header.at + 1 :], start=header.at + 2):
        step()
        values = {column: pick(cells, indices) for column, indices in header.places.items()}
        if is_no_person(values, cells, header):
            continue
        row, faults = read_row(line, values)
        first = lines.setdefault(row.employee_no, line)
        if row.employee_no and first != line:
            faults.append(Problem(line, NO, f"第 {line} 行：工号与第 {first} 行重复，请核对后只保留一行"))
        problems += faults
        if not faults:
            rows.append(row)
    found = {column: "、".join(header.titles[index] for index in indices) for column, indices in header.places.items()}
    return RollFile(rows, problems, found)


def fill_merged(table: sheets.Table, header: Header) -> None:
    """A department merged over several people's rows is written in the first only: give it to all."""
    for (top, left), (bottom, _) in table.merged:
        if left in header.places[DEPARTMENT] and top > header.at:
            for cells in table.rows[top + 1 : bottom + 1]:
                cells[left] = table.rows[top][left]


def pick(cells: list[Any], indices: list[int]) -> Any:
    found = [cells[index] for index in indices if index < len(cells)]
    if len(indices) == 1:
        return found[0] if found else ""
    return "/".join(filter(None, map(plain, found)))


def is_no_person(values: dict[str, Any], cells: list[Any], header: Header) -> bool:
    """An empty row, the header again, or a closing note such as 合计 or 填表人."""
    texts = {column: plain(value) for column, value in values.items() if plain(value)}
    if not texts or titles([values[NAME]])[0] == header.titles[header.places[NAME][0]]:
        return True
    first = next(text for text in map(plain, cells) if text)
    if NOTE.match(first) and not texts.keys() >= {NAME, DEPARTMENT}:
        return True
    return texts.keys() == {NO} and not texts[NO].isascii()


def read_row(line: int, values: dict[str, Any]) -> tuple[RollRow, list[Problem]]:
    """The person of one row as far as it can be read, and what is wrong with it."""
    found: dict[str, Any] = {}
    faults: list[Problem] = []
    for column, reader in READERS.items():
        try:
            found[column] = reader(values.get(column, ""))
        except ValueError as error:
            found[column] = None
            faults.append(Problem(line, column, f"第 {line} 行：{error}"))
    row = RollRow(
        line, found[NO] or "", found[NAME] or "", found[DEPARTMENT] or (), found[PHONE], found[CAME], found[LEFT]
    )
    if row.came_on and row.left_on and row.left_on < row.came_on:
        message = f"第 {line} 行：离职（{row.left_on}）早于入职（{row.came_on}），请核对这两个日期"
        faults.append(Problem(line, LEFT, message))
    return row, faults
