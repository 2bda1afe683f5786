"""A year's months against those of the year before as bars: a PNG drawn with our own font, the same for the same data.

Nothing of the day, the machine or its fonts gets into it. The two years differ in lightness, so that they can be told
apart on paper without colour.
"""

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from services.printing.font import REGULAR

WIDE, HIGH = 1560, 640  # ten points to a millimetre of the page
LEFT, RIGHT, TOP, BOTTOM = 190, 20, 90, 70
INK, GREY, LINE, NOW, PAST = "#222222", "#5f6b64", "#d9dfdb", "#1f6b3d", "#b3c4ba"
STEPS = (1, 2, Decimal("2.5"), 5, 10)
LINES = 4
TEXT = 26


class Pair(NamedTuple):
    """What one month came to, in this year and in the one before; None where there is no bill."""

    month: int
    now: Decimal | None
    past: Decimal | None


def bars(pairs: Sequence[Pair], year: int, unit: str) -> bytes:
    """``pairs`` in the order of the months; at least one figure above nothing."""
    image = Image.new("RGB", (WIDE, HIGH), "white")
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(REGULAR), TEXT, layout_engine=ImageFont.Layout.BASIC)
    highest = max((value for pair in pairs for value in (pair.now, pair.past) if value is not None), default=Decimal(0))
    step = step_of(highest)
    top = step * max(1, int((highest / step).to_integral_value(ROUND_CEILING)))
    grid(pen, font, step, top, unit)
    legend(pen, font, year)
    room = (WIDE - LEFT - RIGHT) / len(pairs)
    for place, pair in enumerate(pairs):
        middle = LEFT + room * (place + 0.5)
        half = room * 0.34
        for value, colour, left in ((pair.past, PAST, middle - half), (pair.now, NOW, middle)):
            if value:
                pen.rectangle((round(left), y_of(value, top), round(left + half) - 3, HIGH - BOTTOM), fill=colour)
        pen.text((middle, HIGH - BOTTOM + 14), f"{pair.month}月", fill=INK, font=font, anchor="ma")
    file = BytesIO()
    image.quantize(64, dither=Image.Dither.NONE).save(file, "PNG", optimize=False, compress_level=9)
    return file.getvalue()


def step_of(highest: Decimal) -> Decimal:
    """A round step of which three or four reach the highest bar."""
    rough = max(highest, Decimal(1)) / LINES
    power = Decimal(10) ** rough.adjusted()
    return next(power * one for one in STEPS if power * one >= rough)


def grid(pen: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont, step: Decimal, top: Decimal, unit: str) -> None:
    value = Decimal(0)
    while value <= top:
        y = y_of(value, top)
        pen.line((LEFT, y, WIDE - RIGHT, y), fill=INK if value == 0 else LINE, width=2)
        pen.text((LEFT - 14, y), f"{value.normalize():,f}", fill=GREY, font=font, anchor="rm")
        value += step
    pen.text((LEFT - 14, TOP - 34), unit, fill=GREY, font=font, anchor="rm")


def legend(pen: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont, year: int) -> None:
    for colour, words, x in ((PAST, f"{year - 1}年", WIDE - 380), (NOW, f"{year}年", WIDE - 190)):
        pen.rectangle((x, 28, x + 34, 56), fill=colour)
        pen.text((x + 46, 42), words, fill=INK, font=font, anchor="lm")


def y_of(value: Decimal, top: Decimal) -> int:
    return HIGH - BOTTOM - round(float(value / top) * (HIGH - BOTTOM - TOP))


def words(pairs: Sequence[Pair], year: int, title: str, unit: str) -> str:
    """The same for those who cannot see the picture."""
    told = [f"{pair.month}月 {said(pair.now)}（上年 {said(pair.past)}）" for pair in pairs]
    return f"柱状图：{year}年各月用量（{title}）与上年同月对照，单位{unit}。" + "，".join(told) + "。"


def said(value: Decimal | None) -> str:
    return "没有账单" if value is None else f"{value.normalize():,f}"
