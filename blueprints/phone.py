"""A phone-shaped page that drives the real API through the emulator. Development only: elsewhere it is not there.

Two routes do what a page in a browser cannot: be handed an invite code, and answer WeChat's subscription popup.
"""

import json
import re
from typing import Any
from urllib.request import Request, urlopen

from flask import Blueprint, current_app, jsonify, render_template, request
from werkzeug.wrappers import Response

from errors import Invalid, NotFound
from models import atomic
from services import demonstration_people

bp = Blueprint("phone", __name__, url_prefix="/phone")

NAME = re.compile(r"[\w-]{1,40}", re.ASCII)
SECONDS = 5


@bp.before_request
def only_in_development() -> None:
    if not current_app.config["SETTINGS"].development:
        raise NotFound("没有这个地址")


@bp.get("/")
def show() -> str:
    return render_template("phone.html", people=atomic(demonstration_people.candidates, reading=True)())


@bp.post("/invites")
def invite() -> Response:
    """An invite code for somebody made up. Raises NotFound in a real office."""
    return jsonify(atomic(demonstration_people.invite)(asked("employee_no")))


@bp.post("/grants")
def grant() -> Response:
    """What the popup of ``wx.requestSubscribeMessage`` tells WeChat: one more message is allowed."""
    openid, template_id = f"o-demo-{asked('name')}", asked("template_id")
    address = current_app.config["SETTINGS"].wx_api_base + "__ctl/grant"
    body = json.dumps({"openid": openid, "template_id": template_id}).encode()
    with urlopen(Request(address, body, {"Content-Type": "application/json"}), timeout=SECONDS):
        return jsonify(granted=True)


def asked(name: str) -> str:
    """A short ASCII word of the JSON body. Raises Invalid."""
    body: Any = request.get_json(silent=True)
    word = body.get(name) if isinstance(body, dict) else None
    if not isinstance(word, str) or not NAME.fullmatch(word):
        raise Invalid(fields={name: "格式不对"})
    return word
