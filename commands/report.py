"""``manage.py report``: the yearly report as a Word file."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from commands import environment
from models import transaction
from services.office import report
from services.word import word

SUMMARY = "写一份年度节约型机关创建工作报告（Word）"


def arguments(parser: ArgumentParser) -> None:
    parser.description = f"{SUMMARY}。数字全部来自数据库，每个都注明出处；没有数据的留空并列在附件里。"
    parser.add_argument("year", type=int, metavar="年份")
    parser.add_argument("file", type=Path, metavar="文件.docx")


def run(args: Namespace) -> int:
    environment.open_office()
    with transaction(reading=True):
        draft = report.yearly(args.year)
    args.file.write_bytes(word.write(draft))
    print(f"{args.file}：引用 {len(draft.used)} 个数字，{len(draft.blank)} 项没有数据、留空待填")
    return 0
