"""``manage.py bench``: measure, print one line per figure, and fail when one falls short of its goal."""

from argparse import ArgumentParser, Namespace

from benchmarks import boards, checkin, fold, home, hot, import_roll, push, qr, quiz, waste_items
from benchmarks.harness import Report
from benchmarks.workbench import QUICK_ROUNDS, ROUNDS, workbench
from commands import environment

SUMMARY = "测量性能：每项与基准相比，达不到目标就失败"
BENCHES = {
    "checkin": checkin.PARTS,
    "home": home.PARTS,
    "boards": boards.PARTS,
    "fold": fold.PARTS,
    "hot": hot.PARTS,
    "push": push.PARTS,
    "import-roll": import_roll.PARTS,
    "qr": qr.PARTS,
    "quiz": quiz.PARTS,
    "waste-items": waste_items.PARTS,
}


def arguments(parser: ArgumentParser) -> None:
    parser.description = f"{SUMMARY}。测什么、怎么测见 benchmarks/README.md。"
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"要测的项目：{'、'.join(BENCHES)}；不写则全部")
    parser.add_argument("--only", metavar="FIGURE", help="只测产生这一数字的部分，例如 instructions")
    parser.add_argument("--quick", action="store_true", help=f"计时的项目只做 {QUICK_ROUNDS} 轮，不做 {ROUNDS} 轮")
    parser.add_argument("--record", action="store_true", help="把结果记入 benchmarks/results.csv")


def run(args: Namespace) -> int:
    unknown = set(args.names) - BENCHES.keys()
    parts = [part for name in args.names or BENCHES for part in BENCHES.get(name, [])]
    chosen = [part for part in parts if args.only is None or args.only in part.figures]
    if unknown or not chosen:
        print(f"没有这样的项目：{'、'.join(sorted(unknown)) or args.only}")
        return 2
    report = Report()
    with workbench(environment.instance() / "bench", QUICK_ROUNDS if args.quick else ROUNDS) as bench:
        for part in chosen:
            part.run(bench, report)
    if args.record:
        report.record()
    return 0 if report.ok else 1
