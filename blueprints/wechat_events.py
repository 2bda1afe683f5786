"""WeChat's message push: is it from WeChat, keep it once, answer at once. 404 until WX_PUSH_TOKEN is set."""

from concurrent.futures import ThreadPoolExecutor

from flask import Blueprint, Response, abort, current_app, request

from models import atomic
from services import wechat_events
from wechat import Envelope, Forged, Undecryptable

bp = Blueprint("wechat_events", __name__, url_prefix="/wechat/events")

LARGEST = 64 * 1024  # bytes; an event has some hundreds
PATIENCE = 0.7  # seconds for the database; WeChat waits five, and then asks again
workers = ThreadPoolExecutor(2, "wechat-events")


def envelope() -> Envelope:
    settings = current_app.config["SETTINGS"]
    if not settings.wx_push_token:
        abort(404)
    return Envelope(settings.wx_appid, settings.wx_push_token, settings.wx_push_aes_key)


@bp.get("")
def confirm() -> Response:
    """WeChat asks once, when the address is entered in its console."""
    try:
        return plain(envelope().echo(request.args))
    except Forged:
        return plain("", 403)


@bp.post("")
def take() -> Response:
    """An event that the database has no time for is answered 503, and finished all the same: its repeat is ignored."""
    ours = envelope()
    request.max_content_length = LARGEST
    try:
        event = ours.open(request.args, request.get_data(cache=False))
    except Forged:
        return plain("", 403)
    except (Undecryptable, ValueError):
        return plain("", 400)
    try:
        workers.submit(atomic(wechat_events.take), event).result(PATIENCE)
    except TimeoutError:
        return plain("", 503)
    return plain("success")


def plain(text: str, status: int = 200) -> Response:
    return Response(text, status, content_type="text/plain; charset=utf-8")
