"""The self-check sheet as a Word file, set as an official document is (GB/T 9704-2012).

Fonts are named, not embedded: the office's computers have them.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

import clock
from services import filing, switches
from services.compliance import Shown

TITLE, BODY, HEADING = "方正小标宋简体", "仿宋_GB2312", "黑体"
BIG, TEXT, SMALL = Pt(22), Pt(16), Pt(10.5)
HEAD = "政务移动互联网应用程序规范化管理自查表"
INTRO = (
    "依据《政务移动互联网应用程序规范化管理办法》（国办函〔2026〕12号），对本单位“绿行”小程序自查如下。"
    "“现状”由系统在制表时逐项查出，“依据”是保证这一点不被改回去的自动测试。"
)
WIDTHS = ((10, 24, 42, 16, 64), (24, 16, 28, 30, 58), (46, 110))


def document(points: Sequence[Shown]) -> bytes:
    file = Document()
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    file.core_properties.title, file.core_properties.author = HEAD, ""
    write(file.add_paragraph(), HEAD, TITLE, BIG, WD_ALIGN_PARAGRAPH.CENTER)
    paragraph = file.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(32)
    write(paragraph, INTRO, BODY, TEXT)
    rows = [row_of(at, one) for at, one in enumerate(points, start=1)]
    table(file, "一、逐项自查", ("序号", "事项", "要求", "现状", "依据"), rows, WIDTHS[0])
    turned = [switch(key) for key in switches.SWITCHES]
    table(file, "二、开关", ("开关", "现在", "最近变动", "经手人", "理由"), turned, WIDTHS[1])
    kept = filing.current()
    papers = [[label, kept[name] or "（未填写）"] for name, label in filing.FIELDS.items()]
    table(file, "三、备案、立项、验收", ("项目", "内容"), papers, WIDTHS[2])
    now = clock.local(clock.now())
    write(file.add_paragraph(), f"制表时间：{now.year}年{now.month}月{now.day}日 {now:%H:%M}", BODY, TEXT)
    write(file.add_paragraph(), "填表人：　　　　　　负责人：　　　　　　（印章）", BODY, TEXT)
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def row_of(at: int, one: Shown) -> list[str]:
    point, finding = one
    return [str(at), point.title, point.rule, finding.state, f"{finding.evidence}（{point.tests}）"]


def switch(key: str) -> list[str]:
    state, last = "开启" if switches.is_on(key) else "关闭", switches.last_turned(key)
    if last is None:
        return [switches.SWITCHES[key].title, state, "从未开启", "", ""]
    at = clock.local(last.at)
    day = f"{at.year}年{at.month}月{at.day}日{'开启' if last.is_on else '关闭'}"
    return [switches.SWITCHES[key].title, state, day, last.actor, last.reason]


def table(file: Any, heading: str, titles: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    """``widths`` in millimetres."""
    line = file.add_paragraph()
    line.paragraph_format.keep_with_next = True
    line.paragraph_format.space_before = Pt(12)
    write(line, heading, HEADING, TEXT)
    made = file.add_table(rows=1 + len(rows), cols=len(titles), style="Table Grid")
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    for at, row in enumerate([titles, *rows]):
        for cell, words, width in zip(made.rows[at].cells, row, widths, strict=True):
            cell.width = Mm(width)
            write(cell.paragraphs[0], words, HEADING if at == 0 else BODY, SMALL)
            cell.paragraphs[0].paragraph_format.space_before = cell.paragraphs[0].paragraph_format.space_after = Pt(3)
    repeat_head(made)


def repeat_head(made: Any) -> None:
    """The titles stand on every page; no row is torn over two."""
    for at, row in enumerate(made.rows):
        properties = row._tr.get_or_add_trPr()
        if at == 0:
            properties.append(properties.makeelement(qn("w:tblHeader"), {}))
        properties.append(properties.makeelement(qn("w:cantSplit"), {}))


def write(paragraph: Any, words: str, font: str, size: Any, align: Any = None) -> None:
    """One run in one font, for Chinese and Latin letters alike."""
    run = paragraph.add_run(words)
    run.font.size, run.font.name = size, font
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    paragraph.paragraph_format.space_after = Pt(0)
    if align is not None:
        paragraph.alignment = align
