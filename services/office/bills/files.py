"""Read bills out of the ledger sheet an office has: its own titles, units and order, one row a month and meter.

A row may also hold several kinds side by side (月份、用电量、电费、用水量、水费). Nothing is left out in silence but
empty rows, repeated titles and sums; what cannot be read is named by its row.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from services.office import kinds
from services.office.bills import cells as bill_cells
from services.office.bills import grids as bill_grids
from services.office.bills import titles as bill_titles
from services.office.bills.titles import (
    AMOUNT,
    COAL,
    COST,
    DISTANCE,
    FACTOR,
    KIND,
    METER,
    MONTH,
    REMARK,
    UNIT,
    UPKEEP,
    YEAR,
    Title,
)
from services.workbooks import sheets

HEADER_WITHIN = 15
MOST = 10_000
SUMS = ("合计", "小计", "总计", "累计", "全年", "平均", "季度", "共计", "制表", "审核", "填表", "负责人")
NO_HEADER = (
    "没有找到表头：要有一列月份（或年份和月份），以及用量、费用的列，例如“月份、类别、表号、用量、费用”，可以先下载模板"
)


class Row(NamedTuple):
    """One bill as the file gives it. ``factor`` and ``coal`` are what the sheet itself converts by, for checking."""

    line: int
    sheet: str
    kind: str
    meter: str
    month: date
    amount: Decimal | None
    cost: Decimal | None
    unit: str = ""
    factor: Decimal | None = None
    coal: Decimal | None = None
    distance: Decimal | None = None
    upkeep: Decimal | None = None
    remark: str = ""
    title_year: int | None = None


class Finding(NamedTuple):
    """What is wrong with a row, or only strange (``is_doubt``), with the likely mistake."""

    line: int
    sheet: str
    code: str
    sentence: str
    is_doubt: bool = False


class Sheet(NamedTuple):
    """What all rows of a sheet share."""

    name: str
    titles: list[Title]
    kind: str | None
    year: int | None


def read(content: bytes) -> tuple[list[Row], list[Finding]]:
    """Raises Invalid at ``file`` when there is no ledger in it."""
    rows: list[Row] = []
    findings: list[Finding] = []
    known = False
    for table in sheets.read(content):
        at, across = find_header(table.rows), bill_grids.find_header(table.rows)
        if at is None and across is None:
            continue
        known = True
        if at is None:
            read_grid(table, across or 0, rows, findings)
            continue
        read_sheet(sheet_of(table, at), table.rows[at + 1 :], at + 2, rows, findings)
    if not known:
        raise sheets.refusal(NO_HEADER)
    if not rows and not findings:
        raise sheets.refusal("表头下面没有内容，请核对后再上传")
    if len(rows) > MOST:
        raise sheets.refusal(f"一次最多 {MOST} 笔，请分成几个文件")
    return rows, findings


def read_grid(table: sheets.Table, at: int, rows: list[Row], findings: list[Finding]) -> None:
    """A sheet with the months side by side: the lines of amounts, each with the line of costs of the same meter."""
    found = []
    for place in range(at + 1, len(table.rows)):
        texts = [bill_cells.text_of(cell) for cell in table.rows[place]]
        if any(word in text for text in texts[:2] for word in SUMS):
            continue
        try:
            found.append(bill_grids.read_line(table, at, place))
        except ValueError as error:
            findings.append(Finding(place + 1, table.name, "unreadable", str(error)))
    rows += paired([line for line in found if line is not None], table.name)


def paired(lines: list[bill_grids.Line], sheet: str) -> Iterator[Row]:
    """Amounts with the costs of the same meter and month; a cost without an amount is said to be so later."""
    costs = {
        (line.kind, line.meter, month): (cost, line.line)
        for line in lines
        if line.is_cost
        for month, cost in line.values.items()
    }
    for line in lines:
        for month, amount in ({} if line.is_cost else line.values).items():
            cost, _ = costs.pop((line.kind, line.meter, month), (None, 0))
            yield Row(line.line, sheet, line.kind, line.meter, month, amount, cost, line.unit)
    for (kind, meter, month), (cost, number) in costs.items():
        yield Row(number, sheet, kind, meter, month, None, cost)


def find_header(rows: list[list[Any]]) -> int | None:
    tops = enumerate(rows[:HEADER_WITHIN])
    return next((at for at, cells in tops if bill_titles.is_header(bill_titles.read_titles(cells))), None)


def sheet_of(table: sheets.Table, at: int) -> Sheet:
    above = [bill_cells.text_of(cell) for cells in table.rows[:at] for cell in cells]
    said = " ".join([table.name, *above])
    return Sheet(
        table.name, bill_titles.read_titles(table.rows[at]), kinds.called(said), bill_cells.read_year(said.strip())
    )


def read_sheet(sheet: Sheet, lines: list[list[Any]], first: int, rows: list[Row], findings: list[Finding]) -> None:
    for line, cells in enumerate(lines, start=first):
        texts = [bill_cells.text_of(cell) for cell in cells]
        if not any(texts) or is_sum(sheet, texts) or bill_titles.is_header(bill_titles.read_titles(cells)):
            continue
        try:
            rows.extend(read_row(sheet, cells, line))
        except ValueError as error:
            findings.append(Finding(line, sheet.name, "unreadable", str(error)))


def is_sum(sheet: Sheet, texts: list[str]) -> bool:
    """A row that adds others up, or closes the sheet."""
    heads = [text for title, text in zip(sheet.titles, texts, strict=False) if title.role in (MONTH, METER, KIND, YEAR)]
    return any(word in text for text in [*heads, texts[0]] for word in SUMS)


def read_row(sheet: Sheet, cells: list[Any], line: int) -> list[Row]:
    """The bills of one row: one for each kind that the titles name, or one for all columns. Raises ValueError."""
    pairs = [(title, cell) for title, cell in zip(sheet.titles, cells, strict=False) if title.role]
    alone = {title.role: cell for title, cell in pairs if title.kind is None or title.role == METER}
    own_year = bill_cells.read_year(alone[YEAR]) if YEAR in alone else None
    month = bill_cells.read_month(alone.get(MONTH, ""), own_year or sheet.year)
    named = list(dict.fromkeys(title.kind for title, _ in pairs if title.kind and title.role != METER))
    base = {"line": line, "sheet": sheet.name, "month": month, "title_year": sheet.year}
    if len(named) > 1:
        return [row for kind in named if (row := read_kind(base, pairs, kind, {})) is not None]
    kind = kind_of(sheet, alone, named, pairs)
    row = read_kind(base, pairs, kind, alone)
    return [row] if row else []


def kind_of(sheet: Sheet, alone: dict[str, Any], named: list[str], pairs: list[tuple[Title, Any]]) -> str:
    """By the row's own word, the titles, the meter's title or name, or the sheet's title. Raises ValueError."""
    word = bill_cells.text_of(alone.get(KIND, ""))
    if word:
        kind = kinds.called(word)
        if kind is None:
            listed = "、".join(kind.title for kind in kinds.KINDS.values())
            raise ValueError(f"不认识类别“{word[:12]}”，请从{listed}里选")
        return kind
    of_meter = next((title.kind for title, _ in pairs if title.role == METER), None)
    kind = next(iter(named), None) or of_meter or sheet.kind or kinds.called(bill_cells.text_of(alone.get(METER, "")))
    if kind is None:
        raise ValueError("看不出是电、水、气还是别的：请加一列“类别”")
    return kind


