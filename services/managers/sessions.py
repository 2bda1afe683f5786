"""Who is at the console: sign-ins as they last, are listed, and end.

A sign-in is over twelve hours after it began, or when nobody has used it for a while (``idle_minutes``).
"""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select, update

import clock
from errors import Invalid, NotFound
from models import ConsoleSession, Employee, Manager, Setting, session
from services.audit import trail as audit
from services.inserts import insert_once

ROLES = ("reader", "manager", "owner")
SESSION_HOURS = 12
IDLE_SETTING = "console_idle_minutes"
IDLE_MINUTES, LEAST_IDLE, MOST_IDLE = 30, 5, 480
SEEN_EVERY = timedelta(minutes=1)
BROWSERS = (
    ("MicroMessenger", "微信"), ("Edg", "Edge"), ("360SE|360EE|QIHU", "360 浏览器"), ("Firefox", "Firefox"),
    ("Chrome|Chromium", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (("Windows", "Windows"), ("Android", "安卓"), ("iPhone|iPad", "iOS"), ("Mac OS", "macOS"), ("Linux", "Linux"))


class Visitor(NamedTuple):
    """Who is at the console. ``department_id`` None means the whole office."""

    session_id: int
    manager_id: int
    name: str
    role: str
    department_id: int | None
    form_token: str
    seen_at: datetime

    def may(self, role: str) -> bool:
        """Whether this role is at least ``role``: reader, then manager, then owner."""
        return ROLES.index(self.role) >= ROLES.index(role)

    @property
    def actor(self) -> audit.Actor:
        return audit.Actor(self.manager_id, self.name)


class SignIn(NamedTuple):
    """One of a person's own, for the list of them."""

    id: int
    browser: str
    created_at: datetime
    seen_at: datetime
    is_this: bool


def digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def who(token: str) -> Visitor | None:
    """The manager behind the console's cookie, while the sign-in lasts and the manager is neither closed nor gone."""
    row = find(token, is_proven=True)
    if row is None:
        return None
    found, manager = row
    return Visitor(
        found.id, manager.id, manager.name, manager.role, manager.department_id, found.form_token, found.seen_at
    )


def find(token: str, *, is_proven: bool) -> tuple[ConsoleSession, Manager] | None:
    now, today = clock.now(), clock.today()
    row = session.execute(
        select(ConsoleSession, Manager)
        .join(Manager, Manager.id == ConsoleSession.manager_id)
        .outerjoin(Employee, Employee.id == Manager.employee_id)
        .where(ConsoleSession.token_hash == digest(token), ConsoleSession.is_proven.is_(is_proven))
        .where(ConsoleSession.expires_at > now, ConsoleSession.seen_at > now - timedelta(minutes=idle_minutes()))
        .where(Manager.is_closed.is_(False), Employee.left_on.is_(None) | (Employee.left_on > today))
    ).first()
    return (row[0], row[1]) if row else None


def open_session(manager_id: int, agent: str = "") -> str:
    """A new sign-in for a manager: its token, for the cookie. Old ones that have run out are swept.

    With a second step it is good for nothing yet but to ask for that.
    """
    token, now = secrets.token_urlsafe(32), clock.now()
    session.execute(delete(ConsoleSession).where(ConsoleSession.expires_at <= now))
    manager = session.get_one(Manager, manager_id)
    session.add(
        ConsoleSession(
            token_hash=digest(token),
            manager_id=manager_id,
            form_token=secrets.token_urlsafe(24),
            browser=browser_of(agent),
            is_proven=manager.totp_sealed is None,
            seen_at=now,
            expires_at=now + timedelta(hours=SESSION_HOURS),
        )
    )
    audit.write(audit.Actor(manager.id, manager.name), "sign_in", manager.name)
    return token


def browser_of(agent: str) -> str:
    """``Edge，Windows``: enough for a person to know their own sign-ins by."""
    parts = [next((name for sign, name in known if re.search(sign, agent)), "") for known in (BROWSERS, SYSTEMS)]
    return "，".join(filter(None, parts))


def touch(visitor: Visitor) -> None:
    """The sign-in was used just now. Written down at most once a minute."""
    now = clock.now()
    if now - visitor.seen_at >= SEEN_EVERY:
        session.execute(update(ConsoleSession).filter_by(id=visitor.session_id).values(seen_at=now))


def sign_out(visitor: Visitor) -> None:
    session.execute(delete(ConsoleSession).where(ConsoleSession.id == visitor.session_id))


def listing(visitor: Visitor) -> list[SignIn]:
    """One's own sign-ins that still last, the latest used first."""
    now = clock.now()
    rows = session.scalars(
        select(ConsoleSession)
        .filter_by(manager_id=visitor.manager_id)
        .where(ConsoleSession.expires_at > now, ConsoleSession.seen_at > now - timedelta(minutes=idle_minutes()))
        .order_by(ConsoleSession.seen_at.desc(), ConsoleSession.id.desc())
    )
    return [SignIn(one.id, one.browser, one.created_at, one.seen_at, one.id == visitor.session_id) for one in rows]


def end(visitor: Visitor, session_id: int) -> None:
    """End one of one's own. Raises NotFound, also for another person's."""
    own = delete(ConsoleSession).filter_by(id=session_id, manager_id=visitor.manager_id)
    if session.scalar(own.returning(ConsoleSession.id)) is None:
        raise NotFound("这次登录已经结束")
    audit.write(visitor.actor, "sign_in.end", visitor.name)


def end_all(manager_id: int) -> None:
    session.execute(delete(ConsoleSession).filter_by(manager_id=manager_id))


def idle_minutes() -> int:
    value = session.scalar(select(Setting.value).filter_by(key=IDLE_SETTING))
    return value if isinstance(value, int) else IDLE_MINUTES


def set_idle_minutes(text: str, actor: audit.Actor) -> None:
    """Raises Invalid."""
    if not (text.isascii() and text.isdecimal() and LEAST_IDLE <= int(text[:6]) <= MOST_IDLE):
        raise Invalid("时间不合适", {"idle": f"请填 {LEAST_IDLE} 到 {MOST_IDLE} 之间的分钟数"})
    before = idle_minutes()
    insert_once(Setting, key=IDLE_SETTING, value=before)
    session.execute(update(Setting).filter_by(key=IDLE_SETTING).values(value=int(text)))
    audit.write(actor, "console_idle", "不操作自动退出", {"minutes": [before, int(text)]})
