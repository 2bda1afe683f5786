"""The evidence pack: a zip with an index, the self-assessment report and one folder for each item.

It is planned inside the transaction and written after it, one paper at a time, so memory is bounded by the largest.
The same data give the same bytes. No paper made here names a person: every word goes through
``services/names_hidden.py``; files that were uploaded go in as they were kept (pictures without their camera's data).
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import NamedTuple

import clock
from errors import NotFound
from services import names_hidden
from services.names_hidden import Hider
from services.office import attachments, nameless_files, self_assessment
from services.office.assessment import progress as assessment_progress
from services.office.assessment.progress import UPLOADS, Line, Progress
from services.office.assessment.versions import origin
from services.office.evidence import KINDS
from services.office.evidence.base import day_words, plain, typed
from services.photos import files as photo_files
from services.photos.files import ATTACHMENTS
from services.word import word
from services.word.drafts import Draft
from services.word.word import ZIP_DAY
from services.workbooks import workbooks
from services.workbooks.workbooks import Column

FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
LONGEST_NAME = 40
COLUMNS = (
    Column("序号", 8), Column("类别", 16), Column("评价内容", 36), Column("分值", 8), Column("必达项", 9),
    Column("自评分", 8), Column("理由", 30), Column("佐证", 36), Column("文件", 40), Column("有效期至", 12),
    Column("缺口", 24),
)  # fmt: skip
GONE = "已不存在，没有文件"
HIDDEN_NOTE = "本系统写出的文件里不出现任何人的姓名和号码，文字里写到的已隐去；上传的附件照原样收入，提交前请逐份核对。"


class Entry(NamedTuple):
    """A file of the zip; ``make`` asks no database. A folder has no bytes."""

    path: str
    make: Callable[[], bytes]


class Filed(NamedTuple):
    """A thing that proves an item as the index lists it; no path when it is gone."""

    label: str
    path: str
    expires_on: date | None = None


class Pack(NamedTuple):
    name: str
    entries: list[Entry]


def plan(year: int) -> Pack:
    """What goes in, in order. Raises NotFound for a year without a sheet."""
    found = assessment_progress.of_year(year)
    if found is None:
        raise NotFound(f"{year}年还没有评价表，先导入再下载佐证包")
    hider = names_hidden.hider()
    entries: list[Entry] = []
    filed: dict[int, list[Filed]] = {}
    for line in found.lines:
        folder = f"{line.item.place:02} {file_name(hider, f'{line.item.number} {line.item.text}')}/"
        entries.append(Entry(folder, bytes))
        filed[line.item.id] = list(put_all(entries, folder, line, hider))
    front = [
        Entry("目录.xlsx", partial(index_sheet, found.sheet.title, rows_of(found, filed, hider), hider)),
        Entry("目录.docx", partial(word.write, hider.draft(index_draft(found, filed)))),
        Entry("自评报告.docx", partial(word.write, hider.draft(self_assessment.write(year)))),
    ]
    return Pack(f"{year}年节约型机关创建自评佐证包.zip", front + entries)


def put_all(entries: list[Entry], folder: str, line: Line, hider: Hider) -> Iterator[Filed]:
    """Every linked record with what is attached to it, then what was uploaded to the item itself."""
    for place, link in enumerate(line.links, start=1):
        label = f"{link.label}　{link.note}".rstrip()
        if link.is_gone:
            yield Filed(label, "")
            continue
        kind = KINDS[link.kind]
        path = f"{folder}{place:02} {file_name(hider, link.label)}.docx"
        entries.append(Entry(path, partial(word.write, hider.draft(kind.draft(link.ref)))))
        yield Filed(label, path, link.expires_on)
        yield from put_files(entries, f"{folder}{place:02} 附件", *kind.files(link.ref), hider)
    uploads = f"{folder}{len(line.links) + 1:02} 上传"
    yield from put_files(entries, uploads, UPLOADS, [origin(line.item)], hider)


def put_files(entries: list[Entry], start: str, kind: str, ids: list[int], hider: Hider) -> Iterator[Filed]:
    """Attachments as they were kept, without their authors; read only when their turn in the zip has come."""
    kept = attachments.of_many(kind, ids) if ids else {}
    for place, file in enumerate((file for one in ids for file in kept.get(one, [])), start=1):
        stem, _, ending = file.file_name.rpartition(".")
        label, row = f"上传的文件：{file.file_name}", attachments.get(file.id)
        if not photo_files.path_of(row.name, ATTACHMENTS).exists():
            yield Filed(label, "")
            continue
        path = f"{start}{place:02} {file_name(hider, stem)}.{ending}"
        entries.append(Entry(path, partial(opened, row.name, row.key_sealed, row.media_type)))
        yield Filed(label, path)


def opened(name: str, key_sealed: str, media_type: str) -> bytes:
    return nameless_files.clean(photo_files.read(name, key_sealed, ATTACHMENTS), media_type)


def file_name(hider: Hider, words: str) -> str:
    """Fit for any computer: no separators, not too long, nobody's name."""
    return FORBIDDEN.sub(" ", hider.text(words)).strip(" .")[:LONGEST_NAME].strip(" .") or "佐证"


