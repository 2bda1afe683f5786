from flask import Blueprint, Response, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

import clock
from blueprints.console.base import MANAGER, READER, go, page, require_whole_office, workbook
from services.waste import entries as waste_entries
from services.waste import index as waste_index
from services.waste import items as waste_items
from services.waste import searches as waste_searches
from services.waste.entries import Entry
from services.waste.index import CATEGORIES
from services.waste.words import LONGEST
from services.workbooks import register_sheets

bp = Blueprint("waste_items", __name__, url_prefix="/waste-items")

MATCHES = {"exact": "名称一致", "alias": "别名", "pinyin": "读音", "fuzzy": "相近"}


@bp.get("")
@page(READER)
def show() -> str:
    """What staff get to see, what they looked for in vain, and what the office says itself."""
    index = waste_index.current()
    return render_template(
        "console/waste_items.html",
        **looked_up(),
        categories=categories(),
        words=waste_searches.listing(),
        often=waste_searches.OFTEN,
        own=waste_entries.listing(),
        total=len(index.items),
    )


def categories() -> dict[str, str]:
    """The classes, as this office calls them."""
    index = waste_index.current()
    return {category: index.label(category) for category in CATEGORIES}


@bp.get("/waste-items.xlsx")
@page(READER, limit="60/hour")
def export() -> Response:
    """The office's own additions and corrections; the published list is the product's."""
    return workbook(register_sheets.waste_additions(categories()), f"分类词典增补和更正-{clock.today()}")


@bp.get("/find")
@page(READER)
def find() -> str:
    """The part of the page that script replaces while somebody types."""
    return render_template("console/waste_answer.html", **looked_up())


@bp.post("")
@page(MANAGER, again=show)
def save() -> AnyResponse:
    require_whole_office()
    waste_entries.save(Entry(*(text_of(field) for field in Entry._fields)), g.visitor.actor)
    return go("waste_items.show", "waste_item_saved")


@bp.post("/<id:item_id>/withdrawal")
@page(MANAGER, again=show)
def withdraw(item_id: int) -> AnyResponse:
    require_whole_office()
    waste_entries.withdraw(item_id, text_of("reason"), g.visitor.actor)
    return go("waste_items.show", "waste_item_withdrawn")


@bp.post("/words/<id:word_id>/addition")
@page(MANAGER, again=show)
def add_word(word_id: int) -> AnyResponse:
    """One click: a word that was searched in vain becomes an item."""
    require_whole_office()
    waste_entries.add_searched(word_id, text_of("category"), g.visitor.actor)
    return go("waste_items.show", "waste_item_saved")


@bp.post("/words/<id:word_id>/dismissal")
@page(MANAGER)
def dismiss_word(word_id: int) -> AnyResponse:
    require_whole_office()
    waste_entries.dismiss_searched(word_id, g.visitor.actor)
    return go("waste_items.show", "waste_word_dismissed")


@bp.post("/labels")
@page(MANAGER, again=show)
def rename_classes() -> AnyResponse:
    require_whole_office()
    names = {category: text_of(f"label-{category}") for category in CATEGORIES}
    waste_entries.rename_classes(names, text_of("labels-reason"), g.visitor.actor)
    return go("waste_items.show", "waste_labels_saved")


def text_of(field: str) -> str:
    return request.form.get(field, "").strip()


def looked_up() -> dict:
    """The words in the search box and the answer to them. A manager's own searches are not counted."""
    text = request.args.get("q", "").strip()[:LONGEST]
    return {"text": text, "answer": waste_items.search(text) if text else None, "matches": MATCHES}
