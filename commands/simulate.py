"""``manage.py simulate``: a made-up office of this size on this machine, and whether the machine is enough for it."""

from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path

from benchmarks import simulation
from benchmarks.simulation import report, scratch
from benchmarks.simulation.findings import Plan
from config import ConfigError

SUMMARY = "模拟任意规模的单位用上一段日子：这台机器够不够"
WHOLE = {  # option: least, most, default, what it means
    "staff": (1, 1_000_000, None, "在册职工人数"),
    "days": (1, 366, 5, "过多少个工作日"),
    "share": (1, 100, 60, "百分之几的职工参加"),
    "peak": (1, 120, 20, "早高峰多少分钟；1 表示全体在同一分钟打卡"),
    "seconds": (1, 600, 10, "每次测速多少秒"),
    "requests": (0, 1_000_000, 5000, "大约多少条记录由网页程序逐条处理，其余成批写入"),
    "seed": (0, 2**31 - 1, 1, "种子：相同的种子得到相同的记录"),
}
FIRST, LAST = date(2010, 1, 1), date(2090, 12, 31)


def arguments(parser: ArgumentParser) -> None:
    parser.description = (
        f"{SUMMARY}。在自己的临时数据库里编造职工和记录，按工作日一天天过，再实测早高峰，最后给出报告和结论。"
        "不碰本单位的数据库，不发送任何消息；结束或中断后什么都不留。"
    )
    parser.epilog = "例：simulate --staff 5000 --days 20。退出码：0 数目全部对得上，1 对不上，2 参数有误。"
    for name, (least, most, default, meaning) in WHOLE.items():
        told = f"{meaning}（{least:,} 到 {most:,}" + (f"，默认 {default:,}）" if default is not None else "，必填）")
        parser.add_argument(f"--{name}", metavar="数", default=default, help=told.replace("%", "%%"))
    parser.add_argument("--from", dest="first", metavar="日期", help="从哪天起，如 2026-03-02；默认到昨天为止")
    parser.add_argument("--database", metavar="地址", help="用这个空的 PostgreSQL 数据库；默认是临时的 SQLite 文件")
    parser.add_argument("--keep", action="store_true", help="结束后留着数据库，可以再看")


def run(args: Namespace) -> int:
    numbers = {name: whole(name, getattr(args, name)) for name in WHOLE}
    numbers["share"] /= 100  # type: ignore[assignment]
    plan = Plan(**numbers, first=first_day(args.first), push_rate=scratch.push_rate())
    with scratch.instance(args.database, keep=args.keep) as config:
        found = simulation.run(plan, config)
        print(report.text(found))
        if args.keep:
            print(kept(config.instance_path))
    return 1 if found.wrong else 0


def whole(name: str, given: str | int | None) -> int:
    """Raises ConfigError naming the option."""
    least, most, _, meaning = WHOLE[name]
    if given is None:
        raise ConfigError(f"请写明 --{name}（{meaning}），例如：simulate --staff 5000 --days 20")
    said = str(given).strip()
    if not (said.isdecimal() and least <= int(said) <= most):
        raise ConfigError(f"--{name}（{meaning}）应为 {least:,} 到 {most:,} 的整数，现在是「{said[:20]}」")
    return int(said)


def first_day(given: str | None) -> date | None:
    if given is None:
        return None
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise ConfigError(f"--from 应是 2026-03-02 这样的日期，现在是「{given[:20]}」") from None
    if not FIRST <= day <= LAST:
        raise ConfigError(f"--from 应在 {FIRST} 到 {LAST} 之间，现在是「{given}」")
    return day


def kept(folder: Path) -> str:
    return (
        f"\n数据库留着：{folder}\n"
        f"再核对：INSTANCE_PATH='{folder}' python3 manage.py refold --check\n"
        "用完请删除这个文件夹；用 --database 的，请一并清空那个数据库。"
    )
