"""Turn an uploaded table into rows of cells: .xlsx, .xls or .csv, told apart by content, never by name."""

import csv
import json
import subprocess
import sys
import zipfile
import zlib
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, NamedTuple

from errors import Invalid
from services.workbooks import reader as workbook_reader
from services.workbooks.reader import MAX_ROWS

MAX_BYTES = 5 * 2**20
MAX_UNZIPPED = 50 * 2**20
MAX_PARTS = 2000
CHUNK = 2**20
READ_SECONDS = 60
MACRO_PROJECT = "_VBA_PROJECT".encode("utf-16-le")  # how an .xls names the storage of its macros
MACROS = "表格里带有宏，不能导入：请用 Excel 或 WPS 另存为不带宏的 .xlsx 后再上传"
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
SENTENCES = {
    workbook_reader.PASSWORD: "文件加了密码，请去掉密码后再上传",
    workbook_reader.UNREADABLE: "表格打不开，请用 Excel 或 WPS 另存为 .xlsx 后再上传",
}
CRASHED = "表格读不出来：文件可能已损坏，或名单之外很远的地方还有内容。请把名单复制到一张新表，另存为 .xlsx 后再上传"


class Table(NamedTuple):
    """A sheet. ``rows[0]`` is the sheet's row 1; ``merged`` holds (row, column) corners, counted from 0."""

    name: str
    rows: list[list[Any]]
    merged: list[tuple[tuple[int, int], tuple[int, int]]]


def read(content: bytes) -> list[Table]:
    """The visible sheets in order; a CSV is one sheet. Cells are str (perhaps empty), float, bool or date.

    Raises Invalid naming the field ``file``: too large, locked by a password, or not a table.
    """
    if len(content) > MAX_BYTES:
        raise refusal("文件超过 5 MB，请删去图片和多余的工作表，或分成几个文件")
    if content.startswith(ZIP):
        measure(content)
    elif not content.startswith(OLE):
        return [Table("CSV", read_csv(content), [])]
    elif MACRO_PROJECT in content:
        raise refusal(MACROS)
    return read_workbook(content)


def refusal(sentence: str) -> Invalid:
    return Invalid(sentence, {"file": sentence})


def read_csv(content: bytes) -> list[list[str]]:
    """UTF-8 first, then GB18030, as Chinese Excel writes it; separated by commas, semicolons or tabs."""
    text = decode(content)
    if text.lstrip()[:1] in ("<", "{", "%"):
        raise refusal("这不是表格文件（可能是网页另存的），请用 Excel 或 WPS 打开后另存为 .xlsx 再上传")
    start = text[:10_000]
    delimiter = max(",;\t", key=start.count)
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise refusal("CSV 的格式有误，请用 Excel 或 WPS 另存为 .xlsx 后再上传") from None
    if len(rows) > MAX_ROWS:
        raise refusal(f"表格超过 {MAX_ROWS} 行，请分成几个文件")
    return rows


def decode(content: bytes) -> str:
    if b"\0" not in content:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise refusal("认不出这个文件，请上传 .xlsx、.xls 或 .csv 表格")


def measure(content: bytes) -> None:
    """Refuse a zip that is no workbook, holds macros, or unpacks to too much, whatever its directory says."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise refusal("这不是 .xlsx 表格，请用 Excel 或 WPS 另存为 .xlsx 后再上传")
            if any(name.endswith(("vbaProject.bin", "xl/macrosheets/sheet1.xml")) for name in names):
                raise refusal(MACROS)
            if len(parts) > MAX_PARTS or unpacked(archive, parts) > MAX_UNZIPPED:
                raise refusal("表格展开后太大，请删去图片、多余的工作表和空白区域后再上传")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error, OSError):
        raise refusal("文件已损坏，请重新保存后再上传") from None


def unpacked(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> int:
    """How many bytes it really unpacks to; counting stops once that is too many."""
    total = 0
    for part in parts:
        with archive.open(part) as file:
            while total <= MAX_UNZIPPED and (chunk := file.read(CHUNK)):
                total += len(chunk)
    return total


def read_workbook(content: bytes) -> list[Table]:
    """In a process of its own, which a damaged file may take down."""
    command = [sys.executable, "-I", str(Path(workbook_reader.__file__))]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=READ_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise refusal(CRASHED) from None
    if done.returncode == workbook_reader.TOO_LARGE:
        name, row, column = json.loads(done.stdout)
        raise refusal(f"工作表“{name}”太大（到第 {row} 行、第 {column} 列），请删去名单以外的内容后再上传")
    if done.returncode:
        raise refusal(SENTENCES.get(done.returncode, CRASHED))
    return [Table(*sheet) for sheet in json.loads(done.stdout, object_hook=day)]


def day(value: dict[str, str]) -> date:
    return date.fromisoformat(value["day"])
