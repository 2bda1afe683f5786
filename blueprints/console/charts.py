"""What ECharts is told: plain options, put into the page as JSON. The table beside a chart says the same in words."""

from collections import Counter
from typing import Any

from services.rankings import Board

GREEN, PALE = "#2c7a4b", "#a9cdb8"
MOST = 30


def bars(board: Board, name: str) -> dict[str, Any]:
    """A bar per department, the best on top. ``axis`` tells the page's script how to write the values."""
    shown = board.standings[:MOST]
    names = labels([one.department.name for one in shown])
    return {
        "unit": "percent" if board.metric == "participation" else "number",
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


def labels(paths: list[str]) -> list[str]:
    """The last level of each department's path, with the one above where two are called alike."""
    last = [path.rpartition("/")[2] for path in paths]
    alike = {name for name, count in Counter(last).items() if count > 1}
    return ["/".join(path.split("/")[-2:]) if name in alike else name for path, name in zip(paths, last, strict=True)]