def read_kind(base: dict[str, Any], pairs: list[tuple[Title, Any]], kind: str, alone: dict[str, Any]) -> Row | None:
    """One kind's part of a row; None where neither an amount nor a cost is given. Raises ValueError."""
    mine = {title.role: (title, cell) for title, cell in pairs if title.kind in (None, kind)}
    meter = bill_cells.text_of(alone.get(METER, ""))
    written = bill_cells.text_of(alone.get(UNIT, "")).lower()
    found: dict[str, Any] = {}
    for role, (title, cell) in mine.items():
        if role == AMOUNT:
            found["unit"] = written if is_amount_unit(written) else title.unit
            found["amount"] = bill_cells.read_amount("用量", cell, kind, found["unit"])
        elif role in (COST, UPKEEP):
            found[role] = bill_cells.read_money("费用" if role == COST else "维修费", cell, title.unit)
        elif role in (FACTOR, COAL, DISTANCE):
            number = bill_cells.read_number(title.words, cell)
            found[role] = number and number[0] * (1000 if "吨" in title.words or "tce" in title.unit[:3] else 1)
        elif role == REMARK:
            found["remark"] = bill_cells.text_of(cell)[:200]
    figures = [found.get(role) for role in (AMOUNT, COST, UPKEEP, DISTANCE)]
    if all(value is None for value in figures):
        return None
    return Row(kind=kind, meter=meter, **{"amount": None, "cost": None} | base | found)


def is_amount_unit(word: str) -> bool:
    """Not of money, and not the name of an organisation, which also stands under 单位."""
    return bool(word) and word not in bill_cells.MONEY and bill_titles.is_unit(word)
