"""``manage.py owner-link``: a one-time link into the console, for an owner."""

import sys
from argparse import ArgumentParser, Namespace

from commands import environment
from errors import AppError
from models import transaction
from services.managers import sign_ins as console_sign_ins

SUMMARY = "生成一次性登录链接，用浏览器进入工作台"


def arguments(parser: ArgumentParser) -> None:
    parser.description = (
        f"{SUMMARY}。{console_sign_ins.LINK_MINUTES} 分钟内有效，只能用一次；还没有负责人时会新建一位。"
    )
    whose = "负责人的工号：此后本人也可以用小程序扫码登录"
    parser.add_argument("--employee-no", default="", metavar="工号", help=whose)
    lost = "关闭这位负责人的两步登录：手机和备用码都丢了时用"
    parser.add_argument("--forget-second-step", action="store_true", help=lost)


def run(args: Namespace) -> int:
    config = environment.open_office()
    try:
        with transaction():
            link = enter(config.public_base_url, args.employee_no, forget=args.forget_second_step)
    except AppError as error:
        print(error, file=sys.stderr)
        return 1
    print(link)
    print(f"（{console_sign_ins.LINK_MINUTES} 分钟内有效，只能用一次，请勿转发）")
    return 0


def enter(base: str, employee_no: str = "", *, forget: bool = False) -> str:
    """A fresh link. Call inside a transaction. Raises AppError."""
    return f"{base}/console/enter/{console_sign_ins.owner_link(employee_no, forget_second_step=forget)}"
