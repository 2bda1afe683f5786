"""Many acts made up for at one sitting: no penalty for making up, but beyond a week's worth somebody looks first."""

from datetime import timedelta

from sqlalchemy import select

import clock
from models import CheckIn, session
from models.hot_path import Identity
from services.activities.base import Claim

BURST = "burst"
MOST = 20  # both ways to work, a pledge and a plate for each of five days
WITHIN = timedelta(minutes=10)


def look(who: Identity, claim: Claim) -> Claim:
    """The claim of a back-filled act, doubtful when ``MOST`` others were made up for within ten minutes."""
    if claim.doubt:
        return claim
    query = (
        select(CheckIn.id)
        .where(CheckIn.participation_id == who.participation_id, CheckIn.attempt > 0, CheckIn.is_backfilled)
        .where(CheckIn.created_at > clock.now() - WITHIN)
        .order_by(CheckIn.id)
    )
    before = list(session.scalars(query))
    if len(before) < MOST:
        return claim
    minutes = int(WITHIN.total_seconds() // 60)
    sentence = f"{minutes} 分钟内您已补记 {len(before)} 次，这一次核实后计分"
    return claim._replace(doubt=sentence, evidence={"kind": BURST, "acts": before[:50]})
