"""How much waits in the review rooms."""

from typing import NamedTuple

from services.holds import holds, objections
from services.photos import reviews as photo_reviews


class Counts(NamedTuple):
    """Flagged acts, objections against refusals, pictures to be looked at."""

    acts: int
    objections: int
    photos: int


def of(scope: int | None) -> Counts:
    return Counts(holds.count(scope), objections.count(scope), photo_reviews.count(scope))
