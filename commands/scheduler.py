"""``manage.py scheduler``: reminders are planned and sent; runs beside ``serve`` in production."""

from argparse import ArgumentParser, Namespace

from commands import environment
from scheduler.__main__ import TICK, main

SUMMARY = "只启动定时任务（正式运行用）"


def arguments(parser: ArgumentParser) -> None:
    parser.description = f"{SUMMARY}：计划提醒、发送消息、清理过期数据。可以运行多个，不会重复发送。"
    parser.add_argument("--tick", type=float, default=TICK, help="多少秒看一次时间（默认 %(default)s）")


def run(args: Namespace) -> int:
    environment.load()
    main(["--tick", str(args.tick)])
    return 0
