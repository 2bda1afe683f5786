from flask import Blueprint, g

from blueprints.base import BOUND, contract
from errors import Forbidden, NotFound
from services.managers import sign_ins as console_sign_ins

bp = Blueprint("console_sign_ins", __name__)


@bp.post("/console-sign-ins/<code>/confirmation")
@contract(BOUND, errors=(Forbidden, NotFound), limit="60/hour")
def confirm_console_sign_in(code: str) -> None:
    """管理员确认：在电脑上登录工作台"""
    console_sign_ins.confirm(g.who, code)
