"""Type as official documents want it (GB/T 9704-2012): fonts by name, sizes, lines, and text with marked figures."""

from collections.abc import Sequence
from typing import Any

from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph as Line

from services.word.drafts import Mark, Piece

TITLE, BODY, BLACK, KAI, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
THREE, SMALL_FOUR, FIVE = Pt(16), Pt(12), Pt(10.5)
LINE = Pt(28)


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


def put(line: Line, pieces: Sequence[Piece], size: Any = THREE) -> None:
    for piece in pieces:
        if isinstance(piece, Mark):
            say(line, piece.text, size=size)
            if piece.number:
                say(line, f"〔{piece.number}〕", size=size, raised=True)
        else:
            say(line, piece, size=size)


def length(pieces: str | Sequence[Piece]) -> int:
    """In Chinese characters, about."""
    words = [pieces] if isinstance(pieces, str) else [one.text if isinstance(one, Mark) else one for one in pieces]
    mark = 0 if isinstance(pieces, str) or not is_figure(pieces) else 3
    return round(sum(1 if letter > "ÿ" else 0.62 for letter in "".join(words))) + mark + 2


def is_figure(pieces: Sequence[Piece]) -> bool:
    return any(isinstance(piece, Mark) for piece in pieces)
