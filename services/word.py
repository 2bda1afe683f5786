"""A draft as a Word file in the form of an official document (GB/T 9704-2012): paper, type, numbering by hand.

Fonts are named, not embedded: an office's computers have them. The file is the same to the byte whenever the draft
is: no clock and no random name gets into it.
"""

import zipfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as File
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as Line

from services.drafts import Block, Draft, Heading, Mark, Note, Paragraph, Picture, Piece, Signature, Table

TITLE, BODY, BLACK, KAI, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
THREE, SMALL_FOUR, FIVE = Pt(16), Pt(12), Pt(10.5)
LINE = Pt(28)
ONE_LINE = 22  # characters of a title, about
LEVELS = {0: (BLACK, False), 1: (BLACK, False), 2: (KAI, False), 3: (BODY, True)}
LONG_AGO = datetime(2000, 1, 1)  # noqa: DTZ001 what a file says of its own age; python-docx wants it naive
ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def write(draft: Draft) -> bytes:
    file = Document()
    paper(file)
    add_title(file, draft.title)
    for block in draft.blocks:
        add(file, block)
    page_number(file.sections[0].footer.paragraphs[0])
    about = file.core_properties
    about.author, about.title, about.comments, about.created, about.modified = "", draft.title, "", LONG_AGO, LONG_AGO
    about.last_modified_by, about.revision = "", 1
    out = BytesIO()
    file.save(out)
    return ageless(out.getvalue())


def paper(file: File) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    style = file.styles["Normal"]
    style.font.size = THREE
    name_font(style.element.get_or_add_rPr(), BODY)
    spacing = style.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)


def name_font(properties: Any, name: str) -> None:
    """For Chinese and for letters alike."""
    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def say(
    line: Line, words: str, font: str = BODY, size: Any = THREE, *, bold: bool = False, raised: bool = False
) -> None:
    run = line.add_run(words)
    run.font.size, run.font.bold = size, bold
    run.font.superscript = raised or None
    name_font(run._element.get_or_add_rPr(), font)


def spaced(line: Line, *, indent: bool = True) -> Line:
    form = line.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    if indent:
        form.first_line_indent = Pt(32)
    return line


def add_title(file: File, title: str) -> None:
    line = file.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.space_after = Pt(28)
    line.paragraph_format.line_spacing_rule, line.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(36)
    say(line, balanced(title), TITLE, Pt(22))


def balanced(title: str) -> str:
    """A title of more than a line is broken where it pauses, if that is somewhere in the middle."""
    pauses = [at + 1 for at, letter in enumerate(title) if letter == "、"]
    at = min(pauses, key=lambda at: abs(at - len(title) / 2), default=0)
    return (
        f"{title[:at]}\n{title[at:]}"
        if length(title) > ONE_LINE and len(title) / 3 < at < len(title) * 2 / 3
        else title
    )


def add(file: File, block: Block) -> None:
    if isinstance(block, Heading):
        add_heading(file, block)
    elif isinstance(block, Paragraph):
        put(spaced(file.add_paragraph()), block.pieces)
    elif isinstance(block, Table):
        add_table(file, block)
    elif isinstance(block, Signature):
        add_signature(file, block)
    elif isinstance(block, Picture):
        add_picture(file, block)
    else:
        add_note(file, block)


def add_heading(file: File, block: Heading) -> None:
    line = spaced(file.add_paragraph(), indent=block.level > 0)
    line.paragraph_format.keep_with_next = True
    line.paragraph_format.page_break_before = block.level == 0 and block.words.startswith("附件 1")
    if block.level == 0:
        line.paragraph_format.space_before = Pt(14)
    font, bold = LEVELS[block.level]
    say(line, block.words, font, bold=bold)


def put(line: Line, pieces: Sequence[Piece], size: Any = THREE) -> None:
    for piece in pieces:
        if isinstance(piece, Mark):
            say(line, piece.text, size=size)
            if piece.number:
                say(line, f"〔{piece.number}〕", size=size, raised=True)
        else:
            say(line, piece, size=size)


