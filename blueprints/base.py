"""What every request goes through, and nothing else: identity, body, one transaction, envelope, errors."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial, wraps
from ipaddress import ip_address
from typing import Any, NamedTuple, get_origin

from flask import Flask, Response, current_app, g, request
from limits import RateLimitItem, parse
from pydantic import BaseModel, TypeAdapter

import clock
from blueprints.bodies import read_body, read_query, read_upload
from blueprints.headers import JSON_HEADERS, PICTURE_HEADERS, Answer
from errors import AppError, NotBound, NotJoined, NotSignedIn, TooMany
from models import atomic, hot_path, in_transaction
from models.hot_path import Asker, Identity
from wechat import WeChat

Environ = dict[str, Any]  # a request as WSGI hands it over
PUBLIC, SIGNED_IN, BOUND, JOINED = "public", "signed_in", "bound", "joined"


class Page(NamedTuple):
    """A part of a list, and the cursor of the next part (None at the end)."""

    items: list
    next: int | None


@dataclass(frozen=True)
class Contract:
    """What a view promises. The funnel keeps it and the OpenAPI document is made from it.

    ``role`` is who may call; ``body`` and ``query`` what is read; ``upload`` how many bytes the one file of a form may
    have; ``returns`` the type of ``data`` (None: an empty 204; bytes: a JPEG as it is); ``repeat`` the status of a
    repeated write; ``errors`` what else it may answer; ``limit`` how often one caller may ask, e.g. ``5/hour``;
    ``writes`` says that a GET does more than read, ``lean`` that the view opens no transaction, because each of its
    statements is one, ``proves`` that the view's own statement proves the role, so that nobody is looked up before it.
    """

    role: str
    returns: Any = None
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    upload: int = 0
    status: int = 200
    repeat: int | None = None
    errors: tuple[type[AppError], ...] = ()
    limit: str = ""
    writes: bool = False
    lean: bool = False
    proves: bool = False
    summary: str = ""

    @cached_property
    def is_list(self) -> bool:
        """A list is shown with the cursor of its next part, null where there is none."""
        return get_origin(self.returns) is list

    @cached_property
    def adapter(self) -> TypeAdapter:
        return TypeAdapter(self.returns)

    @cached_property
    def allowance(self) -> RateLimitItem:
        return parse(self.limit)


def contract(role: str, returns: Any = None, **promises: Any) -> Callable:
    """Say what a view promises; its docstring's first line becomes the document's summary."""

    def mark(view: Callable) -> Callable:
        summary = (view.__doc__ or "").partition("\n")[0]
        view.contract = Contract(role, returns, **{"summary": summary} | promises)  # type: ignore[attr-defined]
        return view

    return mark


def funnel(view: Callable, promised: Contract, *, reading: bool) -> Callable:
    """One request: one identity, one body, one transaction, one envelope."""
    work = atomic(view, reading=reading)

    @wraps(view)
    def run(**args: Any) -> Response | Answer:
        given = request.environ
        if promised.role != PUBLIC:
            g.who = asker(promised, given)
        if promised.query is not None:
            args["query"] = read_query(promised.query)
        if promised.body is not None:
            args["body"] = read_body(promised.body, given)
        if promised.upload:
            args["upload"] = read_upload(promised.upload)
        if promised.limit:
            spend(promised)
        return answer(promised, work(**args))

    return known_first(run) if promised.proves else run


def asker(promised: Contract, given: Environ) -> Identity | Asker:
    """Who is asking, by bearer token; not looked up yet where the view itself proves the role. Raises NotSignedIn …"""
    scheme, _, token = given.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme != "Bearer" or not token:
        raise NotSignedIn
    one = Asker(token, partial(identify, promised.role))
    return one if promised.proves else one.known


def known_first(run: Callable) -> Callable:
    """Whatever is refused, whoever may not ask at all hears that first."""

    @wraps(run)
    def settled(**args: Any) -> Response | Answer:
        try:
            return run(**args)
        except AppError:
            if "who" in g:
                g.who.known  # noqa: B018 (raises)
            raise

    return settled


def identify(role: str, token: str) -> Identity:
    """The person behind a bearer token. Raises NotSignedIn, NotBound, NotJoined."""
    who = hot_path.who(token, clock.now(), clock.today())
    if who is None:
        raise NotSignedIn
    if role != SIGNED_IN and who.employee_id is None:
        raise NotBound
    if role == JOINED and who.participation_id is None:
        raise NotJoined
    return who


def spend(promised: Contract) -> None:
    """Use up one of the caller's turns. Raises TooMany with the seconds to wait."""
    limiter = current_app.extensions["limiter"]
    caller = f"account:{g.who.account_id}" if "who" in g else f"address:{address()}"
    key = (request.endpoint, caller)
    if not limiter.hit(promised.allowance, *key):
        reset = limiter.get_window_stats(promised.allowance, *key).reset_time
        raise TooMany(retry_after=max(1, round(reset - clock.now().timestamp())))


def wechat() -> WeChat:
    """The way out to WeChat. Nobody goes out while holding a transaction: a slow answer would hold everybody up."""
    if in_transaction():
        raise RuntimeError("a transaction is open: call WeChat before the first statement")
    return current_app.extensions["wechat"]


def address() -> str:
    """The caller's address; behind a proxy on this machine, the one that the proxy names."""
    peer = request.remote_addr or ""
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return forwarded if forwarded and is_loopback(peer) else peer


def is_loopback(peer: str) -> bool:
    try:
        return ip_address(peer).is_loopback
    except ValueError:
        return False


def answer(promised: Contract, result: Any) -> Response | Answer:
    """The envelope. A view returns its data, or (data, status) where a repeat has a status of its own."""
    data, status = result if type(result) is tuple else (result, promised.status)
    if promised.returns is None:
        return Response(status=status if status != 200 else 204)
    if promised.returns is bytes:
        return Answer(data, status, PICTURE_HEADERS)
    if promised.is_list:
        items, after = data if type(data) is Page else (data, None)
        body = b'{"data":%b,"next":%b}' % (show(promised, items), str(after or "null").encode())
    else:
        body = b'{"data":%b}' % show(promised, data)
    return Answer(body, status, JSON_HEADERS)


def show(promised: Contract, data: Any) -> bytes:
    """Serialised through the promised type, so that the document cannot lie."""
    adapter = promised.adapter
    return adapter.serializer.to_json(adapter.validator.validate_python(data, from_attributes=True), by_alias=True)


def through_funnel(app: Flask) -> None:
    """Send every view that has a contract through the funnel. A view without one is a mistake found by a test."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        promised = getattr(view, "contract", None)
        if promised is not None and not hasattr(view, "__wrapped__"):
            reading = not (promised.writes or promised.lean) and (rule.methods or set()) <= {"GET", "HEAD", "OPTIONS"}
            wrapped = funnel(view, replace(promised), reading=reading)
            wrapped.contract = promised  # type: ignore[attr-defined]
            app.view_functions[rule.endpoint] = wrapped
