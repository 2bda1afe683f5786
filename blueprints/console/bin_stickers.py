"""What is printed: sheets of stickers, single codes, and WeChat's round one."""

from flask import Blueprint, Response, request

from blueprints.base import wechat
from blueprints.console.base import MANAGER, Outside, attachment, page
from blueprints.console.bins import SHEET, base, wanted_now
from errors import NotFound
from services.bins import bins
from services.bins import signs as bin_signs
from services.bins.signs import address
from services.printing import qr, stickers
from services.waste import classes as waste_classes

bp = Blueprint("bin_stickers", __name__, url_prefix="/bins")

PDF = "application/pdf"
MINI_PAGE = "pages/bin/index"  # of the mini-program; it is handed the code as ``scene``


@bp.get("/sheet.pdf")
@page(MANAGER, limit="120/hour")
def sheet() -> Response:
    """The ticked bins, or one part of all that match, at most ``SHEET``. Raises NotFound when there are none."""
    size = stickers.SIZES.get(request.args.get("size", ""), stickers.SIZES["medium"])
    codes = request.args.getlist("code")[:SHEET]
    part = request.args.get("part", "0")
    first = int(part) * SHEET if part.isascii() and part.isdecimal() and len(part) < 4 else 0
    rows = bins.printable(wanted_now(), codes, 0 if codes else first, SHEET)
    if not rows:
        raise NotFound("没有要打印的桶：请先勾选，或放宽上面的条件；停用的桶不再打印")
    labels = waste_classes.labels()
    signs = [bin_signs.of(row, labels) for row in rows]
    pdf = stickers.sheet(signs, lambda code: address(base(), code), size)
    return attachment(pdf, PDF, f"分类桶标签-{size.title}-{len(signs)}张.pdf")


@bp.get("/<code>.svg")
@page(MANAGER)
def svg(code: str) -> Response:
    row = bins.get(code)
    return attachment(qr.svg(address(base(), row.code)).encode(), "image/svg+xml", f"{row.place}-{row.code}.svg")


@bp.get("/<code>.png")
@page(MANAGER)
def png(code: str) -> Response:
    row = bins.get(code)
    return attachment(qr.png(address(base(), row.code)), "image/png", f"{row.place}-{row.code}.png")


@bp.get("/<code>/mini-code.jpg")
@page(MANAGER, limit="60/hour")
def mini_code(code: str) -> Outside:
    """WeChat's round code of an active bin, asked for after the transaction."""
    row = bins.find(code)
    name, scene = f"{row.place}-{row.code}-小程序码.jpg", row.code
    return Outside(lambda: attachment(wechat().mini_code(scene, MINI_PAGE), "image/jpeg", name))
