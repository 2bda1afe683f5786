"""Into the console and out again: by a one-time link, or by a code that a manager confirms in the mini-program.

Neither way needs a password. What is secret is random, works once or for a short while, and is kept as SHA-256 only.
"""

import secrets
from datetime import timedelta

from sqlalchemy import delete, select, update

import clock
from errors import Conflict, Forbidden, Gone, NotFound
from models import Employee, Manager, SignInTicket, session
from models.hot_path import Identity
from services.accounts import INVITE_ALPHABET
from services.audit import trail as audit
from services.managers import managers, second_step
from services.managers.sessions import digest, open_session

FIRST_OWNER = "系统管理员"
LINK_MINUTES = 15
CODE_MINUTES = 5
CODE_LENGTH = 16
WAITING, CONFIRMED, EXPIRED = "waiting", "confirmed", "expired"


def new_ticket(code: str, minutes: int, **fields: object) -> None:
    """Keep a ticket; those that ran out a day ago are swept."""
    now = clock.now()
    session.execute(delete(SignInTicket).where(SignInTicket.expires_at <= now - timedelta(days=1)))
    session.add(SignInTicket(code_hash=digest(code), expires_at=now + timedelta(minutes=minutes), **fields))


def owner_link(employee_no: str = "", *, forget_second_step: bool = False) -> str:
    """The ticket of a one-time link for an owner; from the command line only.

    With an employee number the link is that person's, who may then also sign in by scanning. Without one it is for
    the first owner, who is made when there is none. ``forget_second_step`` is for one who lost their phone. Raises
    NotFound, or Conflict for someone who is not an owner.
    """
    manager = owner_of(employee_no) if employee_no else first_owner()
    ticket = secrets.token_urlsafe(24)
    new_ticket(ticket, LINK_MINUTES, manager_id=manager.id)
    if forget_second_step and manager.totp_sealed is not None:
        second_step.forget(manager.id, audit.COMMAND_LINE, manager.name, "运维人员关闭")
    audit.write(audit.COMMAND_LINE, "owner_link", manager.name)
    return ticket


def manager_link(manager_id: int, actor: audit.Actor) -> str:
    """The ticket of a one-time link for anybody who may enter; from an owner. Raises NotFound, Conflict when closed."""
    manager = managers.get(manager_id)
    if manager.is_closed:
        raise Conflict("这位人员已停用，请先重新启用")
    ticket = secrets.token_urlsafe(24)
    new_ticket(ticket, LINK_MINUTES, manager_id=manager.id)
    audit.write(actor, "manager.link", manager.name)
    return ticket


def first_owner() -> Manager:
    found = session.scalar(managers.owners().order_by(Manager.id).limit(1))
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


def enter_by_link(ticket: str, agent: str = "") -> str:
    """Use up a link; the token for the cookie. Raises Gone when it was used before, ran out or never was."""
    return enter(agent, *usable(ticket), SignInTicket.browser_hash.is_(None))


def usable(code: str) -> tuple:
    now = clock.now()
    return (
        SignInTicket.code_hash == digest(code),
        SignInTicket.expires_at > now,
        SignInTicket.used_at.is_(None),
        SignInTicket.manager_id.is_not(None),
    )


def enter(agent: str, *conditions: object) -> str:
    claimed = update(SignInTicket).where(*conditions).values(used_at=clock.now())  # type: ignore[arg-type]
    manager_id = session.scalar(claimed.returning(SignInTicket.manager_id))
    if manager_id is None or session.get_one(Manager, manager_id).is_closed:
        raise Gone("这个登录链接已经用过或已过期，请重新获取")
    return open_session(manager_id, agent)


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


def enter_by_code(code: str, browser: str, agent: str = "") -> str:
    """Use up a confirmed code in the browser that showed it; the token for the cookie. Raises Gone."""
    return enter(agent, *usable(code), SignInTicket.browser_hash == digest(browser))


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
