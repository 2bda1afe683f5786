"""The console's lists as Excel files: the departments, the calendar, the bins, the campaigns and the rest.

None of them names anybody who takes part, or does not; the console's own people are for owners only.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import clock
from services import calendar_notices, working_days
from services.bins import bins
from services.bins.bins import Wanted
from services.campaigns import campaigns
from services.campaigns import figures as campaign_figures
from services.departments import departments
from services.managers import managers
from services.reminders import plans as reminders
from services.suggestions import figures as suggestion_figures
from services.waste import classes as waste_classes
from services.waste import entries as waste_entries
from services.workbooks.workbooks import Column, make

WEEK = "一二三四五六日"
DEPARTMENTS = (Column("部门", 26), Column("上级", 30), Column("层级", 8), Column("在册人数（含下级）", 18))
CALENDAR = (Column("日期"), Column("星期", 8), Column("安排", 14), Column("节日", 18), Column("依据", 36))
BINS = (
    Column("编码", 12), Column("位置", 22), Column("楼层", 10), Column("院区", 16), Column("收哪几类", 30),
    Column("状态", 12), Column("建立", 14), Column("停用的原因", 30),
)  # fmt: skip
CAMPAIGNS = (
    Column("名称", 24), Column("类型", 14), Column("开始"), Column("结束"), Column("通知文号", 24), Column("来源", 20),
    Column("目标", 36), Column("参加人数", 10, "#,##0"), Column("记录", 10, "#,##0"), Column("积分", 10, "#,##0"),
    Column("减排估算（克）", 16, "#,##0"), Column("总结", 40),
)  # fmt: skip
MONTHS = (
    Column("月份", 12, "yyyy-mm"), Column("收到", 10), Column("已答复", 10), Column("不予受理", 10),
    Column("未办结", 10), Column("按期", 10), Column("平均用时（天）", 16, "0.0"), Column("评价人次", 10),
    Column("平均星级", 10, "0.0"),
)  # fmt: skip
REMINDERS = (
    Column("提醒", 18), Column("文字", 40), Column("时间", 16), Column("只在工作日", 12), Column("状态", 10),
    Column("最近一次", 14), Column("已送达", 10, "#,##0"), Column("仅站内消息", 12, "#,##0"),
    Column("未送达", 10, "#,##0"),
)  # fmt: skip
MANAGERS = (
    Column("姓名", 14),
    Column("工号", 14),
    Column("身份", 12),
    Column("范围", 30),
    Column("两步登录", 12),
    Column("状态", 16),
)
WASTE = (
    Column("名称", 20), Column("类别", 14), Column("别名", 30), Column("说明", 30), Column("随系统提供的类别", 20),
    Column("理由", 30), Column("经手人", 14), Column("更新", 18),
)  # fmt: skip


def tree(scope: int | None) -> bytes:
    """The departments of today with the people on their rolls, within a tree if given."""
    found = departments.tree(scope, clock.today())
    rows = ([one.name, one.path.rpartition("/")[0], one.depth + 1, one.heads] for one in found)
    return make("部门一览", DEPARTMENTS, rows, f"共 {departments.heads(found)} 人在册。")


def calendar(year: int) -> bytes:
    """A year's days that are not as the week has them, and what each rests on."""
    days = working_days.days(date(year, 1, 1), date(year, 12, 31))
    own = {one.day: one.source or "本单位录入" for one in calendar_notices.listing(year)}
    rows = [
        [day, WEEK[day.weekday()], arrangement(one), one.name, own.get(day, source(one))]
        for day, one in days.items()
        if one.name
    ]
    count = sum(one.is_workday for one in days.values())
    return make(f"{year}年工作日历", CALENDAR, rows, f"全年工作日 {count} 天，只列与平常星期不同的日子。")


def source(day: working_days.Day) -> str:
    return "" if day.provisional else "国务院办公厅通知"


def arrangement(day: working_days.Day) -> str:
    return ("上班" if day.is_workday else "放假") + ("（暂定）" if day.provisional else "")


def places(wanted: Wanted, states: Mapping[str, str]) -> bytes:
    """Every bin that matches, in the order they were made."""
    labels = waste_classes.labels()
    rows = (
        [
            one.code, one.place, one.floor, one.area, "、".join(labels[key] for key in one.categories),
            states.get(one.state, one.state), clock.local(one.created_at).date(), one.reason,
        ]
        for one in bins.matching(wanted)
    )  # fmt: skip
    return make("分类桶一览", BINS, rows)


def calendar_of_campaigns() -> bytes:
    """Every campaign; figures only from five people on."""
    today = clock.today()
    found = [*campaigns.current(today), *campaigns.later(), *campaigns.to_close(), *campaigns.past()]
    return make("主题活动台账", CAMPAIGNS, map(campaign, found), "参加不足 5 人的活动不列数字。")


def campaign(row: campaigns.Campaign) -> Sequence[object]:
    figures = campaign_figures.of(row) or (None,) * 4
    about = [row.name, campaigns.KINDS[row.kind], row.first_day, row.last_day, row.notice_no, row.source, row.goal]
    return [*about, *figures, row.summary]


def suggestion_months(scope: int | None) -> bytes:
    """Counts by month; a month's stars from so many ratings on."""
    rows = suggestion_figures.months(scope)
    fewest = suggestion_figures.FEWEST
    return make("投诉建议月度情况", MONTHS, rows, f"按提交的月份，评价满 {fewest} 人次才算平均星级。")


def reminder_rules() -> bytes:
    return make("定时提醒一览", REMINDERS, map(reminder, reminders.listing()), "只有次数，不列任何人。")


def reminder(rule: reminders.Rule) -> Sequence[object]:
    counts = rule.counts
    missed = sum(count for state, count in counts.items() if state not in ("sent", "inbox_only"))
    at = "、".join(f"{wall:%H:%M}" for wall in rule.times)
    done = [counts.get("sent", 0), counts.get("inbox_only", 0), missed] if rule.last_day else [None] * 3
    states = ["是" if rule.workdays_only else "否", "已开启" if rule.is_on else "已关闭"]
    return [rule.title, rule.text, at, *states, rule.last_day, *done]


def console_people(roles: Mapping[str, str]) -> bytes:
    """Who may enter the console, as what. For owners."""
    rows = (
        [
            one.name, one.employee_no, roles[one.role], one.department or "全单位",
            "已开启" if one.has_second_step else "未开启",
            "已停用" if one.is_closed else "已不在名册" if one.has_left else "在用",
        ]
        for one in managers.listing()
    )  # fmt: skip
    return make("工作台人员一览", MANAGERS, rows)


def waste_additions(labels: Mapping[str, str]) -> bytes:
    """What the office itself added to the dictionary or corrected in it."""
    rows = (
        [
            one.row.name, labels.get(one.row.category, one.row.category), "、".join(one.row.aliases), one.row.note,
            one.published, one.row.reason, one.row.actor, clock.local(one.row.updated_at),
        ]
        for one in waste_entries.listing()
    )  # fmt: skip
    return make("分类词典增补和更正", WASTE, rows)
