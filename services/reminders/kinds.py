"""The kinds of reminder a person may tick, and the rule of each that every office starts with, switched off."""

from datetime import time
from typing import NamedTuple

DAILY, WEEKLY, CAMPAIGN = "daily", "weekly", "campaign"


class Kind(NamedTuple):
    """``rhythm`` says on which days it can fall (``services/reminders/schedules.py``). ``template_id`` is the
    emulator's: the office puts its own. ``says`` is the first field of the message where it differs from the inbox
    copy."""

    title: str
    activity: str | None
    text: str
    at: time
    template_id: str
    rhythm: str = DAILY
    says: str = ""
    page: str = "pages/home/index"


KINDS = {
    "commute": Kind("绿色出行提醒", "green_commute", "今天绿色出行了吗？点一下就记上", time(7, 50), "tmpl-commute"),
    "quiz": Kind("每日答题提醒", "waste_quiz", "今天的五道题还没答，一分钟就好", time(10, 0), "tmpl-quiz"),
    "plate": Kind("光盘行动提醒", "clean_plate", "午餐吃多少取多少，先许个光盘承诺", time(11, 30), "tmpl-plate"),
    "lights": Kind("随手关灯提醒", "lights_out", "离开前看一眼：灯、空调、电脑关了吗", time(17, 30), "tmpl-lights"),
    "campaign": Kind(
        "活动开始提醒", None, "新的绿色活动今天开始，点开看看怎么参加", time(9, 0), "tmpl-campaign", CAMPAIGN
    ),
    "weekly": Kind(
        "每周小结",
        None,
        "本周您得{本周积分}分；{科室}参与率{科室名次}。点开看看本周的榜单",
        time(16, 30),
        "tmpl-weekly",
        WEEKLY,
        "本周{本周积分}分，科室{科室名次}",
    ),
}
DEFAULT_KEYS = ["thing1", "time2", "thing3"]


def rhythm(kind: str) -> str:
    return KINDS[kind].rhythm if kind in KINDS else DAILY
