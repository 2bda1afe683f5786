from datetime import date, timedelta
from typing import Any, NamedTuple

from flask import Blueprint, Response, current_app, g, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

import clock
from blueprints.console import charts
from blueprints.console.base import MANAGER, READER, attachment, go, page, require_whole_office
from services.boards import displays, rankings
from services.boards import sheets as board_sheets
from services.boards.rankings import Board, Period
from services.campaigns import campaigns

bp = Blueprint("rankings", __name__, url_prefix="/rankings")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PERIODS = {"week": "周", "month": "月", "quarter": "季度", "year": "年"}
METRICS = {
    "participation": "参与率",
    "points_per_head": "人均积分",
    "grams_per_head": "人均减排",
    "points": "积分合计",
}
BANDS = {"": "不限规模", "5-15": "5—15 人", "16-50": "16—50 人", "51+": "51 人以上"}
EARLIEST = date(2000, 1, 1)
TREND = {"week": 10, "month": 12, "quarter": 8, "year": 5}


class View(NamedTuple):
    """What the visitor chose: each a word of the address. ``unit`` is "" for every department, "0" for the tree.

    With a ``campaign``'s number the board is of its days, and ``period`` and ``at`` rest.
    """

    period: str
    metric: str
    at: date
    band: str
    unit: str
    campaign: str

    def board(self) -> Board:
        """Raises NotFound for a campaign without a board of its own."""
        unit, campaign = (int(word) if word else None for word in (self.unit, self.campaign))
        kind = self.period if campaign is None else "campaign"
        return rankings.departments(kind, self.at, self.metric, self.band or None, unit=unit, campaign=campaign)

    def title(self, span: Period) -> str:
        return campaigns.get(int(self.campaign)).name if self.campaign else title(self.period, span)

    def link(self, **other: Any) -> dict[str, Any]:
        """The address's words, some of them changed; what is usual is left out."""
        words = self._asdict() | other
        return {name: value for name, value in words.items() if value != ""}


def chosen() -> View:
    return View(
        one_of("period", PERIODS, "week"),
        one_of("metric", METRICS, "participation"),
        chosen_day(),
        one_of("band", BANDS, ""),
        number_in("unit", 15),
        number_in("campaign", 8),
    )


@bp.get("")
@page(READER)
def show() -> str:
    return draw("console/rankings.html", displays=displays.listing(), **pictures(chosen()))


@bp.get("/print")
@page(READER)
def show_to_print() -> str:
    """The board alone, laid out for paper."""
    return draw("console/rankings_print.html")


@bp.get("/export.xlsx")
@page(READER)
def export() -> Response:
    view = chosen()
    board = view.board()
    name = view.title(board.period)
    content = board_sheets.workbook(board, name, METRICS[view.metric])
    return attachment(content, XLSX, f"科室排行-{name}-{METRICS[view.metric]}.xlsx")


@bp.post("/displays")
@page(MANAGER, again=show)
def make_display() -> str:
    """An address for a hall's screen; it is shown this once. Raises Invalid at the field ``name``."""
    require_whole_office()
    period, metric = request.form.get("period", ""), request.form.get("metric", "")
    wanted = (period if period in PERIODS else "week", metric if metric in METRICS else "participation")
    token = displays.make(request.form.get("name", ""), *wanted, g.visitor.actor)
    base = current_app.config["SETTINGS"].public_base_url
    address = base + url_for("console.screens.show_display", token=token)
    return draw("console/rankings.html", displays=displays.listing(), made=address, **pictures(chosen()))


@bp.post("/displays/<id:link_id>/revocation")
@page(MANAGER)
def revoke_display(link_id: int) -> AnyResponse:
    require_whole_office()
    displays.revoke(link_id, g.visitor.actor)
    return go("rankings.show", "display_revoked")


def draw(template: str, **more: Any) -> str:
    view = chosen()
    board = view.board()
    words = {"periods": PERIODS, "metrics": METRICS, "bands": BANDS, "title": view.title(board.period)}
    steps = {"before": board.period.first - timedelta(days=1), "after": board.period.last + timedelta(days=1)}
    where = rankings.path_of(int(view.unit)) if view.unit not in ("", "0") else ""
    shown = {"board": board, "view": view, "today": clock.today(), "where": where, "states": board_sheets.STATES}
    return render_template(template, **shown, **words, **steps, **more)


def pictures(view: View) -> dict[str, Any]:
    """The three charts: the board itself, how the office fared before, and who the points are from."""
    board, name = view.board(), METRICS[view.metric]
    past = [] if view.campaign else rankings.trend(view.period, view.at, view.metric, TREND[view.period])
    labelled = [(short_title(view.period, first), value) for first, value in past]
    line = charts.trend(labelled, name, percent=view.metric == "participation")
    return {"chart": charts.bars(board, name), "past": labelled, "trend": line, "share": charts.share(board)}


def one_of(name: str, known: dict[str, str], default: str) -> str:
    given = request.args.get(name, "")
    return given if given in known else default


def number_in(name: str, digits: int) -> str:
    """A natural number of the address as it stands there; "" when it is none."""
    given = request.args.get(name, "")
    return given if given.isascii() and given.isdecimal() and len(given) <= digits else ""


def chosen_day() -> date:
    """The day asked for, not in the future; today when it is none."""
    try:
        return min(max(date.fromisoformat(request.args.get("at", "")), EARLIEST), clock.today())
    except ValueError:
        return clock.today()


def title(kind: str, span: Period) -> str:
    """2026年11月16日至22日, 2026年11月, 2026年第4季度, 2026年."""
    first, last = span.first, span.last
    if kind == "year":
        return f"{first.year}年"
    if kind == "quarter":
        return f"{first.year}年第{(first.month + 2) // 3}季度"
    if kind == "month":
        return f"{first.year}年{first.month}月"
    end = f"{last.day}日" if last.month == first.month else f"{last.month}月{last.day}日"
    return f"{first.year}年{first.month}月{first.day}日至{end if first.year == last.year else f'{last.year}年{end}'}"


def short_title(kind: str, first: date) -> str:
    """For a chart's axis: 3月2日起, 2026年3月, 2026年1季度, 2026年."""
    if kind == "week":
        return f"{first.month}月{first.day}日起"
    if kind == "month":
        return f"{first.year}年{first.month}月"
    return f"{first.year}年" + (f"{(first.month + 2) // 3}季度" if kind == "quarter" else "")
