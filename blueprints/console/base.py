"""What every page of the console goes through: who is asking, whether the form is ours, one transaction."""

import secrets
from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flask import Response, current_app, g, redirect, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

import clock
from blueprints.base import PUBLIC as ANYONE
from blueprints.base import Contract, spend
from blueprints.bodies import FORM_BYTES
from errors import Forbidden, Invalid, NotSignedIn
from models import atomic
from services.demonstration import everything as demonstration
from services.managers import sessions as console_sessions
from services.managers.sessions import SEEN_EVERY, SESSION_HOURS, Visitor
from services.workbooks import workbooks

PUBLIC, READER, MANAGER, OWNER = "public", "reader", "manager", "owner"
COOKIE = "lvxing_console"
STALE = "页面放得太久，请返回上一页刷新后再提交"


def page(role: str, *, writes: bool = False, limit: str = "", again: Callable | None = None, most: int = 0) -> Callable:
    """Let a view in only through the funnel.

    ``role`` is the least one that may enter. A GET reads unless it ``writes``; a POST writes. ``limit`` is how
    often one address may ask, e.g. ``20/hour``. ``again`` is the page to show once more, with the sentences at
    their fields (``g.problems``), when what was filled in is Invalid. ``most`` is how many bytes the files of its form
    may have, where that is more than usual.
    """

    def mark(view: Callable) -> Callable:
        guarded = guard(view, role)
        reading, writing = atomic(guarded, reading=not writes), atomic(guarded)
        allowance = Contract(ANYONE, limit=limit)

        @wraps(view)
        def run(**args: Any) -> Any:
            if limit:
                spend(allowance)
            if request.method != "POST":
                answer = reading(**args)
                keep_alive()
                return outside(answer)
            check_origin()
            if most:
                request.max_content_length = most + FORM_BYTES
            try:
                return outside(writing(**args))
            except Invalid as error:
                if again is None:
                    raise
                g.problems = error
                return again.reading(**args), error.status  # type: ignore[attr-defined]

        run.reading, run.role = reading, role  # type: ignore[attr-defined]
        return run

    return mark


def keep_alive() -> None:
    """Whoever looks at a page is there: a look that reads does not write, so that is written down apart."""
    visitor = g.get("visitor")
    if visitor and clock.now() - visitor.seen_at >= SEEN_EVERY:
        atomic(console_sessions.touch)(visitor)


class Outside(NamedTuple):
    """What a page still does once its transaction is over: ask WeChat."""

    work: Callable[[], Any]


def outside(answer: Any) -> Any:
    return answer.work() if isinstance(answer, Outside) else answer


def guard(view: Callable, role: str) -> Callable:
    """Inside the transaction, before the view: the visitor, the role, the form's token."""

    @wraps(view)
    def run(**args: Any) -> Any:
        g.visitor = console_sessions.who(request.cookies.get(COOKIE, ""))
        g.is_demonstration = demonstration.is_demonstration()
        if role != PUBLIC:
            admit(g.visitor, role)
            if request.method == "POST":
                check_form(g.visitor)
                console_sessions.touch(g.visitor)
        return view(**args)

    return run


def admit(visitor: Visitor | None, role: str) -> None:
    """Raises NotSignedIn, Forbidden."""
    if visitor is None:
        raise NotSignedIn("登录已过期，请重新登录")
    if not visitor.may(role):
        raise Forbidden("您的身份不能进行这项操作，请联系本单位负责人")


def require_whole_office() -> None:
    """For what concerns everybody. Raises Forbidden for a manager of one department tree."""
    if g.visitor.department_id is not None:
        raise Forbidden("这项操作涉及全单位，请由全单位的管理员进行")


def check_form(visitor: Visitor) -> None:
    """A form of ours carries the sign-in's own token. Raises Forbidden."""
    if not secrets.compare_digest(request.form.get("form_token", "").encode(), visitor.form_token.encode()):
        raise Forbidden(STALE)


def check_origin() -> None:
    """A form comes from a page of ours: the browser says so itself where it can. Raises Forbidden."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    ours = {request.host, urlsplit(current_app.config["SETTINGS"].public_base_url).netloc}
    if site not in (None, "same-origin", "none") or (site is None and origin and urlsplit(origin).netloc not in ours):
        raise Forbidden("请求不是从本系统的页面发出的")


def go(endpoint: str, done: str = "", **values: Any) -> AnyResponse:
    """On to another page of the console; ``done`` names the sentence it shows on top."""
    return redirect(url_for(f"console.{endpoint}", **values, done=done or None), 303)


def keep_cookie(response: AnyResponse, name: str, value: str, seconds: int = SESSION_HOURS * 3600) -> AnyResponse:
    """Readable by no script, sent by no foreign form, and over HTTPS only where there is HTTPS."""
    secure = current_app.config["SETTINGS"].public_base_url.startswith("https:")
    response.set_cookie(name, value, seconds, path="/console", httponly=True, samesite="Lax", secure=secure)
    return response


def signed_in(token: str) -> AnyResponse:
    """To the first page, with the cookie of a new sign-in."""
    return keep_cookie(go("home.show"), COOKIE, token)


class Upload(NamedTuple):
    content: bytes
    name: str


def uploaded(please: str = "请先选择文件") -> Upload:
    """What was chosen at the form's field ``file``. Raises Invalid, saying ``please``, when nothing was."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Invalid("还没有选择文件", {"file": please})
    return Upload(file.read(), file.filename)


def workbook(content: bytes, title: str) -> Response:
    """A table to be saved as ``title.xlsx``."""
    return attachment(content, workbooks.XLSX, f"{title}.xlsx")


def attachment(content: bytes, kind: str, name: str) -> Response:
    """A file to be saved under a Chinese name."""
    return send_file(BytesIO(content), kind, as_attachment=True, download_name=name, max_age=0)