def add_table(file: File, block: Table) -> None:
    if block.caption:
        line = spaced(file.add_paragraph(), indent=False)
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.keep_with_next = True
        say(line, block.caption, BLACK, SMALL_FOUR)
    size = FIVE if block.is_small else SMALL_FOUR
    table = file.add_table(rows=1, cols=len(block.titles), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    repeat(table.rows[0])
    for cell, words in zip(table.rows[0].cells, block.titles, strict=True):
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        say(cell.paragraphs[0], words, BLACK, size)
    for row in block.rows:
        made = table.add_row()
        whole(made)
        for cell, pieces in zip(made.cells, row, strict=True):
            right = is_figure(pieces) or is_number(pieces)
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
            put(cell.paragraphs[0], pieces, size)
    shape(table, block)
    file.add_paragraph().paragraph_format.line_spacing = Pt(8)


def add_picture(file: File, block: Picture) -> None:
    """With what it shows in words for those who cannot see it, and a caption that stays with it."""
    line = file.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.keep_with_next = True
    line.paragraph_format.space_before = Pt(6)
    run = line.add_run()
    name_font(run._element.get_or_add_rPr(), BODY)
    about = run.add_picture(BytesIO(block.draw()), width=Mm(156))._inline.docPr
    about.set("name", block.caption)
    about.set("descr", block.words)
    under = spaced(file.add_paragraph(), indent=False)
    under.alignment = WD_ALIGN_PARAGRAPH.CENTER
    say(under, block.caption, BLACK, SMALL_FOUR)


def shape(table: Any, block: Table) -> None:
    """Columns as wide as what they hold, and a little air in each cell."""
    lengths = [
        max(length(block.titles[at]), *(length(row[at]) for row in block.rows)) for at in range(len(block.titles))
    ]
    if block.is_small:  # two halves side by side are alike
        half = len(lengths) // 2
        lengths = [max(lengths[at], lengths[at - half]) for at in range(len(lengths))]
    shares = [min(max(one, 6), 18) for one in lengths]
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Mm(round(156 * share / sum(shares)))
    for row in table.rows:
        for cell, share in zip(row.cells, shares, strict=True):
            cell.width = Mm(round(156 * share / sum(shares)))
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            air = cell.paragraphs[0].paragraph_format
            air.space_before = air.space_after = Pt(1 if block.is_small else 3)


def length(pieces: str | Sequence[Piece]) -> int:
    """In Chinese characters, about."""
    words = [pieces] if isinstance(pieces, str) else [one.text if isinstance(one, Mark) else one for one in pieces]
    mark = 0 if isinstance(pieces, str) or not is_figure(pieces) else 3
    return round(sum(1 if letter > "ÿ" else 0.62 for letter in "".join(words))) + mark + 2


def is_figure(pieces: Sequence[Piece]) -> bool:
    return any(isinstance(piece, Mark) for piece in pieces)


def is_number(pieces: Sequence[Piece]) -> bool:
    """A cell of digits alone, which carries no source of its own."""
    words = "".join(one for one in pieces if isinstance(one, str))
    return bool(words) and not words.strip("0123456789,.-")


def repeat(row: Any) -> None:
    """The titles again on every page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    whole(row)


def whole(row: Any) -> None:
    """A row stays on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def add_signature(file: File, block: Signature) -> None:
    """The day four characters from the edge, the issuer above its middle (GB/T 9704-2012, 7.3.5)."""
    middle = 4 + length(block.day) / 2
    for place, words in enumerate((block.issuer, block.day)):
        line = spaced(file.add_paragraph(), indent=False)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.right_indent = Pt(max(0, round((middle - length(words) / 2) * 16)))
        line.paragraph_format.space_before = Pt(0 if place else 56)
        line.paragraph_format.keep_with_next = not place
        say(line, words)


def add_note(file: File, block: Note) -> None:
    line = file.add_paragraph()
    line.paragraph_format.space_after = Pt(3)
    line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Pt(21), Pt(-21)
    say(line, block.words, size=FIVE)


def page_number(line: Line) -> None:
    """— 1 —, as an official document has it."""
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    say(line, "— ", SONG, Pt(14))
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = line.add_run()
        run.font.size = Pt(14)
        name_font(run._element.get_or_add_rPr(), SONG)
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = words
        run._element.append(element)
    say(line, " —", SONG, Pt(14))


def ageless(content: bytes) -> bytes:
    """The same parts in the same order, without the time at which they were packed."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(given.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            made.writestr(zipfile.ZipInfo(name, ZIP_DAY), given.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
