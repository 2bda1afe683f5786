from flask import Blueprint, current_app, g

from blueprints.base import PUBLIC, SIGNED_IN, contract, wechat
from blueprints.mini.forms import Form, Instant, Shown, short
from errors import WeChatCodeInvalid, WeChatUnavailable
from services import accounts

bp = Blueprint("sessions", __name__)


class SignIn(Form):
    code: short(128)  # type: ignore[valid-type]


class SignedIn(Shown):
    token: str
    expires_at: Instant
    bound: bool
    joined: bool


@bp.post("/sessions")
@contract(PUBLIC, SignedIn, body=SignIn, status=201, errors=(WeChatCodeInvalid, WeChatUnavailable), limit="600/minute")
def create_session(body: SignIn):
    """用 wx.login 的 code 登录"""
    login = wechat().login(body.code)
    return accounts.sign_in(login.openid, login.session_key, current_app.config["SETTINGS"].session_days)


@bp.delete("/sessions/current")
@contract(SIGNED_IN)
def delete_session():
    """退出登录"""
    accounts.sign_out(g.who)
