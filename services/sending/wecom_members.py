"""Who may also be reached over WeCom: the person's user id there, sealed, as long as they wish."""

from sqlalchemy import select

from errors import Conflict
from models import Account, session
from models.hot_path import Identity
from services import vault


def link(who: Identity, user_id: str) -> None:
    """Keep the user id. Again changes nothing. Raises Conflict when it is somebody else's."""
    hashed = vault.fingerprint(user_id, "wecom")
    owner = session.scalar(select(Account.id).filter_by(wecom_hash=hashed))
    if owner not in (None, who.account_id):
        raise Conflict("这个企业微信账号已与其他职工绑定，如有疑问请联系管理员")
    account = session.get_one(Account, who.account_id)
    if account.wecom_hash != hashed:
        account.wecom_hash, account.wecom_sealed = hashed, vault.seal(user_id, f"wecom:{hashed}")


def unlink(who: Identity) -> None:
    account = session.get_one(Account, who.account_id)
    account.wecom_hash = account.wecom_sealed = None
