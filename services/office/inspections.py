"""Rounds: areas drawn by chance, those not looked at for longest first in line, and what was found there."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

import clock
from errors import Conflict, Invalid, NotFound
from models import Area, Inspection, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.office import areas, findings

MOST = 30


def draw(count: int, actor: Actor) -> list[Inspection]:
    """Put ``count`` areas down for today: by lot among the half that was not looked at for longest. Raises Invalid."""
    today = clock.today()
    waiting = set(session.scalars(select(Inspection.area_id).where(Inspection.checked.is_(None))))
    open_ones = [one for one in areas.listing() if one.area.closed_on is None and one.area.id not in waiting]
    if not 1 <= count <= MOST:
        raise Invalid("有几处需要改正", {"count": f"一次抽 1～{MOST} 处"})
    if not open_ones:
        raise Invalid("有几处需要改正", {"count": "没有可抽的区域：都在等待巡查，或还没有登记区域"})
    open_ones.sort(key=lambda one: one.looked_on or date.min)
    pool = open_ones[: max(count, -(-len(open_ones) // 2))]
    chosen = secrets.SystemRandom().sample(pool, min(count, len(pool)))
    rows = [Inspection(area_id=one.area.id, day=today, checked=None, actor=actor.name) for one in chosen]
    session.add_all(rows)
    session.flush()
    audit.write(actor, "inspection.draw", f"{today} 抽查 {len(rows)} 处", {"areas": [one.area.name for one in chosen]})
    return rows


def waiting() -> list[tuple[Inspection, Area]]:
    query = select(Inspection, Area).join(Area).where(Inspection.checked.is_(None)).order_by(Inspection.id)
    return [(row, area) for row, area in session.execute(query)]


def get(inspection_id: int) -> tuple[Inspection, Area]:
    """Raises NotFound."""
    row = session.get(Inspection, inspection_id)
    if row is None:
        raise NotFound("没有这次巡查")
    return row, areas.get(row.area_id)


def record(inspection_id: int, bad: Sequence[str], notes: Mapping[str, str], actor: Actor) -> int:
    """What was out of order becomes findings; how many. Raises NotFound, Conflict when it was recorded already."""
    row, area = get(inspection_id)
    if row.checked is not None:
        raise Conflict("这次巡查已经记录")
    known = dict(areas.checks(area))
    wrong = [key for key in known if key in bad]
    row.checked, row.day, row.actor = {key: key not in wrong for key in known}, clock.today(), actor.name
    for key in wrong:
        findings.add(area.id, key, notes.get(f"note_{key}", "").strip() or known[key], "round", actor)
    audit.write(actor, "inspection.record", area.name, {"bad": wrong})
    return len(wrong)
