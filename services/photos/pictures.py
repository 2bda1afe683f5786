"""What a picture is made into before it is kept: told apart by content, turned upright, drawn anew without its data.

Nothing of the camera, the place or the file survives, since only the points are taken over. Two pictures that look
alike have nearly the same 64-bit difference hash (dHash); ``turns`` are those of the picture turned and mirrored.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from threading import BoundedSemaphore
from typing import NamedTuple

from PIL import Image, ImageOps

from errors import Invalid

MAX_BYTES = 10 * 2**20
MAX_POINTS = 30_000_000  # a telephone's usual picture has 12 million
LONGEST_SIDE = 1600
SMALLEST_SIDE = 16
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")
AT_ONCE = BoundedSemaphore(2)  # a large picture takes about 100 MB while it is drawn
ALIKE = 8  # bits in which two hashes of one scene may differ
BROKEN = (OSError, SyntaxError, ValueError, EOFError, OverflowError, struct.error, zlib.error, MemoryError)
TURNS = (None, *Image.Transpose)

Image.MAX_IMAGE_PIXELS = MAX_POINTS


class Picture(NamedTuple):
    """A JPEG of our own making. ``sha256`` is of the file that came, ``turns`` are hashes with ``dhash`` first."""

    content: bytes
    width: int
    height: int
    sha256: str
    turns: tuple[str, ...]

    @property
    def dhash(self) -> str:
        return self.turns[0]


def clean(content: bytes, longest: int = LONGEST_SIDE) -> Picture:
    """At most ``longest`` points on a side. Raises Invalid at the field ``file``."""
    with AT_ONCE:
        try:
            image = draw(content, longest)
        except Image.DecompressionBombError:
            raise refusal("照片的像素太多，请缩小后再传") from None
        except BROKEN:
            raise refusal("照片打不开，请上传 JPEG、PNG 或 WebP 格式的照片") from None
        file = BytesIO()
        image.save(file, "JPEG", quality=QUALITY)
    return Picture(file.getvalue(), image.width, image.height, hashlib.sha256(content).hexdigest(), hashes(image))


def draw(content: bytes, longest: int) -> Image.Image:
    """The points, upright, at most ``longest`` on a side, on white where the picture has holes."""
    with Image.open(BytesIO(content), formats=FORMATS) as image:
        if image.width * image.height > MAX_POINTS:
            raise Image.DecompressionBombError
        if min(image.size) < SMALLEST_SIDE:
            raise refusal("照片太小了")
        image.draft("RGB", (longest, longest))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((longest, longest))
        paper = Image.new("RGB", upright.size, "white")
        layer = upright.convert("RGBA")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper


def refusal(sentence: str) -> Invalid:
    return Invalid(sentence, {"file": sentence})


def hashes(image: Image.Image) -> tuple[str, ...]:
    """The difference hash of a picture as it is, and turned and mirrored in all ways."""
    small = image.convert("L").resize((72, 72), Image.Resampling.BOX)
    return tuple(difference_hash(small if turn is None else small.transpose(turn)) for turn in TURNS)


def difference_hash(image: Image.Image) -> str:
    """Whether each of 8 × 8 fields is brighter than its left neighbour: 64 bits in hexadecimal."""
    points = image.resize((9, 8), Image.Resampling.BOX).tobytes()
    return f"{sum(bit << place for place, bit in enumerate(steps(points))):016x}"


def steps(points: bytes) -> Iterator[bool]:
    for row in range(8):
        for column in range(8):
            yield points[row * 9 + column] < points[row * 9 + column + 1]


def distance(one: str, other: str) -> int:
    """In how many of 64 bits two hashes differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
