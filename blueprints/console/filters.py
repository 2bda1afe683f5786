"""What the templates may ask for: the visitor, the sentences on top, and numbers and days as an office writes them."""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, g, request

import clock

ROOMS = (
    ("console.home.show", "首页"),
    ("console.roll.show", "职工名册"),
    ("console.rankings.show", "科室排行"),
    ("console.reminders.show", "定时提醒"),
    ("console.waste_items.show", "分类词典"),
)
SENTENCES = {
    "signed_out": "已退出登录。",
    "imported": "名册已更新。",
    "undone": "已撤销这次导入，名册恢复到导入之前。",
    "discarded": "已放弃这次导入，名册没有变动。",
    "switched_on": "提醒已开启。",
    "switched_off": "提醒已关闭。",
    "waste_item_saved": "已保存，职工现在就能查到。",
    "waste_item_withdrawn": "已撤销，恢复到词典原来的说法。",
    "waste_word_dismissed": "已忽略，这个词不再列出。",
    "waste_labels_saved": "类别叫法已保存。",
}
WEEKDAYS = "一二三四五六日"


def register(bp: Blueprint) -> None:
    bp.context_processor(common)
    for words in (day, short_day, weekday, instant, percent, number):
        bp.add_app_template_filter(words)


def common() -> dict[str, Any]:
    """In every page of the console."""
    problems = g.get("problems")
    return {
        "visitor": g.get("visitor"),
        "rooms": ROOMS,
        "is_demonstration": g.get("is_demonstration", False),
        "here": request.endpoint or "",
        "done": SENTENCES.get(request.args.get("done", "")),
        "problem": str(problems) if problems else "",
        "problems": problems.fields if problems else {},
        "filled": request.form if problems else {},
    }


def day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def short_day(value: date) -> str:
    return f"{value.month}月{value.day}日"


def weekday(value: date) -> str:
    return f"周{WEEKDAYS[value.weekday()]}"


def instant(value: datetime) -> str:
    """On the office's clock; the year only when it is not this one."""
    here = clock.local(value)
    year = "" if here.year == clock.today().year else f"{here.year}年"
    return f"{year}{here.month}月{here.day}日 {here:%H:%M}"


def percent(value: float) -> str:
    return f"{value * 100:.1f}%"


def number(value: float) -> str:
    """At most two decimals, thousands apart: 1,234.5."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")
