"""What made-up people are called, how they travel, and what an act of theirs comes to as a row of the ledger."""

import random
from datetime import date, datetime
from typing import Any, NamedTuple

from services import activities, carbon, rules

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "文静志强晓燕建国丽娟海波秀英立新雪梅永刚春华思远佳宁子涵明轩一诺浩然婉清景行若溪知行怀瑾修远嘉禾云舒"
MODES = (
    ("walk", "0-1km", 4), ("bike", "1-3km", 5), ("e_bike", "3-5km", 4), ("bus", "5km+", 5), ("metro", "5km+", 1),
    ("carpool", "5km+", 2),
)  # fmt: skip


class Habit(NamedTuple):
    """How a made-up person lives: how often they act, and how they travel."""

    participation_id: int
    department_id: int
    joined_on: date
    eager: float
    mode: str
    band: str


def name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice((1, 2, 2))))


def way(chance: random.Random) -> tuple[str, str]:
    """How somebody usually travels, and how far."""
    mode, band, _ = chance.choices(MODES, [weight for *_, weight in MODES])[0]
    return mode, band


def row_of(habit: Habit, key: str, fields: dict[str, Any], day: date, at: datetime) -> dict[str, Any]:
    activity = activities.get(key)
    act = activity.act.model_validate(fields)
    terms = rules.on(key, day)
    assert terms is not None
    estimate = carbon.grams(key, fields, terms.factor_set)
    return {
        "participation_id": habit.participation_id,
        "department_id": habit.department_id,
        "activity": key,
        "slot": activity.slot(act, day),
        "attempt": 1,
        "day": day,
        "points": activity.points(act, terms.points),
        "grams": estimate.grams,
        "carbon_method": estimate.method_key,
        "rule_version": terms.version,
        "detail": fields,
        "is_backfilled": False,
        "created_at": at,
    }
