"""Files that a careless or a malicious hand uploads: each is refused, and quickly."""

import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO

from xlsxwriter import Workbook

from benchmarks.harness import CannotMeasure, Report, timed
from benchmarks.import_roll.people import cpu
from benchmarks.workbench import Workbench
from errors import Invalid
from services.roll import files as roll_files
from services.workbooks import sheets

GOAL_SECONDS = 2.0
ROWS = 300_000
MEGABYTE = 2**20


def refusals(bench: Workbench, report: Report) -> None:
    found = dict(files())
    slowest = [max(cpu_of_refusing(*one) for one in found.items()) for _ in range(bench.rounds)]
    report.add(timed("import-roll", "refusal-seconds", [(spent, GOAL_SECONDS) for spent in slowest], "s"))


def cpu_of_refusing(name: str, content: bytes) -> float:
    before = cpu()
    try:
        roll_files.read(content)
    except Invalid as error:
        spent = cpu() - before
        print(f"  {name}：{spent:.2f} s，{error.fields['file']}", flush=True)
        return spent
    raise CannotMeasure(f"{name} was not refused")


def files() -> Iterator[tuple[str, bytes]]:
    yield "压缩炸弹", bomb()
    yield "谎报大小的压缩炸弹", bomb().replace(struct.pack("<I", 500 * MEGABYTE), struct.pack("<I", 100))
    yield "三十万行", rows(ROWS)
    yield "带宏的 xlsx", with_part(rows(10), "xl/vbaProject.bin", b"macro")
    yield "带宏的 xls", sheets.OLE + b"\0" * 512 + sheets.MACRO_PROJECT
    yield "残缺", rows(1000)[:-500]
    yield "乱码", bytes(range(256)) * 4000
    yield "过长的 CSV", "工号,姓名,部门\n".encode() + b"1,2,3\n" * ROWS


def bomb() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(500 * MEGABYTE))
    return file.getvalue()


def rows(count: int) -> bytes:
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["工号", "姓名", "部门"])
        for line in range(1, count):
            sheet.write_row(line, 0, [line, 1, 1])
    return file.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    file = BytesIO(content)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, part)
    return file.getvalue()
