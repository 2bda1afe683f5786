"""What waits for somebody's decision, noun by noun: counts for the console's first page and its tabs."""

from typing import NamedTuple

from services import campaigns, holds, objections, photo_reviews, suggestion_desk
from services.suggestion_desk import Desk


class Reviews(NamedTuple):
    """Flagged acts, objections against refusals, pictures to be looked at."""

    acts: int
    objections: int
    photos: int


class Decision(NamedTuple):
    """``room`` is the noun of the console's page that settles it."""

    room: str
    title: str
    number: int


def reviews(scope: int | None) -> Reviews:
    return Reviews(holds.count(scope), objections.count(scope), photo_reviews.count(scope))


def waiting(scope: int | None, manager_id: int) -> list[Decision]:
    """All that somebody for this part of the office has to settle, the urgent first; nothing that is at nought."""
    due = suggestion_desk.counts(Desk(scope, manager_id))
    looks = reviews(scope)
    found = [
        Decision("suggestions", "超期的投诉建议", due.overdue),
        Decision("suggestions", "未办结的投诉建议", due.received + due.accepted - due.overdue),
        Decision("held_acts", "待核实的记录", looks.acts),
        Decision("objections", "待复核的异议", looks.objections),
        Decision("photos", "待核对的照片", looks.photos),
        Decision("campaigns", "待总结的主题活动", len(campaigns.to_close()) if scope is None else 0),
    ]
    return [one for one in found if one.number]
