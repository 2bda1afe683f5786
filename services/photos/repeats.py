"""The same picture again: a mark for the manager, said to the person, never a refusal by itself."""

from typing import NamedTuple

import clock
from models import Photo, session
from models.hot_path import Identity
from services.photos import photos

SAME = "same_photo"


class Doubt(NamedTuple):
    """The sentence its owner is told, and what the manager is shown."""

    sentence: str
    evidence: dict


def doubt(who: Identity, photo_id: int, use: str) -> Doubt | None:
    """Add a picture to an act; what is doubtful about that. Raises Invalid at ``photo_id``."""
    row = photos.use(who, photo_id, use)
    if row.use != use:
        return Doubt("这张照片已经用在另一次记录里，核实后计分", {"kind": SAME, "photo": row.id, "before": row.id})
    before = session.get(Photo, row.again_of_id) if row.again_of_id else None
    if before is None:
        return None
    if before.account_id != who.account_id:
        return Doubt("这张照片和已有的一张相同，核实后计分", {"kind": SAME, "photo": row.id})
    at = clock.local(before.created_at)
    sentence = f"这张照片和您 {at.month}月{at.day}日 上传的一张很像，核实后计分"
    return Doubt(sentence, {"kind": SAME, "photo": row.id, "before": before.id})