def rows_of(found: Progress, filed: dict[int, list[Filed]], hider: Hider) -> list[tuple]:
    """One row for each evidence, and one for an item without any."""
    rows = []
    for line in found.lines:
        item, answer = line.item, line.answer
        must = "" if not item.is_must else "待判断" if answer.is_met is None else "达到" if answer.is_met else "未达到"
        points = item.unscored if item.points is None else float(item.points)
        score = None if answer.score is None else float(answer.score)
        start = (item.number, item.category, item.text, points, must, score, answer.reason)
        gaps = "；".join(line.words)
        for one in filed[item.id] or (None,):
            end = evidence_cells(one)
            rows.append(tuple(hider.text(cell) if isinstance(cell, str) else cell for cell in (*start, *end, gaps)))
    return rows


def evidence_cells(one: Filed | None) -> tuple:
    if one is None:
        return "没有佐证", "", None
    return one.label, one.path or GONE, one.expires_on


def index_sheet(title: str, rows: list[tuple], hider: Hider) -> bytes:
    return workbooks.make(f"佐证目录　{hider.text(title)}", COLUMNS, rows, HIDDEN_NOTE, ageless=True)


def index_draft(found: Progress, filed: dict[int, list[Filed]]) -> Draft:
    draft = Draft(f"{found.sheet.year}年节约型机关创建自评佐证目录")
    sheet = found.sheet
    draft.paragraph(f"评价表：《{typed(sheet.title)}》第{sheet.version}版。来源：{typed(sheet.source)}。")
    if sheet.note:
        draft.paragraph(typed(sheet.note))
    draft.paragraph(HIDDEN_NOTE)
    for name, lines, total in found.categories():
        draft.heading(1, typed(name))
        draft.paragraph(f"可读分值合计{plain(total.points)}分，自评{plain(total.score)}分。")
        rows = [
            (
                typed(line.item.number),
                typed(line.item.text),
                score_words(line),
                listed(filed[line.item.id]),
                "；".join(line.words) or "—",
            )
            for line in lines
        ]
        draft.table(("序号", "评价内容", "自评/分值", "佐证文件", "缺口"), rows)
    gaps(draft, found)
    return draft


def score_words(line: Line) -> str:
    points = line.item.unscored if line.item.points is None else plain(line.item.points)
    return f"{plain(line.answer.score)}/{points}"


def listed(filed: list[Filed]) -> str:
    names = [typed(one.path.rpartition("/")[2] or f"{one.label}（{GONE}）") for one in filed]
    return "；".join(names) or "没有"


def gaps(draft: Draft, found: Progress) -> None:
    """What is not there, said plainly."""
    draft.heading(1, "缺口")
    draft.paragraph(f"以下按{day_words(clock.today())}的情况判断。")
    for line in sorted(found.todo, key=lambda line: line.item.place):
        draft.paragraph(f"第{typed(line.item.number)}项：{'、'.join(line.words)}。")
    if not found.todo:
        draft.paragraph("没有缺口。")


class Sink:
    """What a zip writes into; nothing of it is kept once it was taken."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self.parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        parts, self.parts = self.parts, []
        return b"".join(parts)


def stream(entries: list[Entry]) -> Iterator[bytes]:
    """The zip, file by file. Call when the transaction is over."""
    sink = Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for entry in entries:
            archive.writestr(zipfile.ZipInfo(entry.path, ZIP_DAY), entry.make(), zipfile.ZIP_DEFLATED)
            yield sink.take()
    yield sink.take()
