"""Who someone is: WeChat identity → employee on the roll → participation, and the way back out."""

import hashlib
import secrets
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import delete, select, update

import clock
from errors import Conflict, Invalid, NotBound, NotFound
from models import (
    Absence,
    Account,
    Delivery,
    Department,
    Employee,
    Invite,
    Message,
    Objection,
    Participation,
    Posting,
    QuizDraw,
    Review,
    Session,
    Subscription,
    session,
)
from models.hot_path import Identity
from models.total import alone
from services import policy, vault
from services.boards import people as people_rankings
from services.inserts import insert_once
from services.photos import photos
from services.suggestions import suggestions

INVITE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0/O and 1/I
INVITE_LENGTH = 10
INVITE_DAYS = 90
MISMATCH = "工号、姓名或邀请码不匹配，请核对后重试；也可向本单位管理员索取新的邀请码"


class SignIn(NamedTuple):
    token: str
    expires_at: object
    bound: bool
    joined: bool


class Person(NamedTuple):
    """Name and department path of someone on the roll."""

    name: str
    department: str


def sign_in(openid: str, session_key: str, days: int) -> SignIn:
    """A new token for the person behind a WeChat identity, whose account is made on first sight."""
    openid_hash = vault.fingerprint(openid, "openid")
    insert_once(Account, openid_hash=openid_hash, openid_sealed=vault.seal(openid, f"openid:{openid_hash}"))
    account = session.scalars(select(Account).filter_by(openid_hash=openid_hash)).one()
    account.session_key_sealed = vault.seal(session_key, f"session_key:{openid_hash}")
    token, expires_at = secrets.token_urlsafe(32), clock.now() + timedelta(days=days)
    session.execute(delete(Session).where(Session.account_id == account.id, Session.expires_at <= clock.now()))
    session.add(Session(token_hash=hash_token(token), account_id=account.id, expires_at=expires_at))
    joined = session.scalar(select(Participation.id).filter_by(account_id=account.id)) is not None
    bound = employee_of(account.id) is not None
    return SignIn(token, expires_at, bound, bound and joined)


