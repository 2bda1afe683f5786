"""How long a thousand stickers take to print to a file, and how large it gets."""

from time import perf_counter, process_time

from benchmarks.harness import Report, counted
from benchmarks.workbench import Workbench
from commands.progress import Progress
from services.bins import bins
from services.bins.signs import Face, Sign
from services.printing import stickers
from services.waste.classes import CLASSES

COUNT, MOST_SECONDS, MOST_MEGABYTES = 1000, 20, 10
MIXES = [[key] for key in CLASSES] + [["kitchen", "other"], list(CLASSES)]
PLACES = ("茶水间", "卫生间门口", "三楼东侧电梯口旁的分类投放点（会议室对面）", "打印室", "食堂残食台", "A 座大厅北门")


def address(code: str) -> str:
    return f"https://green.example.gov.cn/b/{code}"


def signs(count: int) -> list[Sign]:
    """Made-up bins with real random codes."""
    return [
        Sign(
            bins.new_code(),
            PLACES[turn % len(PLACES)],
            f"县政府大院 {turn % 9 + 1} 楼",
            [Face(CLASSES[key].name, CLASSES[key].rgb) for key in MIXES[turn % len(MIXES)]],
        )
        for turn in range(count)
    ]


def thousand(bench: Workbench, report: Report) -> None:
    bar = Progress("打印标签", COUNT)
    started, used = perf_counter(), process_time()
    pdf = stickers.sheet(signs(COUNT), address, stickers.SIZES["medium"], bar.step)
    seconds, used = perf_counter() - started, process_time() - used
    (bench.folder / "stickers.pdf").write_bytes(pdf)
    note = f"{seconds:.1f} s by the clock; see {bench.folder / 'stickers.pdf'}"
    report.add(counted("qr", "thousand-seconds", used, MOST_SECONDS, note=note))
    report.add(counted("qr", "thousand-megabytes", len(pdf) / 1e6, MOST_MEGABYTES))
