"""The list of green behaviours. To add one: write its file, add it here, write its test."""

from errors import NotFound
from services.activities.base import Act, Activity, Claim
from services.activities.bin_sorting import BinSorting
from services.activities.clean_plate import CleanPlate
from services.activities.green_commute import GreenCommute
from services.activities.lights_out import LightsOut
from services.activities.waste_quiz import WasteQuiz

LISTED = (GreenCommute(), WasteQuiz(), CleanPlate(), BinSorting(), LightsOut())
ACTIVITIES: dict[str, Activity] = {activity.key: activity for activity in LISTED}

__all__ = ["ACTIVITIES", "Act", "Activity", "Claim", "get"]


def get(key: str) -> Activity:
    """Raises NotFound."""
    try:
        return ACTIVITIES[key]
    except KeyError:
        raise NotFound("没有这项活动") from None
