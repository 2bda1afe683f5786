"""A ledger with the months side by side (1月 … 12月): one line for what was used and one for what it cost."""

import re
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from services.office import kinds
from services.office.bills import cells as bill_cells
from services.office.bills import titles as bill_titles
from services.office.bills.titles import COST, KIND, METER, UNIT, YEAR, Title
from services.workbooks import sheets

MONTH = re.compile(r"(1[0-2]|0?[1-9])月份?")
LEAST = 6
HEADER_WITHIN = 15
NO_YEAR = "看不出是哪一年：请在表名、标题或“年份”一列里写明"
NO_KIND = "看不出是电、水、气还是别的：请在行首写“用电量（千瓦时）”“电费（元）”的样子"


class Line(NamedTuple):
    """A line of the grid: a kind's amounts or costs by month, with the sheet's own row number."""

    line: int
    kind: str
    meter: str
    unit: str
    is_cost: bool
    values: dict[date, Decimal]


def find_header(rows: list[list[Any]]) -> int | None:
    """The row that names the months, counted from 0."""
    for at, cells in enumerate(rows[:HEADER_WITHIN]):
        if len(months_of(cells)) >= LEAST:
            return at
    return None


def months_of(cells: list[Any]) -> dict[int, int]:
    """Column → month."""
    found = ((place, MONTH.fullmatch(bill_cells.text_of(cell).replace(" ", ""))) for place, cell in enumerate(cells))
    return {place: int(match[1]) for place, match in found if match}


def read_line(table: sheets.Table, at: int, line: int) -> Line | None:
    """One line of the sheet (counted from 0); None where it holds nothing. Raises ValueError."""
    header, cells = table.rows[at], table.rows[line]
    columns = months_of(header)
    heads = [(place, bill_cells.text_of(cell)) for place, cell in enumerate(cells) if place not in columns]
    filled = any(bill_cells.text_of(cells[place]) for place in columns if place < len(cells))
    if not filled or not any(text for _, text in heads):
        return None
    named = {bill_titles.read_title(header[place]).role: text for place, text in heads if place < len(header)}
    labels = [bill_titles.read_title(text) for _, text in heads if text]
    kind, is_cost, unit = what(table, at, labels, named)
    values = {}
    year = year_of(table, at, named)
    for place, month in columns.items():
        cell = cells[place] if place < len(cells) else ""
        words = f"{month}月"
        number = (
            bill_cells.read_money(words, cell, unit) if is_cost else bill_cells.read_amount(words, cell, kind, unit)
        )
        if number is not None:
            values[date(year, month, 1)] = number
    return Line(line + 1, kind, named.get(METER, ""), unit, is_cost, values)


def year_of(table: sheets.Table, at: int, named: dict[str, str]) -> int:
    above = " ".join(bill_cells.text_of(cell) for cells in table.rows[:at] for cell in cells)
    year = bill_cells.read_year(named.get(YEAR, "")) or bill_cells.read_year(f"{table.name} {above}".strip())
    if year is None:
        raise ValueError(NO_YEAR)
    return year


def what(table: sheets.Table, at: int, labels: list[Title], named: dict[str, str]) -> tuple[str, bool, str]:
    """The kind, whether it is money, and the unit, from the words at the head of the line, the sheet's name last."""
    above = " ".join(bill_cells.text_of(cell) for cells in table.rows[:at] for cell in cells)
    kind = next((label.kind for label in labels if label.kind), None)
    kind = kind or kinds.called(named.get(KIND, "")) or kinds.called(f"{table.name} {above}")
    if kind is None:
        raise ValueError(NO_KIND)
    written = named.get(UNIT, "").lower()
    unit = written or next((label.unit for label in labels if label.unit), "")
    is_cost = unit in bill_cells.MONEY or any(label.role == COST for label in labels)
    return kind, is_cost, unit
