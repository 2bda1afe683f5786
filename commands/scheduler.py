"""``manage.py scheduler``: the timetable and the sender alone, as they run in production beside ``serve``."""

from argparse import ArgumentParser, Namespace

from commands import environment
from scheduler.__main__ import main

SUMMARY = "只启动定时任务与消息发送（正式运行用）"


def arguments(parser: ArgumentParser) -> None:
    parser.description = f"{SUMMARY}。与 serve 同机或异机运行一个；多开一个也不会重复发送。"


def run(args: Namespace) -> int:
    environment.load()
    main([])
    return 0
