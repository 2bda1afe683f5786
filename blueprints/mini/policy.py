from flask import Blueprint

from blueprints.base import PUBLIC, contract
from blueprints.mini.forms import Shown
from services import policy

bp = Blueprint("policy", __name__)


class Policy(Shown):
    version: str
    text: str
    points: list[str]


@bp.get("/policy")
@contract(PUBLIC, Policy)
def show_policy():
    """参与须知"""
    return policy.current()
