"""``manage.py erase``: remove an employee's WeChat identity and everything that hangs on it, at their request."""

from argparse import ArgumentParser, Namespace

from commands import environment
from errors import NotFound
from models import transaction
from services import accounts
from services.audit import trail as audit

SUMMARY = "应本人要求，删除某位职工的微信身份和个人数据"


def arguments(parser: ArgumentParser) -> None:
    parser.description = f"{SUMMARY}。名册上的姓名、科室保留；科室的匿名合计保留。不可撤销。"
    parser.add_argument("employee_no", metavar="工号")
    parser.add_argument("--yes", action="store_true", help="不再询问，直接删除")


def run(args: Namespace) -> int:
    if (
        not args.yes
        and input(f"将删除工号 {args.employee_no} 的微信身份和个人数据，不可撤销。输入工号确认：") != args.employee_no
    ):
        print("没有删除。")
        return 1
    environment.open_office()
    try:
        with transaction():
            found = accounts.erase(args.employee_no)
            audit.write(audit.COMMAND_LINE, "erase", "一名职工")  # not whose: that would say who had taken part
    except NotFound as problem:
        print(problem)
        return 1
    print("已删除。" if found else "这位职工没有绑定微信，没有可删除的内容。")
    return 0
