from flask import Blueprint, g

from blueprints.base import SIGNED_IN, contract, wechat
from blueprints.mini.forms import Form, Shown, short
from errors import Conflict, Invalid, NotBound, WeChatCodeInvalid, WeChatUnavailable
from services import accounts

bp = Blueprint("binding", __name__)


class Binding(Form):
    """Either the three fields of the invite, or the phone code."""

    employee_no: short(32) | None = None  # type: ignore[valid-type]
    name: short(64) | None = None  # type: ignore[valid-type]
    invite_code: short(32) | None = None  # type: ignore[valid-type]
    phone_code: short(128) | None = None  # type: ignore[valid-type]


class Person(Shown):
    name: str
    department: str


class Bound(Shown):
    employee: Person


@bp.post("/binding")
@contract(
    SIGNED_IN, Bound, body=Binding, limit="5/hour", errors=(Conflict, NotBound, WeChatCodeInvalid, WeChatUnavailable)
)
def bind(body: Binding):
    """与职工名册核对身份：工号、姓名、邀请码，或微信手机号"""
    if body.phone_code and not (body.employee_no or body.name or body.invite_code):
        phone = wechat().phone_number(body.phone_code)
        return {"employee": accounts.bind_by_phone(g.who, phone)}
    missing = [name for name in ("employee_no", "name", "invite_code") if not getattr(body, name)]
    if missing or body.phone_code:
        raise Invalid(
            "请填写工号、姓名和邀请码，或授权手机号（二选一）", dict.fromkeys(missing or ["phone_code"], "二选一")
        )
    return {"employee": accounts.bind_by_invite(g.who, body.employee_no, body.name, body.invite_code)}  # type: ignore[arg-type]
