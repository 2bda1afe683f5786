"""What stands in the fields of a subscription message. WeChat's limits: a ``thing`` has at most 20 characters."""

import re
from collections.abc import Sequence
from datetime import datetime

import clock

LONGEST = {"thing": 20, "phrase": 5, "name": 10}
HINT = "已完成请忽略，可在“我的”中关闭"


def fill(keys: Sequence[str], text: str, due_at: datetime) -> dict[str, str]:
    """Every key of a template with its text: the first ``thing`` says what, a later one how to be rid of it.

    ``keys`` are named by kind and number (``thing1``, ``time2``, ``date3``, ``phrase4``).
    """
    at = clock.local(due_at)
    day = f"{at.year}年{at.month}月{at.day}日"
    first = {"thing": text, "time": f"{day} {at:%H:%M}", "date": day, "phrase": "待记录"}
    found = {}
    for key in keys:
        kind = re.sub(r"\d+$", "", key)
        found[key] = shorten(first.pop(kind, HINT), LONGEST.get(kind, 20))
    return found


def shorten(text: str, longest: int) -> str:
    """``text`` in at most ``longest`` characters on one line, an ellipsis in place of what is cut."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
