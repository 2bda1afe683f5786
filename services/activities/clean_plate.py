"""光盘行动：a pledge before the meal, kept after it."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field

from errors import Invalid
from models.hot_path import Identity
from services.activities.base import Act, Activity, Claim
from services.photos import repeats as photo_repeats

MEALS = {"breakfast": "早餐", "lunch": "午餐", "dinner": "晚餐"}
STEPS = {"pledge": "承诺", "kept": "光盘"}


class Plate(Act):
    meal: Literal["breakfast", "lunch", "dinner"] = Field(description="早餐、午餐、晚餐")
    step: Literal["pledge", "kept"] = Field(description="餐前承诺，或餐后做到")
    photo_id: int | None = Field(None, ge=1, le=2**53 - 1, description="餐后的照片，可传可不传，不多给分")


class CleanPlate(Activity[Plate]):
    key = "clean_plate"
    title = "光盘行动"
    invitation = "餐前许个承诺，餐后晒一个干净的盘子"
    act = Plate
    default_points = {"pledge": 1, "kept": 2}
    price_words = {"pledge": "餐前承诺", "kept": "餐后光盘"}
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

    def claim(self, who: Identity, act: Plate, day: date, prices: Mapping[str, int]) -> Claim:
        """A photo adds no points; one that was there before lets the act wait. Raises Invalid."""
        plain = super().claim(who, act, day, prices)
        if act.photo_id is None:
            return plain
        if act.step == "pledge":
            raise Invalid(fields={"photo_id": "餐前承诺不用照片"})
        doubt = photo_repeats.doubt(who, act.photo_id, f"{self.key}:{plain.slot}")
        return plain._replace(doubt=doubt.sentence, evidence=doubt.evidence) if doubt else plain

    def detail(self, act: Plate) -> dict:
        return act.model_dump(mode="json", exclude={"day", "again"}, exclude_none=True)

    def needs(self, act: Plate, day: date) -> tuple[str, str] | None:
        if act.step == "pledge":
            return None
        return f"{day}:{act.meal}:pledge", "请先为这一餐许下光盘承诺，再记录做到"
