"""Into the console and out again: by a one-time link, or by a code that a manager confirms in the mini-program.

Neither way needs a password. What is secret is random, works once or for a short while, and is kept as SHA-256 only.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import delete, select, update

import clock
from errors import Conflict, Forbidden, Gone, NotFound
from models import ConsoleSession, Employee, Manager, SignInTicket, session
from models.hot_path import Identity
from services import audit
from services.accounts import INVITE_ALPHABET

ROLES = ("reader", "manager", "owner")
FIRST_OWNER = "系统管理员"
SESSION_HOURS = 12
LINK_MINUTES = 15
CODE_MINUTES = 5
CODE_LENGTH = 16
WAITING, CONFIRMED, EXPIRED = "waiting", "confirmed", "expired"


class Visitor(NamedTuple):
    """Who is at the console. ``department_id`` None means the whole office."""

    session_id: int
    manager_id: int
    name: str
    role: str
    department_id: int | None
    form_token: str

    def may(self, role: str) -> bool:
        """Whether this role is at least ``role``: reader, then manager, then owner."""
        return ROLES.index(self.role) >= ROLES.index(role)

    @property
    def actor(self) -> audit.Actor:
        return audit.Actor(self.manager_id, self.name)


def digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def who(token: str) -> Visitor | None:
    """The manager behind the console's cookie, while the sign-in lasts and the manager is not closed."""
    row = session.execute(
        select(ConsoleSession, Manager)
        .join(Manager, Manager.id == ConsoleSession.manager_id)
        .where(ConsoleSession.token_hash == digest(token), ConsoleSession.expires_at > clock.now())
        .where(Manager.is_closed.is_(False))
    ).first()
    if row is None:
        return None
    found, manager = row
    return Visitor(found.id, manager.id, manager.name, manager.role, manager.department_id, found.form_token)


def open_session(manager_id: int) -> str:
    """A new sign-in for a manager: its token, for the cookie. Old ones that have run out are swept."""
    token, now = secrets.token_urlsafe(32), clock.now()
    session.execute(delete(ConsoleSession).where(ConsoleSession.expires_at <= now))
    session.add(
        ConsoleSession(
            token_hash=digest(token),
            manager_id=manager_id,
            form_token=secrets.token_urlsafe(24),
            expires_at=now + timedelta(hours=SESSION_HOURS),
        )
    )
    manager = session.get_one(Manager, manager_id)
    audit.write(audit.Actor(manager.id, manager.name), "sign_in", manager.name)
    return token


def sign_out(visitor: Visitor) -> None:
    session.execute(delete(ConsoleSession).where(ConsoleSession.id == visitor.session_id))


def new_ticket(code: str, minutes: int, **fields: object) -> None:
    """Keep a ticket; those that ran out a day ago are swept."""
    now = clock.now()
    session.execute(delete(SignInTicket).where(SignInTicket.expires_at <= now - timedelta(days=1)))
    session.add(SignInTicket(code_hash=digest(code), expires_at=now + timedelta(minutes=minutes), **fields))


def owner_link(employee_no: str = "") -> str:
    """The ticket of a one-time link for an owner; from the command line only.

    With an employee number the link is that person's, who may then also sign in by scanning. Without one it is for
    the first owner, who is made when there is none. Raises NotFound, or Conflict for someone who is not an owner.
    """
    manager = owner_of(employee_no) if employee_no else first_owner()
    ticket = secrets.token_urlsafe(24)
    new_ticket(ticket, LINK_MINUTES, manager_id=manager.id)
    audit.write(audit.COMMAND_LINE, "owner_link", manager.name)
    return ticket


def first_owner() -> Manager:
    found = session.scalar(select(Manager).filter_by(role="owner", is_closed=False).order_by(Manager.id).limit(1))
    return found or add_owner(FIRST_OWNER, None)


