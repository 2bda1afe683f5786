"""A rule as a form fills it in: flat texts by name, what is wrong with each, and the values they stand for."""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from errors import Invalid
from models import Department, Reminder, session
from services.activities import ACTIVITIES
from services.campaigns import campaigns
from services.reminders import kinds as reminder_kinds
from services.reminders import obstacles, schedules
from services.reminders.kinds import CAMPAIGN, DAILY, DEFAULT_KEYS, KINDS
from services.sending import fields as message_fields
from services.sending import templates as message_templates
from services.sending.templates import Copy

MOST_TIMES, APART = 4, 30  # times a day, minutes between two of them
PAGE = re.compile(r"[A-Za-z0-9][\w/-]{0,90}(\?[\w=&-]{0,36})?", re.ASCII)
KEY = re.compile(r"[a-z_]{3,20}\d{1,2}")
LABELS = {
    "title": "标题", "text": "站内消息", "times": "时间", "workdays_only": "只在工作日",
    "campaign_id": "主题活动", "first_day": "开始日期", "last_day": "结束日期",
    "department_id": "范围", "activity": "当天已做就不提醒", "template_id": "模板编号",
    "template_keys": "模板字段", "page": "打开的页面",
}  # fmt: skip
SAMPLE = {
    "称呼": "小李",
    "科室": "综合科",
    "日期": "2026年3月2日",
    "时间": "07:50",
    "本周积分": "12",
    "科室名次": "第3名",
}
LONG = {
    "称呼": "🌿👨‍👩‍👧‍👦爱骑车的李师傅🚲",
    "科室": "县机关事务服务中心公共机构节能与资产管理和后勤保障综合协调办公室第二工作组联络处",
    "日期": "2026年12月28日",
    "时间": "17:30",
    "本周积分": "1280",
    "科室名次": message_fields.NO_PLACE,
}


def values_of(rule: Reminder) -> dict[str, str]:
    """A stored rule as its form shows it."""
    flat = {
        "title": rule.title,
        "text": rule.text,
        "times": "、".join(f"{wall:%H:%M}" for wall in schedules.times(rule)),
        "workdays_only": "yes" if rule.workdays_only else "",
        "campaign_id": str(rule.campaign_id or ""),
        "first_day": str(rule.first_day or ""),
        "last_day": str(rule.last_day or ""),
        "department_id": str(rule.department_id or ""),
        "activity": rule.activity or "",
        "template_id": rule.template_id,
        "template_keys": "、".join(rule.template_keys),
        "page": rule.page,
    }
    return flat | {f"field-{key}": rule.fields.get(key, "") for key in rule.template_keys}


def blank(kind: str, campaign_id: int | None = None) -> Reminder:
    """The rule a new form starts from, not stored. An unknown kind counts as the first."""
    about = KINDS.get(kind) or next(iter(KINDS.values()))
    key = kind if kind in KINDS else next(iter(KINDS))
    return Reminder(
        kind=key, activity=about.activity, title=about.title, text=about.text, at=about.at, then_at=[],
        workdays_only=True, template_id=about.template_id, template_keys=DEFAULT_KEYS, page=about.page, is_on=False,
        campaign_id=campaign_id if about.rhythm == CAMPAIGN else None,
        fields={DEFAULT_KEYS[0]: about.says} if about.says else {}, trouble="", version=1,
    )  # fmt: skip


def flat(form: Mapping[str, str], copy: Copy | None) -> dict[str, str]:
    """What was filled in, trimmed. The template's own keys stand in for typed ones where WeChat has told them."""
    given = {name: form.get(name, "").strip()[:200] for name in LABELS}
    template = copy.rows.get(given["template_id"]) if copy else None
    if template:
        given["template_keys"] = "、".join(template.keys)
    return given | {f"field-{key}": form.get(f"field-{key}", "").strip()[:200] for key in keys_of(given)}


def keys_of(given: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys(re.findall(r"[^\s,，、]+", given["template_keys"])))


def written(given: Mapping[str, str]) -> dict[str, str]:
    """Every key with what stands in it while its own text is empty."""
    return message_fields.written(keys_of(given), given["text"], {})


def read(given: Mapping[str, str], kind: str, copy: Copy | None) -> dict[str, Any]:
    """The columns' values. Raises Invalid with a sentence at each wrong field."""
    faults = {name: sentence for name, sentence in faults_of(given, kind, copy) if sentence}
    if faults:
        raise Invalid("有几处需要改正", faults)
    at, *later = read_times(given["times"])
    keys = keys_of(given)
    follows = given["campaign_id"] if reminder_kinds.rhythm(kind) == CAMPAIGN else ""
    return {
        "title": given["title"],
        "text": given["text"],
        "at": at,
        "then_at": [f"{wall:%H:%M}" for wall in later],
        "workdays_only": given["workdays_only"] == "yes",
        "campaign_id": int(follows) if follows else None,
        "first_day": None if follows else read_day(given["first_day"]),
        "last_day": None if follows else read_day(given["last_day"]),
        "department_id": int(given["department_id"]) if given["department_id"] else None,
        "activity": given["activity"] or None,
        "template_id": given["template_id"],
        "template_keys": keys,
        "fields": {key: given[f"field-{key}"] for key in keys if given[f"field-{key}"]},
        "page": given["page"],
    }


