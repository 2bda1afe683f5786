"""The mini-program in a browser, and what stands in for a phone and for WeChat. Development only: elsewhere not there.

The bundle is made by ``commands/phone_page.py``. The other routes do what a page in a browser cannot: be handed an
invite code, show a sticker to the camera, answer WeChat's subscription popup, and see WeChat's service notices.
"""

import json
import re
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    make_response,
    render_template,
    request,
    send_from_directory,
)

from errors import Invalid, NotFound
from models import atomic
from services.bins import bins
from services.bins import signs as bin_signs
from services.demonstration import people as demonstration_people
from services.printing import qr
from services.sending import subscriptions

bp = Blueprint("phone", __name__, url_prefix="/phone")

NAME = re.compile(r"[\w-]{1,40}", re.ASCII)
SECONDS = 5
STICKERS = 6
NEWEST = 10


@bp.before_request
def only_in_development() -> None:
    if not current_app.config["SETTINGS"].development:
        raise NotFound("没有这个地址")


@bp.get("/")
def show() -> str:
    if not (folder() / "built.txt").exists():
        problem = folder() / "problem.txt"
        return render_template("phone_missing.html", problem=problem.read_text("utf-8") if problem.exists() else "")
    shown = atomic(lambda: (demonstration_people.candidates(), stickers(), subscriptions.titles()), reading=True)()
    return render_template("phone.html", people=shown[0], stickers=shown[1], templates=shown[2])


def folder() -> Path:
    return current_app.config["SETTINGS"].instance_path / "phone"


def stickers() -> list[tuple[str, str]]:
    """Code and place of a few bins that a camera may be held to."""
    return [(row.code, bins.where(row)) for row in bins.printable(bins.Wanted(), most=STICKERS)]


@bp.get("/files/<path:name>")
def file(name: str) -> Response:
    response = send_from_directory(folder(), name)
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/stickers/<code>.png")
def sticker(code: str) -> Response:
    """What is printed on the bin, as a picture."""
    row = atomic(bins.find, reading=True)(code)
    address = bin_signs.address(current_app.config["SETTINGS"].public_base_url, row.code)
    response = make_response(qr.png(address, module=8))
    response.mimetype = "image/png"
    return response


@bp.post("/invites")
def invite() -> Response:
    """An invite code for somebody made up. Raises NotFound in a real office."""
    return jsonify(atomic(demonstration_people.invite)(asked("employee_no")))


@bp.post("/grants")
def grant() -> Response:
    """What the popup of ``wx.requestSubscribeMessage`` tells WeChat: one more message is allowed."""
    wechat("grant", {"openid": openid(asked("name")), "template_id": asked("template_id")})
    return jsonify(granted=True)


@bp.get("/notices")
def notices() -> Response:
    """What this WeChat user was sent, the newest first."""
    name = request.args.get("name", "")
    if not NAME.fullmatch(name):
        raise Invalid(fields={"name": "格式不对"})
    sent = wechat(f"sent?openid={openid(name)}")
    return jsonify([{"page": one["page"], "text": words(one["data"])} for one in sent[: -NEWEST - 1 : -1]])


def words(data: dict[str, str]) -> str:
    """The fields of a message in the order of their numbers: thing1, time2, thing3."""
    return " · ".join(data[key] for key in sorted(data, key=lambda key: key[-1]))


def openid(name: str) -> str:
    return f"o-demo-{name}"


def wechat(call: str, body: dict[str, str] | None = None) -> Any:
    """A call of the stand-in's control plane: a POST with a body, else a GET."""
    address = current_app.config["SETTINGS"].wx_api_base + "__ctl/" + call
    content = json.dumps(body).encode() if body is not None else None
    with urlopen(Request(address, content, {"Content-Type": "application/json"}), timeout=SECONDS) as answer:
        return json.load(answer)


def asked(name: str) -> str:
    """A short ASCII word of the JSON body. Raises Invalid."""
    body: Any = request.get_json(silent=True)
    word = body.get(name) if isinstance(body, dict) else None
    if not isinstance(word, str) or not NAME.fullmatch(word):
        raise Invalid(fields={name: "格式不对"})
    return word
