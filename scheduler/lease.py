"""A named right for one process at a time, kept as a row. A process that dies loses it when its time is over."""

from datetime import timedelta

from sqlalchemy import delete, func, or_, select

import clock
from models import Lease, atomic, engine, session
from services.inserts import INSERTS


def acquire(name: str, holder: str, seconds: float) -> bool:
    """Take the right, or keep it for longer; False while another holds it. One statement, so it cannot be had twice."""
    return atomic(take)(name, holder, seconds)


def take(name: str, holder: str, seconds: float) -> bool:
    now = clock.now()
    until = now + timedelta(seconds=seconds)
    row = INSERTS[engine().dialect.name](Lease).values(name=name, holder=holder, until=until)
    free = or_(Lease.until <= now, Lease.holder == holder)
    kept = row.on_conflict_do_update(index_elements=["name"], set_={"holder": holder, "until": until}, where=free)
    return session.execute(kept.returning(Lease.id)).first() is not None


def count(prefix: str) -> int:
    """How many rights of that beginning are held now."""
    return atomic(held, reading=True)(prefix)


def held(prefix: str) -> int:
    alive = select(func.count()).select_from(Lease).where(Lease.name.startswith(prefix), Lease.until > clock.now())
    return session.scalar(alive) or 0


def release(holder: str) -> None:
    """Give back everything the process holds, so that others need not wait."""
    atomic(let_go)(holder)


def let_go(holder: str) -> None:
    session.execute(delete(Lease).where(Lease.holder == holder))
