"""绿色出行：the office's 135 rule — up to 1 km walk, up to 3 km ride, from 5 km take the bus or the metro."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field

from services.activities.base import Act, Activity

DIRECTIONS = {"to_work": "上班", "to_home": "下班"}

MODES = {
    "walk": "步行", "bike": "自行车", "e_bike": "电动自行车", "bus": "公交", "metro": "地铁", "carpool": "拼车",
    "no_trip": "无需出行",
}  # fmt: skip


class Commute(Act):
    direction: Literal["to_work", "to_home"] = Field(description="上班或下班")
    mode: Literal["walk", "bike", "e_bike", "bus", "metro", "carpool", "no_trip"] = Field(
        description="步行、自行车、电动自行车、公交、地铁、拼车、无需出行（居家办公等）"
    )
    band: Literal["0-1km", "1-3km", "3-5km", "5km+"] = Field(description="单程距离，只选档次，不采集位置")


class GreenCommute(Activity[Commute]):
    key = "green_commute"
    title = "绿色出行"
    invitation = "1公里走一走，3公里骑一骑，5公里坐公交"
    act = Commute
    default_points = {"walk": 3, "bike": 3, "e_bike": 2, "bus": 3, "metro": 3, "carpool": 1, "no_trip": 0}
    price_words = MODES
    done_when = 2

    def slot(self, act: Commute, day: date) -> str:
        return f"{day}:{act.direction}"

    def slots(self, day: date) -> list[tuple[str, str]]:
        return [(f"{day}:{key}", title) for key, title in DIRECTIONS.items()]

    def points(self, act: Commute, prices: Mapping[str, int]) -> int:
        return prices[act.mode]
