"""The optional second step of signing in: six digits from an authenticator app, or a recovery code on paper.

The secret is sealed, recovery codes are kept as keyed hashes only, and neither works twice.
"""

import secrets
from typing import NamedTuple

from sqlalchemy import delete, select, update

import clock
from errors import Gone, Invalid
from models import ConsoleSession, Manager, RecoveryCode, session
from services import vault
from services.accounts import INVITE_ALPHABET
from services.audit import trail as audit
from services.audit.trail import Actor
from services.managers import sessions as console_sessions
from services.managers import totp
from services.managers.sessions import Visitor

RECOVERY_CODES = 8
RECOVERY_LENGTH = 10
TRIES = 5
WRONG = "验证码不对，请看手机上最新的六位数字；每个验证码只能用一次"


class Offer(NamedTuple):
    """A secret to be taken into an app. ``sealed`` comes back with the first code; nothing is kept till then."""

    secret: str
    address: str
    sealed: str


def offer(visitor: Visitor, sealed: str = "") -> Offer:
    """A new secret, or the one offered before. Raises Gone for an offer that is not this person's."""
    try:
        secret = vault.open_sealed(sealed, offer_place(visitor.manager_id)) if sealed else totp.new_secret()
    except vault.CannotOpen:
        raise Gone("请重新开始设置") from None
    kept = sealed or vault.seal(secret, offer_place(visitor.manager_id))
    return Offer(secret, totp.address(secret, visitor.name), kept)


def offer_place(manager_id: int) -> str:
    return f"managers.totp_offer:{manager_id}"


def place(manager_id: int) -> str:
    return f"managers.totp:{manager_id}"


def is_on(manager_id: int) -> bool:
    return session.scalar(select(Manager.totp_sealed).filter_by(id=manager_id)) is not None


def switch_on(visitor: Visitor, sealed: str, code: str) -> list[str]:
    """Ask for it from the next sign-in on; the recovery codes, to be shown this once. Raises Invalid, Gone."""
    secret = offer(visitor, sealed).secret
    step = totp.step_of(secret, digits(code), clock.now().timestamp())
    if step is None:
        raise Invalid("验证码不对", {"code": WRONG})
    manager = session.get_one(Manager, visitor.manager_id)
    manager.totp_sealed, manager.totp_step = vault.seal(secret, place(manager.id)), step
    codes = new_recovery_codes(manager.id)
    audit.write(visitor.actor, "second_step", visitor.name, {"is_on": [False, True]})
    return codes


def new_recovery_codes(manager_id: int) -> list[str]:
    session.execute(delete(RecoveryCode).filter_by(manager_id=manager_id))
    codes = ["".join(secrets.choice(INVITE_ALPHABET) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(manager_id=manager_id, code_hash=hash_code(code)) for code in codes)
    return codes


def hash_code(code: str) -> str:
    return vault.fingerprint(code, "recovery")


def left(manager_id: int) -> int:
    """How many recovery codes are unused."""
    return len(session.scalars(select(RecoveryCode.id).filter_by(manager_id=manager_id)).all())


def switch_off(visitor: Visitor, code: str) -> None:
    """With a code, so that a screen left open is not enough. Raises Invalid."""
    if not take(visitor.manager_id, code):
        raise Invalid("验证码不对", {"code": WRONG})
    forget(visitor.manager_id, visitor.actor, visitor.name, "本人关闭")


def forget(manager_id: int, actor: Actor, name: str, reason: str) -> None:
    """Ask this person for it no more, until they set it up anew."""
    session.execute(update(Manager).filter_by(id=manager_id).values(totp_sealed=None, totp_step=None))
    session.execute(delete(RecoveryCode).filter_by(manager_id=manager_id))
    audit.write(actor, "second_step", name, {"is_on": [True, False]}, reason)


def digits(code: str) -> str:
    return code.replace(" ", "").replace("-", "").upper()


def take(manager_id: int, given: str) -> bool:
    """Use a code up: once for each time step, once for each recovery code, whoever else tries it meanwhile."""
    code = digits(given)
    sealed = session.scalar(select(Manager.totp_sealed).filter_by(id=manager_id))
    if sealed is None:
        return False
    step = totp.step_of(vault.open_sealed(sealed, place(manager_id)), code, clock.now().timestamp())
    if step is not None:
        fresh = Manager.totp_step.is_(None) | (Manager.totp_step < step)
        taken = update(Manager).where(Manager.id == manager_id, fresh).values(totp_step=step)
        return session.scalar(taken.returning(Manager.id)) is not None
    spent = delete(RecoveryCode).filter_by(manager_id=manager_id, code_hash=hash_code(code))
    return session.scalar(spent.returning(RecoveryCode.id)) is not None


def is_awaited(token: str) -> bool:
    """Whether a sign-in waits for its second step."""
    return console_sessions.find(token, is_proven=False) is not None


def prove(token: str, code: str) -> bool:
    """Let a waiting sign-in in when the code fits. A wrong code is counted, and the fifth ends the sign-in.

    Raises Gone when it has ended.
    """
    row = console_sessions.find(token, is_proven=False)
    if row is None:
        raise Gone("登录已过期，请重新登录")
    found, manager = row
    if take(manager.id, code):
        found.is_proven = True
        return True
    found.tries += 1
    if found.tries >= TRIES:
        session.execute(delete(ConsoleSession).filter_by(id=found.id))
        audit.write(Actor(manager.id, manager.name), "second_step.failed", manager.name, {"tries": TRIES})
    return False
