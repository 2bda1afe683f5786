"""What comes off the printer: every code of every size is read back from its picture at 200 dpi."""

import os
import shutil
import subprocess
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from reportlab.pdfbase.ttfonts import TTFont

from services.bins import bins
from services.bins.signs import Face, Sign
from services.printing import font as print_font
from services.printing import qr, stickers
from services.waste.classes import CLASSES

DPI = 200
BASE = "https://green.example.gov.cn/b/"
LONG = "三楼东侧电梯口旁的分类投放点，会议室对面，消防栓右侧，请不要移动，谢谢配合"
MIXES = [[key] for key in CLASSES] + [["kitchen", "other"], list(CLASSES)]


def address(code):
    return BASE + code


def signs(count, place="茶水间"):
    return [
        Sign(
            bins.new_code(), place, "东院 3 楼", [Face(CLASSES[key].name, CLASSES[key].rgb) for key in MIXES[turn % 6]]
        )
        for turn in range(count)
    ]


@pytest.fixture(scope="session")
def pdftoppm():
    """Poppler's renderer. Missing, it fails the run where CI=true and skips elsewhere, saying so."""
    found = shutil.which("pdftoppm")
    if found is None:
        reason = "没有找到 pdftoppm：请安装 poppler-utils"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return found


@pytest.fixture
def render(pdftoppm, tmp_path):
    def pages(pdf):
        (tmp_path / "sheet.pdf").write_bytes(pdf)
        command = [pdftoppm, "-r", str(DPI), "-gray", tmp_path / "sheet.pdf", tmp_path / "page"]
        subprocess.run(command, check=True)
        return [Image.open(BytesIO(path.read_bytes())) for path in sorted(tmp_path.glob("page-*.pgm"))]

    return pages


def read(image):
    return {found.text for found in zxingcpp.read_barcodes(image)}


@pytest.mark.parametrize(("name", "count", "pages"), [("large", 5, 2), ("medium", 18, 2), ("small", 200, 13)])
def test_every_code_of_a_sheet_is_read_back(render, name, count, pages):
    made = signs(count)
    steps = []
    pictures = render(stickers.sheet(made, address, stickers.SIZES[name], lambda: steps.append(1)))
    assert (len(pictures), len(steps)) == (pages, count)
    assert set().union(*map(read, pictures)) == {address(sign.code) for sign in made}


def test_the_longest_words_stay_within_their_sticker(render):
    """Nothing is drawn in the gaps but the cut marks."""
    for size in stickers.SIZES.values():
        page = render(stickers.sheet(signs(size.a_page, LONG[:40]), address, size))[0]
        scale = DPI / 72
        first = stickers.place(0, size)
        right = round((first.x + first.width) * scale)
        column = page.crop((right + 2, round(60 * scale), right + round(stickers.GAP * scale) - 2, page.height - 200))
        dark = sum(value < 200 for value in column.tobytes())
        assert dark < column.width * 4 * size.rows


def test_a_sheet_carries_its_font_and_its_words(render, tmp_path):
    pdf = stickers.sheet(signs(1), address, stickers.SIZES["large"])
    render(pdf)
    text = subprocess.run(["pdftotext", tmp_path / "sheet.pdf", "-"], capture_output=True, text=True, check=True).stdout
    for word in ("茶水间", "东院 3 楼", "可回收物", "微信扫一扫"):
        assert word in text
    fonts = subprocess.run(["pdffonts", tmp_path / "sheet.pdf"], capture_output=True, text=True, check=True).stdout
    embedded = [line.split()[-5] for line in fonts.splitlines()[2:]]
    assert len(embedded) >= 2
    assert set(embedded) == {"yes"}


def test_single_codes_are_read_back_from_png_and_svg():
    text = address(bins.new_code())
    side = round(38 / 25.4 * DPI)
    png = Image.open(BytesIO(qr.png(text)))
    assert read(png.convert("L").resize((side, side))) == {text}
    assert read(redraw(qr.svg(text))) == {text}


def redraw(svg):
    """The rectangles of the path, as a browser would fill them."""
    size = int(svg.split("0 0 ")[1].split('"')[0].split()[0])
    picture = Image.new("L", (size, size), 255)
    for bar in svg.rsplit('d="', 1)[1].split('"')[0].split("M")[1:]:
        x, rest = bar.split(" ", 1)
        y, width = rest.split("v")[0].split("h")
        picture.paste(0, (int(x), int(y), int(x) + int(width), int(y) + 1))
    return picture.resize((size * 8, size * 8))


def test_codes_have_the_level_the_margin_and_no_more_modules_than_needed():
    rows = qr.matrix(address("A" * 8))
    assert len(rows) == 29 + 2 * 4
    assert not any(any(row) for row in rows[:4] + rows[-4:])
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(qr.png(address("A" * 8)))).convert("L"))
    assert found.ec_level == "M"


def test_the_font_holds_every_character_that_a_place_may_have():
    """What ``print_font`` lets through is drawn; GB 2312 and no more."""
    for name in (stickers.REGULAR, stickers.BOLD):
        held = TTFont(name, str(stickers.FONTS / f"{name}.ttf")).face.charToGlyph.keys()
        letters = {chr(point) for point in range(0x20, 0x10000) if not 0xD800 <= point < 0xE000}
        allowed = {letter for letter in letters if not print_font.unprintable(letter)}
        assert len(allowed) > 7500
        assert {letter for letter in allowed if ord(letter) not in held} == set()
    assert print_font.unprintable("堃楼") == "堃"
