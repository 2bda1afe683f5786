"""Which days are working days, why, and how sure we are.

Three layers, the first that knows wins: the office's own table; chinesecalendar for the years it covers; Monday to
Friday without the solar holidays of 《全国年节及纪念日放假办法》 (State Council decree 795, in force since 2025),
marked provisional. Lunar holidays are never guessed: without a notice nobody knows the days moved around them.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from chinese_calendar import constants
from sqlalchemy import delete

from errors import Invalid
from models import CalendarDay, first_page, session

SOLAR_HOLIDAYS = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}
PACKAGE_YEARS = range(min(constants.holidays).year, max(constants.holidays).year + 1)
FESTIVALS = {str(festival.value): str(festival.chinese) for festival in constants.Holiday}
FULL_NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}
KINDS = {"holiday": False, "放假": False, "休": False, "adjusted_workday": True, "上班": True, "班": True}
NAME_LENGTH, SOURCE_LENGTH = 32, 120
ONE_DAY = timedelta(days=1)


class Day(NamedTuple):
    """``name`` is empty on ordinary days; ``provisional`` means no official notice has settled the day yet."""

    is_workday: bool
    name: str = ""
    provisional: bool = False


def is_workday(day: date) -> bool:
    """Costs one query; ask ``days`` for a range."""
    return kind(day).is_workday


def kind(day: date) -> Day:
    return days(day, day)[day]


def days(first: date, last: date) -> dict[date, Day]:
    """Every day from first to last, both included, in order; empty when last is before first. One query."""
    own = own_days(first.replace(month=1, day=1), last.replace(month=12, day=31))
    return {day: own.get(day) or assumed(day, is_settled(day.year, own)) for day in each(first, last)}


def workdays_between(first: date, last: date) -> list[date]:
    """The working days from first to last, both included, in order."""
    return [day for day, kind in days(first, last).items() if kind.is_workday]


def previous_workday(day: date) -> date:
    """The last working day before ``day``, looking back a year at most. Raises LookupError beyond that."""
    for span in (16, 366):
        found = workdays_between(day - span * ONE_DAY, day - ONE_DAY)
        if found:
            return found[-1]
    raise LookupError("no working day in the year before")


def official_until() -> date:
    """The last day that rests on an official notice; later ones are provisional and need the next notice."""
    year = PACKAGE_YEARS[-1]
    own = own_days(date(year + 1, 1, 1), date(9999, 12, 31))
    while is_settled(year + 1, own):
        year += 1
    return date(year, 12, 31)


def own_days(first: date, last: date) -> dict[date, Day]:
    return {day: Day(is_workday, name) for day, is_workday, name in first_page.own_days(first, last)}


def is_settled(year: int, own: Mapping[date, Day]) -> bool:
    """Whether a notice covers the year: the package has it, or the office has entered all its solar holidays."""
    return year in PACKAGE_YEARS or all(date(year, *month_day) in own for month_day in SOLAR_HOLIDAYS)


@lru_cache(maxsize=8192)
def assumed(day: date, settled: bool) -> Day:
    """What is known of a day that the office has not entered itself."""
    if day.year in PACKAGE_YEARS:
        if day in constants.workdays:
            return Day(True, chinese_name(constants.workdays[day]) + "调休上班")
        if day in constants.holidays:
            return Day(False, chinese_name(constants.holidays[day]))
        return Day(day.weekday() < 5)
    name = SOLAR_HOLIDAYS.get((day.month, day.day), "")
    return Day(day.weekday() < 5 and not name, name, provisional=not settled)


def chinese_name(festival: str) -> str:
    name = FESTIVALS.get(festival, festival)
    return FULL_NAMES.get(name, name)


def import_days(rows: Iterable[Mapping[str, str]], source: str = "") -> int:
    """Put days into the office's own table; a day already there is replaced. Says how many.

    A row has ``date`` (YYYY-MM-DD), ``kind`` (holiday/放假/休 or adjusted_workday/上班/班), ``festival`` and, when it
    has a source of its own, ``source``: the columns of ``data/holidays.csv`` and what ``read_notice`` gives. A year is
    settled once all its solar holidays are among them, which every notice names. Raises Invalid naming each bad row.
    """
    found: dict[date, CalendarDay] = {}
    problems: dict[str, str] = {}
    for number, row in enumerate(rows, start=1):
        try:
            entry = calendar_day(row, source)
            if entry.day in found:
                raise ValueError(f"{entry.day} 出现了两次，请只保留一行")
            found[entry.day] = entry
        except ValueError as error:
            problems[str(number)] = f"第 {number} 行：{error}"
    if problems:
        raise Invalid("日历没有导入，请改正后重试", problems)
    session.execute(delete(CalendarDay).where(CalendarDay.day.in_(found)))
    session.add_all(found.values())
    session.flush()
    return len(found)


def calendar_day(row: Mapping[str, str], source: str) -> CalendarDay:
    """Raises ValueError with the sentence to show."""
    text, word, name = (str(row.get(key) or "").strip() for key in ("date", "kind", "festival"))
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"日期应写成 2027-01-01 的样子，现在是“{text[:20]}”") from None
    if word not in KINDS:
        raise ValueError(f"类型应为“放假”或“上班”，现在是“{word[:20]}”")
    if not 0 < len(name) <= NAME_LENGTH:
        raise ValueError(f"请写上节日名称，不超过 {NAME_LENGTH} 个字")
    is_workday = KINDS[word]
    if is_workday and "上班" not in name:
        name = f"{name[: NAME_LENGTH - 4]}调休上班"
    return CalendarDay(day=day, is_workday=is_workday, name=name, source=(row.get("source") or source)[:SOURCE_LENGTH])


def read_notice(text: str) -> list[dict[str, str]]:
    """The rows for ``import_days`` out of the wording of 国务院办公厅关于…年部分节假日安排的通知, pasted whole.

    Raises Invalid when the year or a day cannot be read, or when a holiday has not the number of days it says.
    """
    title = re.search(r"(20\d{2})\s*年\s*部分节假日", text)
    if not title:
        raise Invalid(fields={"text": "没有找到“……年部分节假日安排”字样，请把通知连同标题整篇粘贴"})
    plain = re.sub(r"[（(][^（）()]*[）)]|[ \t\u3000]", "", text)
    items = re.findall(r"[一二三四五六七八九十]、([^：:\n。]{2,20})[：:]([^\n]+)", plain)
    rows = [row for festival, words in items for row in read_item(int(title[1]), festival, words)]
    if not rows:
        raise Invalid(fields={"text": "没有读到放假和上班的日子，请核对粘贴的内容，或改用表格导入"})
    return rows


def read_item(year: int, festival: str, words: str) -> Iterator[dict[str, str]]:
    """One numbered item: a sentence of holidays and perhaps one of make-up working days."""
    for sentence in words.split("。"):
        found = read_dates(year, sentence)
        kind = "adjusted_workday" if "上班" in sentence else "holiday"
        if kind == "holiday" and "放假" not in sentence:
            continue
        if kind == "holiday" and found:
            found = list(each(found[0], found[-1]))
            said = re.search(r"(?:共|放假)(\d+)天", sentence)
            if not found or said and int(said[1]) != len(found):
                raise Invalid(fields={"text": f"{festival}的天数与起止日期对不上，请核对：{sentence[:60]}"})
        yield from ({"date": day.isoformat(), "kind": kind, "festival": festival} for day in found)


def read_dates(year: int, sentence: str) -> list[date]:
    """The dates named in a sentence; a month (or year) left out is that of the date before."""
    month, found = 0, []
    for year_text, month_text, day_text in re.findall(r"(?:(20\d{2})年)?(?:(\d{1,2})月)?(\d{1,2})日", sentence):
        year, month = int(year_text or year), int(month_text or month)
        if not 1 <= month <= 12 or not 1 <= int(day_text) <= monthrange(year, month)[1]:
            raise Invalid(fields={"text": f"有一个日期读不懂，请核对：{sentence[:60]}"})
        found.append(date(year, month, int(day_text)))
    return found


def each(first: date, last: date) -> Iterator[date]:
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)
