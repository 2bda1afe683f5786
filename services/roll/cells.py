"""One cell of a staff roll: from whatever a spreadsheet makes of it to what was meant.

The readers raise ValueError with the Chinese sentence that says what to do; it never holds a phone number.
"""

import re
from datetime import date, timedelta
from typing import Any

NO, NAME, DEPARTMENT, PHONE, CAME, LEFT = COLUMNS = ("工号", "姓名", "部门", "手机号", "入职", "离职")
LONGEST = {NO: 32, NAME: 64, DEPARTMENT: 200}
LONGEST_LEVEL = 64
NOTHING = {"-", "--", "—", "——", "/", "无", "暂无", "空", "至今", "在职", "长期"}
WIDE = {wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
WIDE |= {0xFF0F: "/", 0xFF0D: "-", 0xFF0E: ".", 0xFF0B: "+", 0x3000: " ", 0xA0: " "}
WIDE |= dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
SPACE = re.compile(r"[ \t\r\n]+")
SPACE_IN_CHINESE = re.compile(r"(?<=[^\x00-\xff])[ \t\r\n]+(?=[^\x00-\xff])")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffd\ufffe\uffff]")
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:月|[-/.月](\d{1,2})日?)?(?:[ T]\d{1,2}:.*)?")
COMPACT_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)?")
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DAYS = range(14_611, 73_051)  # 1940-01-01 to 2099-12-31
EXACT_BELOW = 10**15  # Excel keeps 15 digits of a number


def plain(value: Any) -> str:
    """A cell as text: half-width digits and letters, no space around it or between Chinese characters."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).translate(WIDE)
    return SPACE.sub(" ", SPACE_IN_CHINESE.sub("", text)).strip()


def checked(column: str, text: str) -> str:
    """A text that must be there. Raises ValueError with the sentence to show, as the readers below do."""
    if not text:
        raise ValueError(f"缺少{column}，请补上（这一格若是公式，请改成数值）")
    if CONTROL.search(text):
        raise ValueError(f"{column}里有看不见的字符或乱码，请删掉这一格重新输入")
    if len(text) > LONGEST[column]:
        raise ValueError(f"{column}太长（{len(text)} 个字），最多 {LONGEST[column]} 个字，请核对是否填错了列")
    return text


def read_number(value: Any) -> str:
    if isinstance(value, float) and value >= EXACT_BELOW:
        raise ValueError("工号位数太多，表格里已丢失末几位，请把这一列设为文本格式后重新填写")
    return checked(NO, plain(value).replace(" ", ""))


def read_name(value: Any) -> str:
    return checked(NAME, re.sub("[•‧・･]", "·", plain(value)))


def read_department(value: Any) -> tuple[str, ...]:
    """Levels from the top down, written with ``/`` between them."""
    levels = tuple(level.strip() for level in plain(value).split("/") if level.strip())
    checked(DEPARTMENT, "/".join(levels))
    if any(len(level) > LONGEST_LEVEL for level in levels):
        raise ValueError(f"部门名称太长，每一级最多 {LONGEST_LEVEL} 个字，各级之间请用“/”隔开")
    return levels


def read_phone(value: Any) -> str | None:
    text = re.sub(r"[\s\-]", "", plain(value))
    if not text or plain(value) in NOTHING:
        return None
    number = re.sub(r"^(\+|00)?86(?=1\d{10}$)", "", text)
    if re.fullmatch(r"1[3-9]\d{9}", number, re.ASCII):
        return number
    digits = sum(letter.isdecimal() for letter in number)
    raise ValueError(f"手机号应是 11 位的大陆手机号，这里有 {digits} 位数字，请核对；没有可以留空")


def read_came(value: Any) -> date | None:
    return read_day(CAME, value, month_is_enough=True)


def read_left(value: Any) -> date | None:
    return read_day(LEFT, value, month_is_enough=False)


def read_day(column: str, value: Any, *, month_is_enough: bool) -> date | None:
    """A date cell, Excel's serial number, or any of the usual ways to write a day."""
    if isinstance(value, date):
        return within(column, value)
    text = plain(value)
    if not text or text in NOTHING:
        return None
    if re.fullmatch(r"\d{5}(\.\d+)?", text) and int(text[:5]) in EXCEL_DAYS:
        return EXCEL_EPOCH + timedelta(days=int(text[:5]))
    parts = DATE.fullmatch(text) or COMPACT_DATE.fullmatch(text)
    if not parts:
        raise ValueError(f"{column}日期读不懂，请写成 2024-03-01 的样子")
    year, month, day = parts.groups()
    if day is None and (not month_is_enough or text.endswith(".1")):  # Excel turns 2024.10 into 2024.1
        raise ValueError(f"{column}日期没有写到日，请写成 2024-03-01 的样子")
    try:
        return within(column, date(int(year), int(month), int(day or 1)))
    except ValueError:
        raise ValueError(f"{column}日期不存在或不合理，请核对并写成 2024-03-01 的样子") from None


def within(column: str, day: date) -> date:
    if not 1940 <= day.year <= 2099:
        raise ValueError(f"{column}日期不在 1940～2099 年之间，请核对")
    return day


READERS = {
    NO: read_number,
    NAME: read_name,
    DEPARTMENT: read_department,
    PHONE: read_phone,
    CAME: read_came,
    LEFT: read_left,
}