def faults_of(given: Mapping[str, str], kind: str, copy: Copy | None) -> list[tuple[str, str]]:
    """(field, what is wrong with it; empty when nothing is)."""
    keys = keys_of(given)
    choices = dict(copy.rows[given["template_id"]].choices) if copy and given["template_id"] in copy.rows else {}
    texts = written(given)
    return [
        ("title", length_fault(given["title"], 40)),
        ("text", length_fault(given["text"], 100) or places_fault(given["text"])),
        ("times", times_fault(given["times"], reminder_kinds.rhythm(kind))),
        *days_faults(given, reminder_kinds.rhythm(kind)),
        ("department_id", "" if is_department(given["department_id"]) else "没有这个单位或科室"),
        ("activity", "" if given["activity"] in {"", *ACTIVITIES} else "没有这项活动"),
        ("template_id", template_fault(given["template_id"], keys, copy)),
        ("template_keys", keys_fault(keys)),
        *((f"field-{key}", field_fault(key, given[f"field-{key}"], texts[key], choices.get(key, ()))) for key in keys),
        ("page", "" if PAGE.fullmatch(given["page"]) else "应像 pages/home/index 这样，开头没有 /"),
    ]


def keys_fault(keys: list[str]) -> str:
    bad = [key for key in keys if not KEY.fullmatch(key)]
    if bad:
        return f"看不懂“{bad[0]}”，应像 thing1、time2 这样"
    return "" if keys else "至少要有一个字段"


def template_fault(template_id: str, keys: list[str], copy: Copy | None) -> str:
    return length_fault(template_id, 64) or message_templates.fault(template_id, keys, copy)


def length_fault(text: str, most: int) -> str:
    return "" if 0 < len(text) <= most else f"请填写，不超过 {most} 个字"


def places_fault(text: str) -> str:
    unknown = message_fields.unknown_places(text)
    return f"没有 {{{unknown[0]}}} 这个占位，可以用：{'、'.join(message_fields.PLACES)}" if unknown else ""


def field_fault(key: str, own: str, else_text: str, choices: Any) -> str:
    """A text of the office's own must fit as it is; what is filled in or taken over is shortened, and must fit then."""
    if places_fault(own):
        return places_fault(own)
    if own and "{" not in own:
        return message_fields.fault(key, message_fields.tidy(own), choices)
    tried = (fill(key, own or else_text, given) for given in (SAMPLE, LONG))
    return next(filter(None, (message_fields.fault(key, each, choices) for each in tried)), "")


def fill(key: str, text: str, given: Mapping[str, str]) -> str:
    return message_fields.fill([key], "", {key: text}, given)[key]


def read_times(text: str) -> list[time]:
    """Raises ValueError."""
    return sorted(
        {time.fromisoformat(each.zfill(5)) for each in re.findall(r"[^\s,，、;；]+", text.replace("：", ":"))}
    )


def times_fault(text: str, rhythm: str) -> str:
    try:
        walls = read_times(text)
    except ValueError:
        return "要写成 07:50 这样，几个时间用顿号隔开"
    minutes = [wall.hour * 60 + wall.minute for wall in walls]
    if not walls or len(walls) > MOST_TIMES:
        return f"请填 1 到 {MOST_TIMES} 个时间"
    if rhythm != DAILY and len(walls) > 1:
        return "这一类一次只发一条，请只留一个时间"
    if any(not obstacles.QUIET_UNTIL <= wall < obstacles.QUIET_FROM for wall in walls):
        return "要在 07:30 到 21:00 之间，其余是安静时段"
    if any(later - earlier < APART for earlier, later in zip(minutes, minutes[1:], strict=False)):
        return f"两个时间至少隔 {APART} 分钟"
    return ""


def days_faults(given: Mapping[str, str], rhythm: str) -> list[tuple[str, str]]:
    if rhythm == CAMPAIGN and given["campaign_id"]:
        return [("campaign_id", "" if may_follow(given["campaign_id"]) else "这项主题活动已经结束或取消，请另选一项")]
    days: dict[str, date | None] = {}
    for name in ("first_day", "last_day"):
        try:
            days[name] = read_day(given[name])
        except ValueError:
            return [(name, "日期应写成 2026-03-02 的样子")]
    first, last = days["first_day"], days["last_day"]
    if rhythm == CAMPAIGN and not (first and last):
        return [("last_day" if first else "first_day", "请选一项主题活动，或者写明起止日期")]
    if first and last and not 0 <= (last - first).days < schedules.LONGEST_CAMPAIGN:
        return [("last_day", "应在开始日期之后一年以内")]
    return []


def may_follow(text: str) -> bool:
    """A campaign that is on or coming."""
    return text in {str(row.id) for row in campaigns.open_ones()}


def read_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def is_department(text: str) -> bool:
    return not text or (text.isdecimal() and session.get(Department, int(text[:18])) is not None)
