"""The limits of a subscription message's fields, by the kind in the key's name (``thing1`` is a ``thing``)."""

import re

CLOCK = r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?"
DAY = r"\d{4}(年\d{1,2}月\d{1,2}日|-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2})"
TIME = rf"({DAY} ?)?{CLOCK}"
DATE = rf"{DAY}( ?{CLOCK})?"
HAN = "\u4e00-\u9fff"

RULES = {
    "thing": r"[^\x00-\x1f\x7f]{1,20}",
    "number": r"(?=.{1,32}$)[+-]?\d+(\.\d+)?",
    "letter": r"[A-Za-z]{1,32}",
    "symbol": rf"[^\w\s{HAN}]{{1,5}}",
    "character_string": r"[\x20-\x7e]{1,32}",
    "time": rf"{TIME}( ?~ ?{TIME})?",
    "date": rf"{DATE}( ?~ ?{DATE})?",
    "amount": r"[¥￥$€£]?\d{1,10}(\.\d+)?元?",
    "phone_number": r"[\d+() -]{1,17}",
    "car_number": rf"[{HAN}A-Za-z0-9]{{1,8}}",
    "name": rf"[^\d\x00-\x1f{HAN}]{{1,20}}|(?=.*[{HAN}])[^\d\x00-\x1f]{{1,10}}",
    "phrase": rf"[{HAN}]{{1,5}}",
}


def fits(key: str, value: str, choices: list[str] | None = None) -> bool:
    """Whether WeChat would take ``value`` for ``key``. An ``enum`` takes only its ``choices``."""
    kind = re.sub(r"\d+$", "", key)
    if kind == "enum":
        return value in (choices or [])
    return kind in RULES and re.fullmatch(RULES[kind], value) is not None