def hash_token(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def sign_out(who: Identity) -> None:
    session.execute(delete(Session).where(Session.id == who.session_id))


def openid_of(account: Account) -> str:
    """The WeChat identity in clear, for the moment of sending. Never log it."""
    return vault.open_sealed(account.openid_sealed, f"openid:{account.openid_hash}")


def wecom_of(account: Account) -> str:
    """The WeCom user id in clear, for the moment of sending; empty when there is none. Never log it."""
    return vault.open_sealed(account.wecom_sealed, f"wecom:{account.wecom_hash}") if account.wecom_sealed else ""


def employee_of(account_id: int) -> Employee | None:
    """The employee an account is bound to, while on the roll."""
    today = clock.today()
    return session.scalar(
        select(Employee)
        .join(Account, Account.employee_id == Employee.id)
        .where(Account.id == account_id, Employee.left_on.is_(None) | (Employee.left_on > today))
    )


def person(employee_id: int) -> Person:
    """Name and today's department. Raises NotBound when the roll no longer has them."""
    today = clock.today()
    row = session.execute(
        select(Employee.name, Department.path)
        .join(Posting, Posting.employee_id == Employee.id)
        .join(Department, Department.id == Posting.department_id)
        .where(Employee.id == employee_id, Posting.from_day <= today)
        .where(Posting.to_day.is_(None) | (Posting.to_day > today))
    ).first()
    if row is None:
        raise NotBound("您目前不在职工名册上，请联系本单位管理员")
    return Person(*row)


def bind_by_invite(who: Identity, employee_no: str, name: str, code: str) -> Person:
    """Bind by number, name and the invite code. Raises Invalid BINDING_MISMATCH whichever part was wrong.

    The code is used up by it; who is bound already and says so again hears the same as the first time.
    """
    today = clock.today()
    if who.employee_id is not None and session.scalar(
        select(Employee.id).filter_by(id=who.employee_id, employee_no=employee_no, name=name)
    ):
        return person(who.employee_id)
    row = session.execute(
        select(Employee, Invite)
        .join(Invite, Invite.employee_id == Employee.id)
        .where(Employee.employee_no == employee_no, Invite.expires_at > clock.now())
        .where(Employee.left_on.is_(None) | (Employee.left_on > today))
    ).first()
    given = hash_invite(code)
    kept = row.Invite.code_hash if row else ""
    if not (secrets.compare_digest(given, kept) and row and row.Employee.name == name):
        raise Invalid(MISMATCH, code="BINDING_MISMATCH")
    bound = bind(who, row.Employee)
    session.delete(row.Invite)
    return bound


def bind_by_phone(who: Identity, phone: str) -> Person:
    """Bind by the phone number WeChat vouches for.

    Raises Invalid BINDING_MISMATCH unless exactly one person on the roll has it.
    """
    today = clock.today()
    found = session.scalars(
        select(Employee)
        .where(Employee.phone_hash == vault.fingerprint(phone, "phone"))
        .where(Employee.left_on.is_(None) | (Employee.left_on > today))
        .limit(2)
    ).all()
    if len(found) != 1:
        raise Invalid("名册上没有查到这个手机号，请改用工号和邀请码", code="BINDING_MISMATCH")
    return bind(who, found[0])


def bind(who: Identity, employee: Employee) -> Person:
    """Binding to the same person again is fine. Raises Conflict ALREADY_BOUND when employee or account is taken."""
    owner = session.scalar(select(Account.id).filter_by(employee_id=employee.id))
    if owner not in (None, who.account_id) or (who.employee_id not in (None, employee.id)):
        raise Conflict("该职工已与其他微信绑定，或您已绑定其他职工；如有疑问请联系管理员", code="ALREADY_BOUND")
    session.execute(update(Account).where(Account.id == who.account_id).values(employee_id=employee.id))
    session.flush()
    return person(employee.id)


def invite(employee_no: str) -> str:
    """Make a new invite code for an employee; the one before stops working. Raises NotFound."""
    employee = session.scalar(select(Employee).filter_by(employee_no=employee_no))
    if employee is None:
        raise NotFound(f"名册上没有工号 {employee_no}")
    code = "".join(secrets.choice(INVITE_ALPHABET) for _ in range(INVITE_LENGTH))
    session.execute(delete(Invite).where(Invite.employee_id == employee.id))
    expires_at = clock.now() + timedelta(days=INVITE_DAYS)
    session.add(Invite(employee_id=employee.id, code_hash=hash_invite(code), expires_at=expires_at))
    return code


def hash_invite(code: str) -> str:
    """Keyed, so that a stolen table cannot be searched; spaces, dashes and case do not matter."""
    return vault.fingerprint(code.upper().replace(" ", "").replace("-", ""), "invite")


def join(who: Identity, policy_version: str, on_people_board: bool) -> bool:
    """Take part, or agree to a newer notice; True when new.

    Raises Conflict for an outdated notice, or on the day of having left.
    """
    if policy_version != policy.current().version:
        raise Conflict("参与须知已更新，请重新阅读后再选择加入", code="POLICY_OUTDATED")
    account = session.get_one(Account, who.account_id)
    if account.left_on == clock.today() and who.participation_id is None:
        raise Conflict("今天刚刚退出，明天起可以重新加入", code="LEFT_TODAY")
    fresh = insert_once(
        Participation,
        account_id=who.account_id,
        policy_version=policy_version,
        on_people_board=on_people_board,
        joined_at=clock.now(),
        joined_on=clock.today(),
    )
    if not fresh:
        session.execute(
            update(Participation).filter_by(account_id=who.account_id).values(policy_version=policy_version)
        )
    return fresh


def leave(who: Identity) -> None:
    """Stop taking part: off every board at once, and whatever identifies the person in it is removed.

    The acts stay as their department's anonymous sums: nothing leads back from them to the person. Leaving without
    having joined changes nothing.
    """
    alone()  # before anything is locked: a fold under way must not list them again
    part = session.scalar(select(Participation).filter_by(account_id=who.account_id))
    if part is None:
        return
    people_rankings.list_person(part.id, wanted=False)
    part.account_id, part.on_people_board = None, False
    session.flush()
    for personal in (QuizDraw, Review):
        session.execute(delete(personal).where(personal.participation_id == part.id))
    for table in (Absence, Objection, Subscription, Message):
        session.execute(delete(table).where(table.account_id == who.account_id))
    session.execute(update(Delivery).filter_by(account_id=who.account_id).values(account_id=None))
    photos.forget(who.account_id)
    suggestions.leave(who.account_id)
    account = session.get_one(Account, who.account_id)
    account.nickname = account.commute_template = account.quiet_from = account.quiet_until = None
    account.wecom_hash = account.wecom_sealed = account.reminders_from = None
    account.reminder_kinds, account.remind_again = [], False
    account.left_on = clock.today()


def erase(employee_no: str) -> bool:
    """Remove an employee's WeChat identity and all that hangs on it; True when there was one. The roll keeps them.

    For the operator, at the person's request. Raises NotFound for an unknown number.
    """
    employee = session.scalar(select(Employee).filter_by(employee_no=employee_no))
    if employee is None:
        raise NotFound(f"名册上没有工号 {employee_no}")
    account = session.scalar(select(Account).filter_by(employee_id=employee.id))
    session.execute(delete(Invite).where(Invite.employee_id == employee.id))
    if account is None:
        return False
    suggestions.erase(account.id)
    leave(Identity(0, account.id, employee.id, None, None, 0))
    session.execute(delete(Account).where(Account.id == account.id))
    return True
