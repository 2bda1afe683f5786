"""What makes an act doubtful, in the words and pictures a manager is shown. Nobody else is."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select

from models import CheckIn, Photo, session
from services.activities import ACTIVITIES
from services.bins.turns import FAR_BINS
from services.holds.backfills import BURST
from services.photos.repeats import SAME

KINDS = {FAR_BINS: "相隔太远的投放", SAME: "照片重复", BURST: "短时间大量补记"}


class Act(NamedTuple):
    """Another act that has to do with it."""

    activity: str
    day: date
    created_at: datetime
    place: str


class Evidence(NamedTuple):
    """``photos`` are ids of pictures that are still there, the one of this act first."""

    kind: str
    acts: list[Act]
    photos: list[int]


def of(evidence: Mapping) -> Evidence:
    """What was kept with a held act, as far as it still exists."""
    kind = str(evidence.get("kind", ""))
    wanted = [number for number in (evidence.get("photo"), evidence.get("before")) if number]
    owned = select(Photo.id).where(Photo.id.in_(wanted), Photo.account_id.is_not(None))
    there = set(session.scalars(owned)) if wanted else set()
    photos = list(dict.fromkeys(number for number in wanted if number in there))
    return Evidence(KINDS.get(kind, "其他"), acts(evidence.get("acts", [])), photos)


def acts(ids: list[int]) -> list[Act]:
    query = select(CheckIn).where(CheckIn.id.in_(ids)).order_by(CheckIn.id)
    return [
        Act(ACTIVITIES[row.activity].title, row.day, row.created_at, row.detail.get("place", ""))
        for row in (session.scalars(query) if ids else ())
        if row.activity in ACTIVITIES
    ]
