"""光盘行动：a pledge before the meal, kept after it."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field

from services.activities.base import Act, Activity

MEALS = {"breakfast": "早餐", "lunch": "午餐", "dinner": "晚餐"}
STEPS = {"pledge": "承诺", "kept": "光盘"}


class Plate(Act):
    meal: Literal["breakfast", "lunch", "dinner"] = Field(description="早餐、午餐、晚餐")
    step: Literal["pledge", "kept"] = Field(description="餐前承诺，或餐后做到")


class CleanPlate(Activity[Plate]):
    key = "clean_plate"
    title = "光盘行动"
    invitation = "餐前许个承诺，餐后晒一个干净的盘子"
    act = Plate
    default_points = {"pledge": 1, "kept": 2}
    done_when = 2

    def slot(self, act: Plate, day: date) -> str:
        return f"{day}:{act.meal}:{act.step}"

    def slots(self, day: date) -> list[tuple[str, str]]:
        return [
            (f"{day}:{meal}:{step}", f"{meal_name}{step_name}")
            for meal, meal_name in MEALS.items()
            for step, step_name in STEPS.items()
        ]

    def points(self, act: Plate, prices: Mapping[str, int]) -> int:
        return prices[act.step]

    def needs(self, act: Plate, day: date) -> tuple[str, str] | None:
        if act.step == "pledge":
            return None
        return f"{day}:{act.meal}:pledge", "请先为这一餐许下光盘承诺，再记录做到"
