"""What the templates may ask for: the visitor, the sentences on top, and numbers and days as an office writes them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Blueprint, g, request

import clock

ROOMS = (
    ("console.home.show", "首页"),
    ("console.roll.show", "职工名册"),
    ("console.rankings.show", "科室排行"),
    ("console.reminders.show", "定时提醒"),
    ("console.bins.show", "分类桶"),
    ("console.questions.show", "题库"),
    ("console.waste_items.show", "分类词典"),
    ("console.office_home.show", "节能台账"),
)
SENTENCES = {
    "signed_out": "已退出登录。",
    "imported": "名册已更新。",
    "undone": "已撤销这次导入，名册恢复到导入之前。",
    "discarded": "已放弃这次导入，名册没有变动。",
    "switched_on": "提醒已开启。",
    "switched_off": "提醒已关闭。",
    "bin_made": "已建立，可以打印标签了。",
    "bins_made": "已全部建立，可以打印标签了。",
    "bin_retired": "已停用；扫旧标签的人会看到停用说明。",
    "bin_replaced": "已换新码，请打印新标签贴上；旧标签扫开会提示换过标签。",
    "labels_kept": "类别名称已保存，新打印的标签照此显示。",
    "link_rule_kept": "校验文件已生效，可以回公众平台点“保存”了。",
    "act_accepted": "已计分，并告知本人。",
    "act_refused": "不计分，并已告知本人。",
    "question_on": "这道题已重新启用，从明天抽的题起会再出现。",
    "question_off": "这道题已停用，不再抽到；今天已经抽到的人照常作答。",
    "questions_imported": "题目已导入。",
    "waste_item_saved": "已保存，职工现在就能查到。",
    "waste_item_withdrawn": "已撤销，恢复到词典原来的说法。",
    "waste_word_dismissed": "已忽略，这个词不再列出。",
    "waste_labels_saved": "类别叫法已保存。",
    "bills_saved": "账单已保存。",
    "bills_imported": "台账已写入。",
    "month_locked": "已结账，这个月的账单不能再改。",
    "month_corrected": "更正已登记，理由会登在下一份报告里。",
    "meter_made": "已建立。",
    "meter_changed": "已保存。",
    "meter_closed": "已停用，已有的账单不变。",
    "result_kept": "已存档，以后随时能照原样算出来。",
    "office_year_saved": "口径已保存。",
    "targets_saved": "目标已保存。",
    "area_saved": "区域已保存。",
    "area_closed": "已停用，以前的巡查和问题不变。",
    "finding_added": "问题已登记。",
    "finding_moved": "已办理。",
    "round_drawn": "已抽出要巡查的区域。",
    "round_recorded": "巡查已记录，发现的问题在下面。",
    "notice_published": "通报已生成，可以下载 Word 文件。",
    "collection_saved": "已登记。",
    "collection_removed": "已删除，操作记录里有原来的数。",
    "collections_imported": "收运台账已全部登记。",
    "contractor_saved": "收运单位和合同已保存。",
    "paper_saved": "制度文件已保存。",
    "paper_removed": "已删除。",
    "facts_saved": "年度事项已保存。",
}
WEEKDAYS = "一二三四五六日"


def register(bp: Blueprint) -> None:
    bp.context_processor(common)
    for words in (day, short_day, weekday, instant, percent, number, typed):
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


def typed(value: Decimal) -> str:
    """As somebody would type it: no thousands apart, no closing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
