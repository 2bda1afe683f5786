"""A program of its own: reads a workbook from standard input and writes its visible sheets as JSON.

python-calamine takes the whole process down (not just an exception) when a damaged .xls or a single stray cell far
from the others makes it ask for more memory than there is; so it is never called in a process that serves people.
``sheets.py`` starts this file and speaks for it. Ends with 3 for a password, 4 for no readable workbook,
and 5, naming the sheet and its size, for too many cells; anything else is a crash.
"""

import json
import sys
from datetime import date
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

PASSWORD, UNREADABLE, TOO_LARGE = 3, 4, 5
MAX_MEMORY = 2 * 2**30
MAX_SECONDS = 30
MAX_ROWS = 120_000
MAX_CELLS = 2_000_000


def main() -> int:
    if resource:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    try:
        return write_sheets(sys.stdin.buffer.read())
    except PasswordError:
        return PASSWORD
    except CalamineError:
        return UNREADABLE


def write_sheets(content: bytes) -> int:
    found = []
    with load_workbook(BytesIO(content)) as book:
        for described in book.sheets_metadata:
            if described.typ != SheetTypeEnum.WorkSheet or described.visible != SheetVisibleEnum.Visible:
                continue
            sheet = book.get_sheet_by_name(described.name)
            row, column = sheet.end or (0, 0)
            if row >= MAX_ROWS or (row + 1) * (column + 1) > MAX_CELLS:
                sys.stdout.write(json.dumps([sheet.name, row + 1, column + 1]))
                return TOO_LARGE
            found.append([sheet.name, sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges or []])
    sys.stdout.write(json.dumps(found, default=portable))
    return 0


def portable(value: Any) -> dict[str, str] | str:
    """A day, with or without a time, as a day; a time or a duration as its text."""
    return {"day": value.isoformat()[:10]} if isinstance(value, date) else str(value)


if __name__ == "__main__":
    sys.exit(main())