def owner_of(employee_no: str) -> Manager:
    employee = session.scalar(select(Employee).filter_by(employee_no=employee_no))
    if employee is None:
        raise NotFound(f"名册上没有工号 {employee_no}")
    found = session.scalar(select(Manager).filter_by(employee_id=employee.id))
    if found is not None and (found.role != "owner" or found.is_closed):
        raise Conflict(f"{employee.name}在工作台里的身份不是负责人，不能用这个命令登录")
    return found or add_owner(employee.name, employee.id)


def add_owner(name: str, employee_id: int | None) -> Manager:
    owner = Manager(name=name, role="owner", employee_id=employee_id)
    session.add(owner)
    session.flush()
    audit.write(audit.COMMAND_LINE, "manager_added", name, {"role": "owner"})
    return owner


def is_link_open(ticket: str) -> bool:
    """Whether a link still works; looking does not use it up."""
    query = select(SignInTicket.id).where(*usable(ticket), SignInTicket.browser_hash.is_(None))
    return session.scalar(query) is not None


def enter_by_link(ticket: str) -> str:
    """Use up a link; the token for the cookie. Raises Gone when it was used before, ran out or never was."""
    return enter(*usable(ticket), SignInTicket.browser_hash.is_(None))


def usable(code: str) -> tuple:
    now = clock.now()
    return (
        SignInTicket.code_hash == digest(code),
        SignInTicket.expires_at > now,
        SignInTicket.used_at.is_(None),
        SignInTicket.manager_id.is_not(None),
    )


def enter(*conditions: object) -> str:
    claimed = update(SignInTicket).where(*conditions).values(used_at=clock.now())  # type: ignore[arg-type]
    manager_id = session.scalar(claimed.returning(SignInTicket.manager_id))
    if manager_id is None or session.get_one(Manager, manager_id).is_closed:
        raise Gone("这个登录链接已经用过或已过期，请重新获取")
    return open_session(manager_id)


def show_code(browser: str) -> str:
    """A new code to be scanned, tied to the browser that will show it (``browser`` is that browser's secret)."""
    code = "".join(secrets.choice(INVITE_ALPHABET) for _ in range(CODE_LENGTH))
    new_ticket(code, CODE_MINUTES, browser_hash=digest(browser))
    return code


def state_of_code(code: str, browser: str) -> str:
    """``waiting``, ``confirmed``, or ``expired`` (which includes used, unknown and another browser's)."""
    row = session.execute(
        select(SignInTicket.manager_id)
        .where(SignInTicket.code_hash == digest(code), SignInTicket.browser_hash == digest(browser))
        .where(SignInTicket.expires_at > clock.now(), SignInTicket.used_at.is_(None))
    ).first()
    if row is None:
        return EXPIRED
    return WAITING if row.manager_id is None else CONFIRMED


def enter_by_code(code: str, browser: str) -> str:
    """Use up a confirmed code in the browser that showed it; the token for the cookie. Raises Gone."""
    return enter(*usable(code), SignInTicket.browser_hash == digest(browser))


def confirm(who: Identity, code: str) -> None:
    """A manager says in the mini-program: that is my browser. Saying it again is fine.

    Raises Forbidden when the employee is no manager, NotFound for a code that is unknown, used or ran out.
    """
    manager_id = session.scalar(select(Manager.id).filter_by(employee_id=who.employee_id, is_closed=False))
    if manager_id is None:
        raise Forbidden("您还不是工作台的管理员，请联系本单位负责人")
    claimed = (
        update(SignInTicket)
        .where(SignInTicket.code_hash == digest(code), SignInTicket.browser_hash.is_not(None))
        .where(SignInTicket.expires_at > clock.now(), SignInTicket.used_at.is_(None))
        .where(SignInTicket.manager_id.is_(None) | (SignInTicket.manager_id == manager_id))
        .values(manager_id=manager_id)
    )
    if session.execute(claimed.returning(SignInTicket.id)).first() is None:
        raise NotFound("二维码已失效，请在电脑上刷新后重新扫描")
