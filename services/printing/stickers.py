"""Sheets of stickers to print, cut and put on bins. Fonts and cut marks are those of every sheet we print.

A4, upright. Each sticker shows its classes in their own colours, the code, and the place; lines in the gaps show where
to cut. Codes are drawn as rectangles, not as pictures, so that any printer keeps their edges. Lengths in millimetres.
"""

from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from reportlab.lib.colors import HexColor, black, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from services.bins.signs import Face, Sign
from services.printing import qr

FONTS = Path(__file__).parents[2] / "data" / "fonts"
REGULAR, BOLD = "NotoSansSC-Regular", "NotoSansSC-Bold"
GAP, MARK = 5 * mm, 3 * mm
INVITATION = "微信扫一扫，记一次分类投放"


class Size(NamedTuple):
    """``width`` × ``height`` of one sticker, ``code`` the side of its code with the quiet zone; how many a page."""

    title: str
    width: float
    height: float
    code: float
    columns: int
    rows: int

    @property
    def a_page(self) -> int:
        return self.columns * self.rows


SIZES = {
    "large": Size("大号", 92, 132, 80, 2, 2),
    "medium": Size("中号", 60, 86, 52, 3, 3),
    "small": Size("小号", 44, 63, 38, 4, 4),
}


class Box(NamedTuple):
    """A rectangle on the page in points; ``y`` is its lower edge."""

    x: float
    y: float
    width: float
    height: float


def sheet(signs: Sequence[Sign], address: Callable[[str], str], size: Size, step: Callable[[], object] = bool) -> bytes:
    """The PDF. ``address`` gives what a code says; ``step`` is called after each sticker, for a progress bar."""
    load_fonts()
    file = BytesIO()
    canvas = Canvas(file, A4, pageCompression=1, invariant=1, initialFontName=REGULAR)
    canvas.setTitle("分类投放标签")
    for index, sign in enumerate(signs):
        if index and index % size.a_page == 0:
            canvas.showPage()
        box = place(index % size.a_page, size)
        cut_marks(canvas, box)
        draw(canvas, box, sign, qr.matrix(address(sign.code)), size)
        step()
    canvas.save()
    return file.getvalue()


@cache
def load_fonts() -> None:
    """Once per process. They are embedded, only the characters used: no printer has to have them."""
    for name in (REGULAR, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))


def place(index: int, size: Size) -> Box:
    """Where the sticker of a page stands, row by row from the top left."""
    width, height = size.width * mm, size.height * mm
    left = (A4[0] - size.columns * width - (size.columns - 1) * GAP) / 2
    top = (A4[1] + size.rows * height + (size.rows - 1) * GAP) / 2
    row, column = divmod(index, size.columns)
    return Box(left + column * (width + GAP), top - (row + 1) * height - row * GAP, width, height)


def cut_marks(canvas: Canvas, box: Box) -> None:
    """Two short lines off each corner, outside the sticker."""
    canvas.setStrokeColor(HexColor("#808080"))
    canvas.setLineWidth(0.4)
    away = 0.7 * mm
    for x, outwards in ((box.x, -1), (box.x + box.width, 1)):
        for y, upwards in ((box.y, -1), (box.y + box.height, 1)):
            canvas.line(x + outwards * away, y, x + outwards * (away + MARK / 2), y)
            canvas.line(x, y + upwards * away, x, y + upwards * (away + MARK / 2))


def draw(canvas: Canvas, box: Box, sign: Sign, matrix: list[list[bool]], size: Size) -> None:
    """From the top: the classes, the code, the place, what to do."""
    band, side = box.height * 0.125, size.code * mm
    classes(canvas, Box(box.x, box.y + box.height - band, box.width, band), sign.faces)
    code(canvas, box.x + (box.width - side) / 2, box.y + box.height - band - side, side, matrix)
    foot = box.height - band - side
    middle, widest, unit = box.x + box.width / 2, box.width * 0.9, foot / 100
    canvas.setFillColor(black)
    written(canvas, sign.place, BOLD, middle, box.y + 76 * unit, widest, 26 * unit)
    written(canvas, sign.around, REGULAR, middle, box.y + 51 * unit, widest, 16 * unit)
    canvas.setFillColor(HexColor("#404040"))
    written(canvas, f"{sign.code[:4]} {sign.code[4:]}", BOLD, middle, box.y + 31 * unit, widest, 14 * unit)
    written(canvas, INVITATION, REGULAR, middle, box.y + 11 * unit, widest, 13 * unit)


def classes(canvas: Canvas, band: Box, faces: Sequence[Face]) -> None:
    """Side by side, each on its colour."""
    width = band.width / len(faces)
    for index, face in enumerate(faces):
        left = band.x + index * width
        canvas.setFillColor(HexColor(face.rgb))
        canvas.rect(left, band.y, width, band.height, stroke=0, fill=1)
        canvas.setFillColor(white)
        written(
            canvas, face.label, BOLD, left + width / 2, band.y + band.height * 0.34, width * 0.86, band.height * 0.5
        )


def code(canvas: Canvas, x: float, y: float, side: float, matrix: list[list[bool]]) -> None:
    """The code with its quiet zone in a square whose lower left corner is (x, y)."""
    module = side / len(matrix)
    path = canvas.beginPath()
    for column, row, width in qr.bars(matrix):
        path.rect(x + column * module, y + side - (row + 1) * module, width * module, module)
    canvas.setFillColor(black)
    canvas.drawPath(path, stroke=0, fill=1)


def written(canvas: Canvas, text: str, font: str, middle: float, y: float, widest: float, high: float) -> None:
    """One centred line, or two when it is long, as large as fits. ``y`` is the base line of the only or middle one."""
    if pdfmetrics.stringWidth(text, font, high) <= widest * 1.5 or len(text) < 8:
        lines, largest = [text], high
    else:
        lines, largest = halves(text), high * 0.55
    width = max(pdfmetrics.stringWidth(line, font, 1) for line in lines) or 1
    points = min(largest, widest / width)
    canvas.setFont(font, points)
    for index, line in enumerate(lines):
        canvas.drawCentredString(middle, y + (len(lines) - 1) * high * 0.5 - index * points * 1.15, line)


def halves(text: str) -> list[str]:
    """Two parts of about one length, cut at a space near the middle if there is one."""
    half = (len(text) + 1) // 2
    spaces = [at for at, letter in enumerate(text) if letter == " " and abs(at - half) <= 4]
    cut = min(spaces, key=lambda at: abs(at - half), default=half)
    return [text[:cut].strip(), text[cut:].strip()]
