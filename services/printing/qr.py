"""QR codes: the only file that knows the library. Level M, the best of the eight masks, and no logo.

A denser level or a logo costs more than its correction gives back from afar; so does a fixed mask.
"""

from io import BytesIO
from typing import NamedTuple

from PIL import Image
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4  # modules of white around it, as ISO/IEC 18004 asks
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}">'
    '<path fill="#fff" d="M0 0h{0}v{0}H0z"/><path d="{1}"/></svg>'
)


class Drawing(NamedTuple):
    """``path`` is SVG path data in a square of ``size`` modules, quiet zone included."""

    size: int
    path: str


def matrix(text: str) -> list[list[bool]]:
    """Rows of modules from the top, dark is True, quiet zone included."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make()
    return code.get_matrix()


def draw(text: str) -> Drawing:
    """The code of a short text as one path: each run of dark modules of a row is a rectangle."""
    rows = matrix(text)
    return Drawing(len(rows), "".join(rectangle(*run) for run in bars(rows)))


def svg(text: str) -> str:
    """A picture that keeps sharp at any size."""
    drawing = draw(text)
    return SVG.format(drawing.size, drawing.path)


def png(text: str, module: int = 20) -> bytes:
    """Black and white, ``module`` pixels a module."""
    rows = matrix(text)
    picture = Image.new("1", (len(rows), len(rows)))
    picture.putdata([0 if dark else 255 for row in rows for dark in row])
    file = BytesIO()
    picture.resize((len(rows) * module, len(rows) * module), Image.Resampling.NEAREST).save(file, "PNG", optimize=True)
    return file.getvalue()


def bars(rows: list[list[bool]]) -> list[tuple[int, int, int]]:
    """(x, y, width) of every run of dark modules, from the top left."""
    return [run for y, row in enumerate(rows) for run in runs(y, row)]


def runs(y: int, row: list[bool]) -> list[tuple[int, int, int]]:
    """(x, y, width) of each unbroken run of dark modules."""
    starts = [x for x, dark in enumerate(row) if dark and not (x and row[x - 1])]
    return [(x, y, (row[x:] + [False]).index(False)) for x in starts]


def rectangle(x: int, y: int, width: int) -> str:
    return f"M{x} {y}h{width}v1h-{width}z"
