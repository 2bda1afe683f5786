"""A draft as a Word file in the form of an official document (GB/T 9704-2012): paper, type, numbering by hand.

Fonts are named, not embedded: an office's computers have them. The file is the same to the byte whenever the draft
is: no clock and no random name gets into it.
"""

import zipfile
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as File
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as Line

from services.word.drafts import Block, Draft, Heading, Note, Paragraph, Picture, Signature, Table
from services.word.tables import add_table
from services.word.text import (
    BLACK,
    BODY,
    FIVE,
    KAI,
    SMALL_FOUR,
    SONG,
    THREE,
    TITLE,
    length,
    name_font,
    put,
    say,
    spaced,
)

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
