"""What scanners read: every code of a sheet, every single picture, and a sample under bad conditions.

The conditions are made from a code 260 pixels wide on a grey wall of 640 × 640, one frame each; a phone takes many
frames, so the rates are a floor for the field and a ranking between prints.
"""

import random
import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageEnhance, ImageFilter

from benchmarks.harness import CannotMeasure, Report, counted
from benchmarks.qr import wechat as wechat_decoder
from benchmarks.qr.printing import address, signs
from benchmarks.workbench import Workbench
from services.printing import qr, stickers

try:
    import zxingcpp
except ImportError:  # comes with requirements-dev.txt
    zxingcpp = None  # type: ignore[assignment]

SHEET, SAMPLE, DPI = 200, 40, 200
MILLIMETRES = 38  # the side of the smallest code we print
FRAME, CODE = 640, 260


def sheet(bench: Workbench, report: Report) -> None:
    """All of a 200-bin sheet of the smallest size, from its picture at 200 dpi."""
    made = signs(SHEET)
    pdf = stickers.sheet(made, address, stickers.SIZES["small"])
    found = {text for page in pages(pdf, bench.scratch) for text in read(page)}
    report.add(counted("qr", "read-from-sheet", len(found & {address(sign.code) for sign in made}), SHEET))


def pictures(bench: Workbench, report: Report) -> None:
    """The single PNGs, as large as printed at 200 dpi."""
    texts = [address(sign.code) for sign in signs(SHEET)]
    side = round(MILLIMETRES / 25.4 * DPI)
    scanned = [picture(text).resize((side, side), Image.Resampling.LANCZOS) for text in texts]
    read_well = sum(read(image) == [text] for image, text in zip(scanned, texts, strict=True))
    report.add(counted("qr", "read-from-png", read_well, SHEET))


def wechat(bench: Workbench, report: Report) -> None:
    """WeChat's own decoder on a sample, one frame of each under each condition."""
    texts = [address(sign.code) for sign in signs(SAMPLE)]
    frames = [on_wall(text) for text in texts]
    decode = wechat_decoder.open_scanner(bench.folder / "wechat-scanner", bench.scratch)
    for name, shoot in SHOTS.items():
        chance = random.Random(7)
        told = decode([shoot(frame, chance) for frame in frames])
        hits = sum(text == said for text, said in zip(texts, told, strict=True))
        report.add(counted("qr", f"wechat-{name}", hits, SAMPLE))


def pages(pdf: bytes, folder: Path) -> list[Image.Image]:
    """Every page as a grey picture. Raises CannotMeasure."""
    program = shutil.which("pdftoppm")
    if program is None:
        raise CannotMeasure("没有 pdftoppm：请先运行 apt-get install poppler-utils")
    (folder / "sheet.pdf").write_bytes(pdf)
    command = [program, "-r", str(DPI), "-gray", str(folder / "sheet.pdf"), str(folder / "sheet")]
    subprocess.run(command, check=True, capture_output=True)
    return [Image.open(BytesIO(path.read_bytes())) for path in sorted(folder.glob("sheet-*.pgm"))]


def read(image: Image.Image) -> list[str]:
    if zxingcpp is None:
        raise CannotMeasure("没有 zxing-cpp：请先运行 python3 manage.py test --help，它会装上测试所需的包")
    return [found.text for found in zxingcpp.read_barcodes(image)]


def picture(text: str) -> Image.Image:
    return Image.open(BytesIO(qr.png(text))).convert("L")


def on_wall(text: str) -> Image.Image:
    """A printed code on a grey wall, in the middle of the frame."""
    frame = Image.new("L", (FRAME, FRAME), 200)
    code = picture(text).resize((CODE, CODE), Image.Resampling.LANCZOS)
    frame.paste(code, ((FRAME - CODE) // 2, (FRAME - CODE) // 2))
    return frame


def plain(frame: Image.Image, chance: random.Random) -> Image.Image:
    return frame


def rotated(frame: Image.Image, chance: random.Random) -> Image.Image:
    return frame.rotate(30, Image.Resampling.BICUBIC, fillcolor=200)


def blurred(frame: Image.Image, chance: random.Random) -> Image.Image:
    return frame.filter(ImageFilter.GaussianBlur(3))


def dark(frame: Image.Image, chance: random.Random) -> Image.Image:
    """A twelfth of the light, and the noise of a small sensor."""
    dimmed = ImageEnhance.Brightness(frame).enhance(0.08)
    noisy = [min(255, max(0, round(value + chance.gauss(0, 2)))) for value in dimmed.tobytes()]
    return Image.frombytes("L", dimmed.size, bytes(noisy))


SHOTS: dict[str, Callable[[Image.Image, random.Random], Image.Image]] = {
    "plain": plain,
    "rotated": rotated,
    "blurred": blurred,
    "dark": dark,
}
