"""QR codes: the only file that knows the library. Level M and no logo, which scans best from afar."""

from typing import NamedTuple

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4  # modules of white around it, as ISO/IEC 18004 asks


class Drawing(NamedTuple):
    """``path`` is SVG path data in a square of ``size`` modules, quiet zone included."""

    size: int
    path: str


def draw(text: str) -> Drawing:
    """The code of a short text as one path: each run of dark modules of a row is a rectangle."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make()
    matrix = code.get_matrix()
    return Drawing(len(matrix), "".join(rectangle(*run) for y, row in enumerate(matrix) for run in runs(y, row)))


def runs(y: int, row: list[bool]) -> list[tuple[int, int, int]]:
    """(x, y, width) of each unbroken run of dark modules."""
    starts = [x for x, dark in enumerate(row) if dark and not (x and row[x - 1])]
    return [(x, y, (row[x:] + [False]).index(False)) for x in starts]


def rectangle(x: int, y: int, width: int) -> str:
    return f"M{x} {y}h{width}v1h-{width}z"
