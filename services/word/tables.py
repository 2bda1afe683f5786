"""Tables of a Word file: titles again on every page, rows that stay whole, figures to the right."""

from collections.abc import Sequence
from typing import Any

from docx.document import Document as File
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from services.word.drafts import Piece, Table
from services.word.text import BLACK, FIVE, SMALL_FOUR, is_figure, length, put, say, spaced


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
