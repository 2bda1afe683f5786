"""``manage.py refold``: make the boards' totals anew from the ledger, or check that they are what it says."""

from argparse import ArgumentParser, Namespace
from collections import Counter

from commands import environment
from commands.progress import Progress
from models import atomic, disconnect
from services.boards import folding, refolding

SUMMARY = "按打卡记录重新汇总榜单，或核对汇总是否一致"


def arguments(parser: ArgumentParser) -> None:
    parser.description = f"{SUMMARY}。逐个时段进行，随时可以中断再来；已封存的榜单不变。不必停止服务。"
    parser.add_argument("--check", action="store_true", help="只核对，不改动；有出入时退出码为 1")


def run(args: Namespace) -> int:
    environment.open_office()
    bar: list[Progress] = []

    def show(done: int, total: int) -> None:
        if not bar:
            bar.append(Progress("核对汇总" if args.check else "重新汇总", total))
        bar[0].step()

    work = refolding.check if args.check else refolding.rebuild
    wrong: Counter[str] = Counter()
    for found in refolding.each(work, show):
        wrong[found.table] += found.wrong
    while not args.check and atomic(folding.fold)():
        pass
    disconnect()
    return tell(+wrong, args.check)


def tell(wrong: Counter[str], is_check: bool) -> int:
    for table, rows in wrong.items():
        print(f"{table}：{rows} 行{'与打卡记录不一致' if is_check else '已改正'}")
    if is_check:
        print("核对完毕，有出入：请运行 python3 manage.py refold 改正。" if wrong else "核对完毕，全部一致。")
        return 1 if wrong else 0
    print("汇总完毕。")
    return 0
