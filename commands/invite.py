"""``manage.py invite``: an invite code, with which one employee binds their WeChat."""

import sys
from argparse import ArgumentParser, Namespace

from sqlalchemy import select

from commands import environment
from errors import AppError
from models import Employee, session, transaction
from services import accounts
from services.audit import trail as audit

SUMMARY = "为一名职工生成邀请码"


def arguments(parser: ArgumentParser) -> None:
    parser.description = f"{SUMMARY}，{accounts.INVITE_DAYS} 天内有效；以前的邀请码随即失效。"
    parser.add_argument("employee_no", metavar="工号")


def run(args: Namespace) -> int:
    environment.open_office()
    try:
        with transaction():
            code = accounts.invite(args.employee_no)
            name = session.scalar(select(Employee.name).filter_by(employee_no=args.employee_no))
            audit.write(audit.COMMAND_LINE, "invite", args.employee_no)
    except AppError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{name}（工号 {args.employee_no}）的邀请码，{accounts.INVITE_DAYS} 天内有效：", file=sys.stderr)
    print(f"{code[:5]}-{code[5:]}")
    return 0
