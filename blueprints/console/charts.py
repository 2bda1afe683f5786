"""What ECharts is told: plain options, put into the page as JSON. The table beside a chart says the same in words."""

from collections import Counter
from typing import Any

from services.boards.rankings import Board

GREEN, PALE = "#2c7a4b", "#a9cdb8"
MOST = 30
SLICES = 7
SHADES = ["#1f5c37", "#2c7a4b", "#4d9669", "#74b08b", "#9cc8ad", "#c1ddcb", "#dcebe1", "#cfd6d1"]


def bars(board: Board, name: str) -> dict[str, Any]:
    """A bar per department, the best on top. ``axis`` tells the page's script how to write the values."""
    shown = board.standings[:MOST]
    names = labels([one.department.name for one in shown])
    return {
        "unit": "percent" if board.metric == "participation" else "number",
        "values": "x",
        "option": {
            "animation": False,
            "legend": {"top": 0},
            "grid": {"top": 36, "left": 8, "right": 56, "bottom": 8, "containLabel": True},
            "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
            "xAxis": {"type": "value", "max": 1 if board.metric == "participation" else None},
            "yAxis": {"type": "category", "inverse": True, "data": names},
            "series": [
                {
                    "name": name,
                    "type": "bar",
                    "barMaxWidth": 20,
                    "itemStyle": {"color": GREEN, "borderRadius": [0, 3, 3, 0]},
                    "label": {"show": True, "position": "right"},
                    "data": [one.value for one in shown],
                }
            ],
        },
    }


def trend(past: list[tuple[str, float]], name: str, *, percent: bool) -> dict[str, Any]:
    """A line through the periods before, the earliest on the left."""
    return {
        "unit": "percent" if percent else "number",
        "values": "y",
        "option": {
            "animation": False,
            "grid": {"top": 24, "left": 8, "right": 24, "bottom": 8, "containLabel": True},
            "tooltip": {"trigger": "axis"},
            "xAxis": {"type": "category", "boundaryGap": False, "data": [label for label, _ in past]},
            "yAxis": {"type": "value", "min": 0},
            "series": [
                {
                    "name": name,
                    "type": "line",
                    "symbolSize": 7,
                    "itemStyle": {"color": GREEN},
                    "lineStyle": {"color": GREEN, "width": 2},
                    "areaStyle": {"color": PALE, "opacity": 0.35},
                    "data": [value for _, value in past],
                }
            ],
        },
    }


def share(board: Board) -> dict[str, Any] | None:
    """From which departments the points are: the largest apart, the rest together. None when there are no points."""
    found = sorted(((one.points, one.department.name) for one in board.standings if one.points > 0), reverse=True)
    if not found:
        return None
    names = labels([path for _, path in found[:SLICES]])
    slices = [{"name": name, "value": points} for name, (points, _) in zip(names, found, strict=False)]
    rest = sum(points for points, _ in found[SLICES:])
    if rest:
        slices.append({"name": f"其余 {len(found) - SLICES} 个", "value": rest})
    return {
        "unit": "number",
        "values": "",
        "option": {
            "animation": False,
            "color": SHADES,
            "tooltip": {"trigger": "item"},
            "series": [
                {
                    "name": "积分",
                    "type": "pie",
                    "radius": ["42%", "70%"],
                    "itemStyle": {"borderColor": "#fff", "borderWidth": 2},
                    "label": {"formatter": "{b} {d}%"},
                    "data": slices,
                }
            ],
        },
    }


def labels(paths: list[str]) -> list[str]:
    """The last level of each department's path, with the one above where two are called alike."""
    last = [path.rpartition("/")[2] for path in paths]
    alike = {name for name, count in Counter(last).items() if count > 1}
    return ["/".join(path.split("/")[-2:]) if name in alike else name for path, name in zip(paths, last, strict=True)]
