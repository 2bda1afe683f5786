from datetime import date

from flask import Blueprint, Response, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

import clock
from blueprints.console.base import MANAGER, READER, attachment, go, page, workbook
from errors import Invalid, NotFound
from services.photos import photos
from services.suggestions import desk as suggestion_desk
from services.suggestions import figures as suggestion_figures
from services.suggestions import moves as suggestion_moves
from services.suggestions import suggestions
from services.suggestions.desk import KINDS, STATES, STEPS, Desk, Wanted
from services.suggestions.moves import MOVES, Word
from services.workbooks import register_sheets

bp = Blueprint("suggestions", __name__, url_prefix="/suggestions")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILTERS = {"open": "未办结", **STATES, "all": "全部"}


@bp.get("")
@page(MANAGER)
def show() -> str:
    """What waits, the most overdue on top; and what has ended."""
    wanted, number = wanted_now(), page_number()
    rows, total = suggestion_desk.listing(desk(), wanted, number)
    pages = max(1, -(-total // suggestion_desk.PAGE))
    found = {"rows": rows, "total": total, "number": number, "pages": pages, "wanted": wanted}
    return render_template(
        "console/suggestions.html", **found, counts=suggestion_desk.counts(desk()), filters=FILTERS, **words()
    )


@bp.get("/figures")
@page(READER)
def figures() -> str:
    """How it goes, month by month: counts only, so readers see it too."""
    months = suggestion_figures.months(g.visitor.department_id)
    return render_template("console/suggestion_figures.html", months=months, fewest=suggestion_figures.FEWEST)


@bp.get("/figures.xlsx")
@page(READER, limit="60/hour")
def export_figures() -> Response:
    """The months' counts, for readers too."""
    return workbook(register_sheets.suggestion_months(g.visitor.department_id), f"投诉建议月度情况-{clock.today()}")


@bp.get("/export.xlsx")
@page(MANAGER, limit="60/hour")
def export() -> Response:
    book = suggestion_figures.workbook(desk(), wanted_now())
    return attachment(book, XLSX, f"投诉建议台账-{clock.today()}.xlsx")


@bp.get("/<id:suggestion_id>")
@page(MANAGER)
def show_one(suggestion_id: int, kind: str = "") -> str:
    """One with its history and what can be done; ``kind`` is the move that has just failed."""
    line = suggestion_desk.get(desk(), suggestion_id)
    may = [kind for kind, move in MOVES.items() if line.row.state in move.sources]
    promised = suggestions.workday_after(clock.today(), suggestions.REPLY_DAYS)
    shown = {"line": line, "steps": suggestion_desk.steps(suggestion_id), "may": may, "tried": kind}
    return render_template(
        "console/suggestion.html",
        **shown,
        promised=promised,
        assignees=suggestion_desk.assignees(),
        names=STEPS,
        photo_state=photos.state_of(line.row.photo_id),
        **words(),
    )


@bp.get("/<id:suggestion_id>/photo.jpg")
@page(MANAGER)
def photo(suggestion_id: int) -> Response:
    """What was added to it, once it has passed. Raises NotFound."""
    return Response(suggestion_desk.photo(desk(), suggestion_id), mimetype="image/jpeg")


@bp.post("/<id:suggestion_id>/<kind>")
@page(MANAGER, again=show_one)
def move(suggestion_id: int, kind: str) -> AnyResponse:
    """One of ``MOVES``. Raises NotFound, Conflict, Invalid."""
    if kind not in MOVES:
        raise NotFound("没有这一步")
    suggestion_moves.move(desk(), suggestion_id, kind, word_of(), g.visitor.actor)
    return go("suggestions.show_one", f"suggestion_{kind}", suggestion_id=suggestion_id)


def desk() -> Desk:
    return Desk(g.visitor.department_id, g.visitor.manager_id)


def words() -> dict:
    return {"kinds": KINDS, "states": STATES, "today": clock.today()}


def word_of() -> Word:
    form = request.form
    assignee = form.get("assignee", "")
    return Word(
        form.get("version", 0, int),
        form.get("text", ""),
        int(assignee) if assignee.isascii() and assignee.isdecimal() and len(assignee) < 16 else None,
        day_of(form.get("due_on", "")),
    )


def day_of(text: str) -> date | None:
    """Raises Invalid for what is no day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid(fields={"due_on": "请填写日期，例如 2026-03-02"}) from None


def wanted_now() -> Wanted:
    asked = request.args
    state, kind = asked.get("state", "open"), asked.get("kind", "")
    return Wanted(
        asked.get("q", "").strip()[:40].replace("\0", ""),
        state if state in FILTERS and state != "all" else "",
        kind if kind in KINDS else "",
        asked.get("mine") == "yes",
    )


def page_number() -> int:
    text = request.args.get("page", "1")
    return int(text) if text.isascii() and text.isdecimal() and 0 < int(text) < 10_000 else 1
