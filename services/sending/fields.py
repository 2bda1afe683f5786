"""What stands in the fields of a subscription message, within WeChat's limits whatever is put in.

A key is a kind and a number (``thing1``, ``time2``). Its text may hold places such as ``{科室}``, filled in for each
person. Limits are those of WeChat's page on subscription messages; an emoji counts as the two UTF-16 units it takes,
since nobody says how WeChat counts it.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

import clock

HINT = "已完成请忽略，可在“我的”中关闭"
PLACES = {  # what may stand in braces, and the most units of it in a message; the inbox shows it whole
    "称呼": 8,
    "科室": 10,
    "时间": 20,
    "日期": 12,
    "本周积分": 8,
    "科室名次": 8,
}
NOBODY, NO_PLACE, NO_DEPARTMENT = "您", "暂无名次", "本科室"
LONGEST = {
    "thing": 20, "phrase": 5, "name": 10, "character_string": 32, "letter": 32, "symbol": 5, "number": 32,
    "phone_number": 17, "car_number": 8,
}  # fmt: skip
HAN = "\u4e00-\u9fff"
WALL = r"([01]?\d|2[0-3]):[0-5]\d"
DAY = r"\d{4}(年\d{1,2}月\d{1,2}日|-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2})"
SHAPES = {
    "number": (r"[+-]?\d+(\.\d+)?", "只能是数字"),
    "letter": (r"[A-Za-z]+", "只能是字母"),
    "symbol": (rf"[^\w\s{HAN}]+", "只能是符号"),
    "character_string": (r"[\x20-\x7e]+", "只能是数字、字母和半角符号，不能有汉字"),
    "time": (rf"({DAY} ?)?{WALL}(:[0-5]\d)?", "要写成 15:01 或 2026年3月2日 15:01"),
    "date": (rf"{DAY}( ?{WALL})?", "要写成 2026年3月2日"),
    "amount": (r"[¥￥$€£]?\d{1,10}(\.\d+)?元?", "要写成金额，例如 12.5元"),
    "phone_number": (r"[\d+() -]+", "只能是电话号码"),
    "car_number": (rf"[{HAN}A-Za-z0-9]+", "只能是车牌号"),
    "name": (r"[^\d]+", "不能有数字"),
    "phrase": (rf"[{HAN}]+", "只能是汉字"),
    "thing": (r".+", "不能为空"),
}
DEFAULTS = {"thing": HINT, "time": "{日期} {时间}", "date": "{日期}", "phrase": "待记录", "name": "{称呼}"}


def kind_of(key: str) -> str:
    return re.sub(r"\d+$", "", key)


def units(text: str) -> int:
    """The length as JavaScript counts it."""
    return len(text.encode("utf-16-le", "replace")) // 2


def written(keys: Sequence[str], text: str, own: Mapping[str, str]) -> dict[str, str]:
    """Every key with its text, places not yet filled: the office's own, else the first ``thing`` says ``text``."""
    first = next((key for key in keys if kind_of(key) == "thing"), None)
    return {key: own.get(key) or (text if key == first else DEFAULTS.get(kind_of(key), "")) for key in keys}


def values(nickname: str | None, department: str | None, due_at: datetime, words: Mapping | None = None) -> dict:
    """What fills the places for one person. ``department`` is a path, ``words`` are figures of their own."""
    at = clock.local(due_at)
    found = {
        "称呼": tidy(nickname or "") or NOBODY,
        "科室": tidy((department or "").rpartition("/")[2]) or NO_DEPARTMENT,
        "日期": f"{at.year}年{at.month}月{at.day}日",
        "时间": f"{at:%H:%M}",
        "本周积分": "0",
        "科室名次": NO_PLACE,
    }
    return found | {name: str(value) for name, value in (words or {}).items()}


def fill(keys: Sequence[str], text: str, own: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """The fields of one person's message, none of which WeChat can refuse for its length or for being empty."""
    short = {name: shorten(value, PLACES.get(name, 20)) for name, value in given.items()}
    return {key: fit(kind_of(key), render(each, short)) for key, each in written(keys, text, own).items()}


def render(text: str, given: Mapping[str, str]) -> str:
    """``text`` with its places filled; braces around anything else stay as they are."""
    return re.sub(r"\{(\w+)\}", lambda found: given.get(found[1], found[0]), text)


def fit(kind: str, text: str) -> str:
    """As much of ``text`` as its kind takes; for kinds that have a shape, what does not belong is left out."""
    line = tidy(text)
    if kind == "phrase":
        line = re.sub(rf"[^{HAN}]", "", line)[:5]
    elif kind == "name":
        line = tidy(re.sub(r"\d", "", line))
    elif kind == "character_string":
        line = re.sub(r"[^\x20-\x7e]", "", line)[:32]
    if not line:
        return {"thing": HINT, "phrase": "待记录", "name": NOBODY}.get(kind, "-")
    return shorten(line, LONGEST[kind]) if kind in ("thing", "name") else line


def tidy(text: str) -> str:
    """One line, without control characters and halves of characters."""
    whole = text.encode("utf-16", "ignore").decode("utf-16")
    return " ".join(re.sub(r"[\x00-\x1f\x7f\u200b\u2028\u2029\ufeff]", " ", whole).split())


def shorten(text: str, longest: int) -> str:
    """``text`` in at most ``longest`` units on one line, an ellipsis in place of what is cut, no emoji torn apart."""
    line = tidy(text)
    if units(line) <= longest:
        return line
    while units(line) > longest - 1:
        line = line[:-1]
    return line.rstrip("\u200d\ufe0f …") + "…"


def fault(key: str, text: str, choices: Sequence[str] = ()) -> str:
    """Why WeChat would not take ``text`` for ``key``, in one Chinese sentence; empty when it would."""
    kind = kind_of(key)
    if kind == "enum":
        return "" if text in choices else f"只能选：{'、'.join(choices) or '模板里给的值'}"
    if kind not in SHAPES:
        return f"不认识的字段类型“{kind}”，请到公众平台核对模板"
    if not text:
        return "不能为空"
    longest = LONGEST.get(kind, 40)
    if units(text) > longest:
        return f"最多 {longest} 个字，现在是 {units(text)} 个"
    shape, sentence = SHAPES[kind]
    return "" if re.fullmatch(shape, text) else sentence


def unknown_places(text: str) -> list[str]:
    """What stands in braces and cannot be filled."""
    return [name for name in re.findall(r"\{(\w*)\}", text) if name not in PLACES]
