"""Addresses of the big screen in a hall: long-lived, read-only, made and revoked by a manager, no sign-in behind them.

What they show is what every employee sees in the mini-program. The secret is in the address and kept as SHA-256 only.
"""

import secrets

from sqlalchemy import select

import clock
from errors import Invalid, NotFound
from models import DisplayLink, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.managers.sign_ins import digest
from services.printing.font import one_line

MOST = 50


def listing() -> list[DisplayLink]:
    """Those that work, the newest first."""
    query = select(DisplayLink).where(DisplayLink.revoked_at.is_(None)).order_by(DisplayLink.id.desc())
    return list(session.scalars(query))


def make(name: str, period: str, metric: str, actor: Actor) -> str:
    """The secret of a new address, said only this once. Raises Invalid."""
    name = one_line(name)[:40].strip()
    if not name:
        raise Invalid(fields={"name": "请写明屏幕在哪里，例如：一楼大厅"})
    if len(listing()) >= MOST:
        raise Invalid(fields={"name": f"最多 {MOST} 个，请先停用不再需要的"})
    token = secrets.token_urlsafe(24)
    row = {"name": name, "period": period, "metric": metric, "manager_id": actor.manager_id}
    session.add(DisplayLink(token_hash=digest(token), **row))
    audit.write(actor, "display.make", name, {"period": period, "metric": metric})
    return token


def revoke(link_id: int, actor: Actor) -> None:
    """The address stops working at once; a second time changes nothing. Raises NotFound."""
    row = session.get(DisplayLink, link_id)
    if row is None:
        raise NotFound("没有找到这个大屏地址")
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        audit.write(actor, "display.revoke", row.name)


def of(token: str) -> DisplayLink:
    """Raises NotFound for one that is unknown or revoked."""
    row = session.scalar(select(DisplayLink).filter_by(token_hash=digest(token), revoked_at=None))
    if row is None:
        raise NotFound("这个大屏地址已停用，请向管理员要新的")
    return row
