from datetime import date, timedelta

from flask import Blueprint, render_template, request

import clock
from blueprints.console.base import READER, page
from blueprints.console.charts import bars
from services import rankings
from services.rankings import Period

bp = Blueprint("rankings", __name__, url_prefix="/rankings")

PERIODS = {"week": "周", "month": "月", "quarter": "季度", "year": "年"}
METRICS = {
    "participation": "参与率",
    "points_per_head": "人均积分",
    "grams_per_head": "人均减排",
    "points": "积分合计",
}
EARLIEST = date(2000, 1, 1)


@bp.get("")
@page(READER)
def show() -> str:
    """The department board of a period, as a table and a chart."""
    kind, metric, at = chosen("period", PERIODS, "week"), chosen("metric", METRICS, "participation"), chosen_day()
    board = rankings.departments(kind, at, metric, mine=None)
    steps = {"before": board.period.first - timedelta(days=1), "after": board.period.last + timedelta(days=1)}
    chart = bars(board, METRICS[metric])
    words = {"periods": PERIODS, "metrics": METRICS, "title": title(kind, board.period), "today": clock.today()}
    return render_template("console/rankings.html", board=board, kind=kind, at=at, chart=chart, **steps, **words)


def chosen(name: str, known: dict[str, str], default: str) -> str:
    given = request.args.get(name, "")
    return given if given in known else default


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
