"""Whether the machine is enough, with the arithmetic of it."""

import math
import os
import shutil
from typing import NamedTuple

from benchmarks.simulation.findings import Findings, Plan
from config import ConfigError

ENOUGH, BARELY, SHORT = "够用", "勉强", "不够"
COMFORT, LIMIT = 0.5, 0.9  # of what the machine can do
STALE_LIMIT, SLOW_LIMIT = 5.0, 500.0  # seconds a board may be late, milliseconds of the slowest hundredth
WORKING_DAYS = 250  # a year, about
DISK_SHARE = 3  # a year may take a third of what is left
MEGA = 1e6


class Finding(NamedTuple):
    word: str
    reason: str


def judge(found: Findings) -> tuple[str, list[str]]:
    """The worst word of all that was looked at, and why."""
    looked = [of_speed(found), of_answers(found), of_boards(found)]
    if found.is_sqlite:
        looked.append(of_disk(found))
    word = max((one.word for one in looked), key=(ENOUGH, BARELY, SHORT).index)
    reasons = [one.reason for one in looked]
    return word, reasons if word == ENOUGH else [*reasons, advice(found)]


def of_speed(found: Findings) -> Finding:
    share = used(found)
    word = ENOUGH if share <= COMFORT else BARELY if share <= LIMIT else SHORT
    room = f"，全速是高峰的 {1 / share:,.0f} 倍" if share <= COMFORT else ""
    return Finding(word, f"高峰占全速的 {share:.1%}{room}（{COMFORT:.0%} 以内够用，{LIMIT:.0%} 以内勉强）")


def of_answers(found: Findings) -> Finding:
    slow = slowest(found.pace.times.get("check_in", [math.inf]))
    word = ENOUGH if slow <= SLOW_LIMIT else BARELY
    return Finding(word, f"打卡 99% 在 {slow:,.0f} 毫秒以内（{SLOW_LIMIT:,.0f} 毫秒以内够用）")


def of_boards(found: Findings) -> Finding:
    word = ENOUGH if found.stale <= STALE_LIMIT else BARELY
    return Finding(word, f"榜单最多晚 {found.stale:.1f} 秒（{STALE_LIMIT:.0f} 秒以内够用）")


def of_disk(found: Findings) -> Finding:
    word = ENOUGH if yearly(found) * DISK_SHARE < free() else BARELY
    sizes = f"数据一年约增加 {yearly(found) / MEGA:,.0f} MB，磁盘还剩 {free() / MEGA:,.0f} MB"
    return Finding(word, f"{sizes}（不到剩余的三分之一够用）")


def advice(found: Findings) -> str:
    if found.is_sqlite:
        return "建议换用 PostgreSQL（README「设置」里的 DATABASE_URL），再用 --database 测一次"
    if not found.full.acts:
        return "没有测到速度，请看「核对」"
    each = COMFORT * found.full.acts
    hosts = max(1, math.ceil(found.plan.need / each))
    sum_ = f"每秒 {found.plan.need:,.0f} 次 ÷（{COMFORT:.0%} × 每台 {found.full.acts:,.0f} 次）"
    return f"建议网页服务 {hosts} 台：{sum_}；PostgreSQL 另用一台，它能否承受须在那里再测"


def used(found: Findings) -> float:
    """The share of the machine that the busiest minute takes."""
    return found.plan.need / found.full.acts if found.full.acts else math.inf


def yearly(found: Findings) -> float:
    """Bytes."""
    return found.growth * WORKING_DAYS


def slowest(times: list[float]) -> float:
    """What 99 of 100 do not exceed."""
    return sorted(times)[max(0, math.ceil(len(times) * 0.99) - 1)]


def free() -> int:
    """Bytes left where the simulated instance is, which is where the office's own is."""
    return shutil.disk_usage(os.environ["INSTANCE_PATH"]).free


def require_room(plan: Plan) -> None:
    """Raises ConfigError when the disk will not hold the database."""
    if plan.bytes > 0.9 * free():
        sizes = f"约需 {plan.bytes / MEGA:,.0f} MB，磁盘只剩 {free() / MEGA:,.0f} MB"
        raise ConfigError(f"--staff {plan.staff} --days {plan.days} {sizes}：请减少人数或天数，或腾出空间")
