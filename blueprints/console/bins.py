from flask import Blueprint, Response, current_app, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

import clock
from blueprints.console.base import MANAGER, READER, go, page, require_whole_office, workbook
from services.bins import bins
from services.bins import signs as bin_signs
from services.bins.bins import NewBin, Wanted
from services.holds import holds
from services.printing import qr, stickers
from services.waste import classes as waste_classes
from services.workbooks import register_sheets

bp = Blueprint("bins", __name__, url_prefix="/bins")

STATES = {"active": "在用", "retired": "已停用", "replaced": "已换标签"}
SHEET = 200  # stickers of one file: making them holds the server for about a second


@bp.get("")
@page(READER)
def show() -> str:
    """The list, narrowed and in pages, and what can be done with it."""
    wanted, at = wanted_now(), page_number()
    rows, total = bins.listing(wanted, at)
    pages = max(1, -(-total // bins.PAGE))
    found = {"rows": rows, "total": total, "at": at, "pages": pages, "wanted": wanted, "areas": bins.areas()}
    parts = range(-(-total // SHEET)) if wanted.state == bins.ACTIVE else range(0)
    choices = {
        "labels": waste_classes.labels(),
        "states": STATES,
        "sizes": stickers.SIZES,
        "parts": parts,
        "sheet": SHEET,
    }
    waiting = holds.count(g.visitor.department_id) if g.visitor.may(MANAGER) else 0
    return render_template("console/bins.html", **found, **choices, waiting=waiting)


@bp.get("/bins.xlsx")
@page(READER, limit="60/hour")
def export() -> Response:
    """What the page's filter matches, all of it."""
    return workbook(register_sheets.places(wanted_now(), STATES), f"分类桶一览-{clock.today()}")


@bp.get("/new")
@page(MANAGER)
def new() -> str:
    require_whole_office()
    return render_template("console/bin_new.html", labels=waste_classes.labels(), areas=bins.areas())


@bp.post("")
@page(MANAGER, again=new)
def make() -> AnyResponse:
    """To the new bin's own page, where its sticker is. Raises Invalid."""
    require_whole_office()
    form = request.form
    place, floor, area = (form.get(name, "") for name in bins.NAMES)
    row = bins.make(NewBin(place, floor, area, form.getlist("categories")), g.visitor.actor)
    return go("bins.show_one", "bin_made", code=row.code)


@bp.get("/<code>")
@page(READER)
def show_one(code: str) -> str:
    row = bins.get(code)
    address = bin_signs.address(base(), row.code)
    heir = bins.heir(row)
    shown = {"bin": row, "sign": bin_signs.of(row, waste_classes.labels()), "heir": heir, "states": STATES}
    return render_template("console/bin.html", **shown, address=address, drawing=qr.draw(address), sizes=stickers.SIZES)


@bp.post("/<code>/retire")
@page(MANAGER)
def retire(code: str) -> AnyResponse:
    require_whole_office()
    bins.retire(code, request.form.get("reason", ""), g.visitor.actor)
    return go("bins.show_one", "bin_retired", code=code)


@bp.post("/<code>/replace")
@page(MANAGER)
def replace(code: str) -> AnyResponse:
    """To the page of the bin under its new code."""
    require_whole_office()
    row = bins.replace(code, request.form.get("reason", ""), g.visitor.actor)
    return go("bins.show_one", "bin_replaced", code=row.code)


def wanted_now() -> Wanted:
    """What the list is narrowed to, from the address; the state is active unless another or all is asked for."""
    asked = request.args
    state = asked.get("state", bins.ACTIVE)
    category = asked.get("category", "")
    return Wanted(
        asked.get("q", "").strip()[:40].replace("\0", ""),
        state if state in STATES else "",
        category if category in waste_classes.CLASSES else "",
        asked.get("area", "")[:32].replace("\0", ""),
    )


def page_number() -> int:
    text = request.args.get("page", "1")
    return int(text) if text.isascii() and text.isdecimal() and 0 < int(text) < 10_000 else 1


def base() -> str:
    return current_app.config["SETTINGS"].public_base_url
