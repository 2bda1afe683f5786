from math import ceil
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for

import clock
from blueprints.console.base import PUBLIC, READER, page
from blueprints.console.rankings import METRICS, PERIODS, one_of, title
from services.boards import displays, rankings

bp = Blueprint("screens", __name__, url_prefix="/screens")

ROWS = 8  # as many as can be read from five metres
SECONDS = 20


@bp.get("")
@page(READER)
def show() -> Response:
    """The big screen as a manager looks at it before hanging it up."""
    kind, metric = one_of("period", PERIODS, "week"), one_of("metric", METRICS, "participation")
    return draw(kind, metric, url_for("console.screens.show", period=kind, metric=metric))


@bp.get("/<token>")
@page(PUBLIC, limit="2400/hour")
def show_display(token: str) -> Response:
    """The same in a hall, by an address that a manager has made. Raises NotFound."""
    link = displays.of(token)
    return draw(link.period, link.metric, url_for("console.screens.show_display", token=token))


def draw(kind: str, metric: str, address: str) -> Response:
    """One page of the board, which turns by itself, with or without script, unless somebody has stopped it."""
    board = rankings.departments(kind, clock.today(), metric)
    pages = max(1, ceil(len(board.standings) / ROWS))
    number = min(max(1, request.args.get("page", 1, int)), pages)
    is_still = "still" in request.args
    most = 1 if metric == "participation" else max((one.value for one in board.standings), default=0)
    shown: dict[str, Any] = {"board": board, "rows": board.standings[(number - 1) * ROWS : number * ROWS], "most": most}
    words = {"title": title(kind, board.period), "metric": METRICS[metric], "period": PERIODS[kind]}
    turning = {"number": number, "pages": pages, "is_still": is_still, "upcoming": page_at(address, number % pages + 1)}
    other = page_at(address, number, still="" if is_still else "yes")
    answer = make_response(render_template("console/screen.html", **shown, **words, **turning, other=other))
    if not is_still:
        answer.headers["Refresh"] = f"{SECONDS};url={turning['upcoming']}"
    return answer


def page_at(address: str, number: int, still: str = "") -> str:
    return f"{address}{'&' if '?' in address else '?'}page={number}{'&still=' if still else ''}{still}"
