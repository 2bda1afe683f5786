"""One table as an .xlsx that an office can file and print: title, what it covers, headings, rows.

Numbers stay numbers, days stay days, and text is written as text, so that nothing anybody typed becomes a formula.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

import clock

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS = 2  # the row of the headings, counted from 0: below the title and the note
LONG_AGO = datetime(2000, 1, 1)  # noqa: DTZ001 what an ageless file says of its own age
LONGEST = 32_000  # characters Excel takes in one cell


class Column(NamedTuple):
    """``width`` in characters; ``format`` is Excel's number format, such as ``0.0%``."""

    title: str
    width: float = 14
    format: str = ""


def make(
    title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], note: str = "", *, ageless: bool = False
) -> bytes:
    """A workbook with one sheet. A value may be text, a number, a day, an instant on the office's clock, or None.

    ``ageless``: without the time it was made, so that the same rows are the same bytes.
    """
    file = BytesIO()
    if not ageless:
        note += f"制表时间：{clock.local(clock.now()):%Y-%m-%d %H:%M}"
    with Workbook(file, {"in_memory": True, "constant_memory": False, "strings_to_formulas": False}) as book:
        if ageless:
            book.set_properties({"created": LONG_AGO})
        add_sheet(book, title, columns, rows, note)
    return file.getvalue()


def add_sheet(book: Workbook, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], note: str) -> None:
    sheet = book.add_worksheet(title[:31])
    head = book.add_format({"bold": True, "bg_color": "#e6f2ea", "border": 1, "align": "center", "valign": "vcenter"})
    sheet.merge_range(0, 0, 0, max(len(columns) - 1, 1), "", book.add_format({"align": "center", "valign": "vcenter"}))
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 16, "align": "center"}))
    sheet.write_string(1, 0, note, book.add_format({"italic": True}))
    formats = [cell_format(book, column) for column in columns]
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(HEADINGS, place, column.title, head)
    last = HEADINGS
    for last, row in enumerate(rows, start=HEADINGS + 1):
        for place, value in enumerate(row):
            write(sheet, last, place, value, formats[place])
    set_up_page(sheet, len(columns), last)


def cell_format(book: Workbook, column: Column) -> dict[type, Any]:
    """By the kind of value: what a column says of numbers holds for numbers only."""
    base = {"border": 1, "border_color": "#c8d3cc", "valign": "top"}
    return {
        str: book.add_format(base | {"text_wrap": True}),
        float: book.add_format(base | ({"num_format": column.format} if column.format else {})),
        date: book.add_format(base | {"num_format": column.format if "yy" in column.format else "yyyy-mm-dd"}),
        datetime: book.add_format(base | {"num_format": "yyyy-mm-dd hh:mm"}),
    }


def write(sheet: Worksheet, row: int, place: int, value: Any, formats: dict[type, Any]) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, place, value.replace(tzinfo=None), formats[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, formats[date])
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        sheet.write_number(row, place, value, formats[float])
    elif value is None or value == "":
        sheet.write_blank(row, place, None, formats[str])
    else:
        sheet.write_string(row, place, str(value)[:LONGEST], formats[str])


def set_up_page(sheet: Worksheet, columns: int, last: int) -> None:
    """A4 across, one page wide, the headings on every page."""
    sheet.freeze_panes(HEADINGS + 1, 0)
    sheet.autofilter(HEADINGS, 0, max(last, HEADINGS), columns - 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADINGS)
    sheet.set_footer("&C第 &P 页，共 &N 页")
