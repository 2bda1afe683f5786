"""One cell of a ledger sheet, from whatever a spreadsheet makes of it to what was meant.

The readers raise ValueError with the Chinese sentence that says what to do.
"""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from services.office.kinds import KINDS
from services.roll.cells import EXCEL_DAYS, EXCEL_EPOCH, NOTHING, plain

MOST = Decimal(10) ** 12
TEN_THOUSAND = Decimal(10_000)
MONEY = {"元": Decimal(1), "人民币元": Decimal(1), "万元": TEN_THOUSAND, "千元": Decimal(1000), "角": Decimal("0.1")}
YEAR_MONTH = re.compile(r"(?:(\d{4}|\d{2})年|(\d{4})[-/.])(\d{1,2})(?:月份?|[-/.月](\d{1,2})日?)?(?:[ T].*)?")
COMPACT = re.compile(r"(20\d\d)(0[1-9]|1[0-2])(\d\d)?")
MONTH_ONLY = re.compile(r"(\d{1,2})(?:月份?)?")
YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年|$|[^\d\-/.])")
NUMBER = re.compile(r"([-+]?\d[\d,]*(?:\.\d+)?|[-+]?\.\d+)(.*)")


def text_of(value: Any) -> str:
    """A cell as text; a day as 2025-03-01."""
    return value.isoformat() if isinstance(value, date) else plain(value)


def read_month(value: Any, year: int | None) -> date:
    """The first of a month, from a date, 2025-03, 2025年3月, 202503; or from 3, 3月 where the year is known."""
    if isinstance(value, date):
        return within(value.year, value.month)
    text = plain(value)
    if re.fullmatch(r"\d{5}", text) and int(text) in EXCEL_DAYS:
        day = EXCEL_EPOCH + timedelta(days=int(text))
        return within(day.year, day.month)
    if isinstance(value, float) and re.fullmatch(r"20\d\d\.1", text):
        raise ValueError("月份写成了小数，看不出是 1 月还是 10 月，请写成 2025-10 的样子")
    found = YEAR_MONTH.fullmatch(text)
    if found:
        short, full, month, _ = found.groups()
        return within(int(full or (short if len(short) == 4 else f"20{short}")), int(month))
    if found := COMPACT.fullmatch(text):
        return within(int(found[1]), int(found[2]))
    if (found := MONTH_ONLY.fullmatch(text)) and 1 <= int(found[1]) <= 12:
        if year is None:
            raise ValueError("只写了月，没有写年份：请加一列“年份”，或写成 2025-03 的样子")
        return within(year, int(found[1]))
    raise ValueError("缺少月份" if not text else f"月份“{text[:12]}”读不懂，请写成 2025-03 的样子")


def within(year: int, month: int) -> date:
    if not (2000 <= year <= 2099 and 1 <= month <= 12):
        raise ValueError("月份不存在或不合理，请核对并写成 2025-03 的样子")
    return date(year, month, 1)


def read_year(value: Any) -> int | None:
    """A year of its own column, or the only one named in a title; None when there is none or several."""
    text = text_of(value)
    if re.fullmatch(r"20\d\d(\.0)?", text):
        return int(text[:4])
    years = {int(year) for year in YEAR.findall(text)}
    return years.pop() if len(years) == 1 else None


def read_number(column: str, value: Any) -> tuple[Decimal, str] | None:
    """A number and the word behind it (``1.2万度`` → 12000, 度); None for an empty cell or a dash."""
    if isinstance(value, (bool, date)):
        raise ValueError(f"{column}应是数字，这里是“{text_of(value)}”，请核对是否填错了列")
    if isinstance(value, float):
        return sensible(column, Decimal(repr(value))), ""
    text = plain(value).replace("，", ",").replace("￥", "").replace("¥", "").strip()
    if not text or text in NOTHING:
        return None
    if text.startswith("(") and text.endswith(")"):  # an accountant's minus
        text = f"-{text[1:-1]}"
    found = NUMBER.fullmatch(text.replace(" ", ""))
    if not found:
        raise ValueError(f"{column}“{text[:16]}”不是数字，请核对是否填错了列（这一格若是公式，请改成数值）")
    return sensible(column, Decimal(found[1].replace(",", ""))), found[2]


def sensible(column: str, number: Decimal) -> Decimal:
    """Raises ValueError for what no office uses or pays."""
    if not number.is_finite() or abs(number) > MOST:
        raise ValueError(f"{column}的数字太大，请核对这一格")
    return number


def read_amount(column: str, value: Any, kind: str, unit: str) -> Decimal | None:
    """In the kind's own unit; the cell's own unit counts before the column's."""
    found = read_number(column, value)
    if found is None:
        return None
    number, own = found
    word = (own if own not in ("", "万") else unit).lower()
    times = times_of(kind, word, column) * (TEN_THOUSAND if own == "万" else 1)
    return (number * times).quantize(Decimal("0.001"))


def times_of(kind: str, unit: str, column: str) -> Decimal:
    """How many of ours one of the written unit is. Raises ValueError for a unit that does not belong to the kind."""
    units = KINDS[kind].units
    if not unit:
        return Decimal(1)
    if unit not in units:
        title = KINDS[kind].title
        raise ValueError(f"{column}的单位“{unit[:12]}”不是{title}的单位，{title}记{KINDS[kind].unit}")
    return units[unit]


def read_money(column: str, value: Any, unit: str) -> Decimal | None:
    """In yuan; an amount in 万元 where the cell or the column's title says so."""
    found = read_number(column, value)
    if found is None:
        return None
    number, own = found
    word = {"万": "万元"}.get(own, own) or unit or "元"
    if word not in MONEY:
        raise ValueError(f"{column}的单位“{word[:12]}”读不懂，请写元或万元")
    return (number * MONEY[word]).quantize(Decimal("0.01"))
