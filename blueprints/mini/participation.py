from flask import Blueprint, g

from blueprints.base import BOUND, contract
from blueprints.mini.forms import Form, Shown, short
from errors import Conflict
from services import accounts

bp = Blueprint("participation", __name__)


class Joining(Form):
    policy_version: short(32)  # type: ignore[valid-type]
    on_people_board: bool = False


class Joined(Shown):
    joined: bool


@bp.post("/participation")
@contract(BOUND, Joined, body=Joining, status=201, repeat=200, errors=(Conflict,))
def join(body: Joining):
    """选择加入"""
    fresh = accounts.join(g.who, body.policy_version, body.on_people_board)
    return {"joined": True}, 201 if fresh else 200


@bp.delete("/participation")
@contract(BOUND)
def leave():
    """退出：立即离开所有榜单，删除能认出本人的内容"""
    accounts.leave(g.who)
