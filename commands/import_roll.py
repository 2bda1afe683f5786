"""``manage.py import-roll``: hold a staff roll against ours, and with ``--apply`` make ours the same."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path

from commands import environment
from commands.progress import Progress
from errors import AppError
from models import transaction
from services.audit import trail as audit
from services.progress import Step
from services.roll import imports as roll_imports
from services.roll.imports import Choice, Preview
from services.roll.words import LABELS

SUMMARY = "导入职工名册（.xlsx、.xls、.csv）：先看差异，加 --apply 才生效"


def arguments(parser: ArgumentParser) -> None:
    parser.description = f"{SUMMARY}。列：工号、姓名、部门（上下级用 / 隔开）、手机号、入职、离职，顺序不限。"
    parser.add_argument("file", type=Path, metavar="文件")
    parser.add_argument("--apply", action="store_true", help="照此修改名册")
    parser.add_argument("--skip-bad-rows", action="store_true", help="跳过读不懂的行")
    parser.add_argument("--missing-leave-on", type=date.fromisoformat, metavar="日期", help="名册外人员自这天起不在册")


def run(args: Namespace) -> int:
    environment.open_office()
    try:
        content = args.file.read_bytes()
        with transaction():
            return import_roll(content, args)
    except OSError as error:
        print(f"文件打不开：{error.strerror}", file=sys.stderr)
    except AppError as error:
        print("；".join(error.fields.values()) or error, file=sys.stderr)
    return 1


def import_roll(content: bytes, args: Namespace) -> int:
    found = roll_imports.preview(roll_imports.stage(content, args.file.name, audit.COMMAND_LINE, watched))
    describe(found)
    if not args.apply:
        roll_imports.discard(found.id)
        print("以上只是预览，名册没有变动；加 --apply 生效。")
        return 1 if found.problems else 0
    choice = Choice(found.seen, args.skip_bad_rows, args.missing_leave_on)
    roll_imports.apply(found.id, choice, audit.COMMAND_LINE, watched)
    print("名册已更新。")
    return 0


def watched(label: str, total: int) -> Step:
    return Progress(label, total).step


def describe(found: Preview) -> None:
    for problem in found.problems:
        print(f"  {problem.message}")
    for kind, label in LABELS.items():
        print(f"{label}：{found.counts[kind]}")
