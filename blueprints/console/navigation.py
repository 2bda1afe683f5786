"""The rooms of the console, in the order of the menu. A new room is one line here."""

from itertools import chain
from typing import NamedTuple

from blueprints.console.base import MANAGER, OWNER, READER
from services.managers.sessions import Visitor

ABOUT, PEOPLE, GREEN, SORTING, TALK, LEDGERS, KEEPING = GROUPS = (
    "总览", "人员", "绿色行为", "垃圾分类", "提醒与意见", "节约台账", "管理",
)  # fmt: skip


class Room(NamedTuple):
    """A line of the menu. ``role`` is the least one that may enter.

    ``nouns`` are the console's blueprints that belong to the room besides the endpoint's own: on each of their pages
    the menu marks this line. ``whole``: only for those who look after the whole office.
    """

    group: str
    endpoint: str
    label: str
    role: str = READER
    nouns: tuple[str, ...] = ()
    whole: bool = False

    def holds(self, noun: str) -> bool:
        return noun == self.endpoint.partition(".")[0] or noun in self.nouns


ROOMS = (
    Room(ABOUT, "home.show", "首页"),
    Room(ABOUT, "rankings.show", "科室排行", nouns=("screens",)),
    Room(PEOPLE, "roll.show", "职工名册", nouns=("roll_imports", "departments")),
    Room(GREEN, "activities.show", "活动规则"),
    Room(GREEN, "campaigns.show", "主题活动"),
    Room(GREEN, "held_acts.show", "审核", MANAGER, nouns=("objections", "photos")),
    Room(GREEN, "questions.show", "题库"),
    Room(SORTING, "bins.show", "分类桶", nouns=("bin_imports", "bin_settings", "bin_stickers")),
    Room(SORTING, "waste_items.show", "分类词典"),
    Room(TALK, "reminders.show", "定时提醒"),
    Room(TALK, "suggestions.show", "投诉建议", MANAGER),
    Room(LEDGERS, "office_home.show", "台账总览", nouns=("office_attachments",)),
    Room(LEDGERS, "office_bills.show", "用能台账", nouns=("office_bill_imports",)),
    Room(LEDGERS, "office_meters.show", "计量表"),
    Room(LEDGERS, "office_vehicles.show", "公务用车"),
    Room(LEDGERS, "office_indicators.show", "指标和目标"),
    Room(LEDGERS, "office_findings.show", "公共区域巡查", nouns=("office_areas",)),
    Room(LEDGERS, "office_collections.show", "垃圾收运"),
    Room(LEDGERS, "office_events.show", "活动日历", nouns=("office_event_sheets",)),
    Room(LEDGERS, "office_resolutions.show", "会议议定事项"),
    Room(LEDGERS, "office_low_carbon_days.show", "低碳日"),
    Room(LEDGERS, "office_papers.show", "制度和年度事项"),
    Room(
        LEDGERS,
        "office_awards.show",
        "评选表彰",
        whole=True,
        nouns=(
            "office_award_candidates",
            "office_award_reviews",
            "office_award_publications",
            "office_award_decisions",
        ),
    ),
    Room(LEDGERS, "office_assessment.show", "考核自评", nouns=("office_assessment_imports", "office_evidence")),
    Room(LEDGERS, "office_reports.show", "报告"),
    Room(KEEPING, "calendar_days.show", "工作日历"),
    Room(KEEPING, "compliance.show", "合规自查"),
    Room(KEEPING, "managers.show", "工作台人员", OWNER),
    Room(KEEPING, "audit_entries.show", "操作日志", MANAGER, whole=True),
    Room(KEEPING, "my_sign_ins.show", "我的登录"),
)


class Line(NamedTuple):
    endpoint: str
    label: str
    is_here: bool


def menu(visitor: Visitor | None, endpoint: str) -> dict[str, list[Line]]:
    """What a visitor may enter, by group; the line of the page they are on is marked. Empty for strangers."""
    noun = endpoint.removeprefix("console.").partition(".")[0]
    groups: dict[str, list[Line]] = {group: [] for group in GROUPS}
    for room in ROOMS:
        if visitor and visitor.may(room.role) and not (room.whole and visitor.department_id is not None):
            groups[room.group].append(Line(f"console.{room.endpoint}", room.label, room.holds(noun)))
    return {group: lines for group, lines in groups.items() if lines}


def nouns() -> list[str]:
    """Every blueprint that some room holds."""
    return list(chain.from_iterable((room.endpoint.partition(".")[0], *room.nouns) for room in ROOMS))
