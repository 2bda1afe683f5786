"""What can go wrong on purpose: the next ``times`` calls of a path, after ``skip`` good ones.

Before acting: http (``status``, HTML) · garbage (HTML, 200) · truncated · empty · body (``body`` as it is) ·
drop (connection cut) · drip (some bytes a second, for ``seconds``) · errcode (``errcode``).
Then as usual: slow (``seconds``) · token_rotation (all tokens die).
After acting: after_effect (``then``: http, drop or slow) · extra (unknown fields in the answer).
"""

import json
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event
from typing import Any

from flask import Response, request

from wechat.emulator.state import Refusal, State
from wechat.emulator.tokens import kill_all
from wechat.emulator.wire import SOCKET

KINDS = {
    "http", "garbage", "truncated", "empty", "body", "slow", "drip", "drop",
    "after_effect", "errcode", "token_rotation", "extra",
}  # fmt: skip
PAGE = "<html><head><title>Error</title></head><body>微信</body></html>"


@dataclass
class Fault:
    """``path`` is searched as a regular expression; ``times`` 0 means for ever."""

    path: str
    kind: str
    times: int = 1
    skip: int = 0
    status: int = 502
    seconds: float = 30.0
    errcode: int = -1
    body: str = "null"
    then: str = "http"

    def __post_init__(self) -> None:
        re.compile(self.path)
        if self.kind not in KINDS or self.then not in ("http", "drop", "slow"):
            raise ValueError(f"kind is one of {sorted(KINDS)}; then is http, drop or slow")


def take(state: State, path: str) -> Fault | None:
    """The fault for this call, counted; None if there is none."""
    for fault in state.faults:
        if re.search(fault.path, path):
            if fault.skip:
                fault.skip -= 1
                continue
            if fault.times == 1:
                state.faults.remove(fault)
            fault.times -= fault.times > 0
            return fault
    return None


def before(fault: Fault, state: State, stopped: Event) -> Response | None:
    """What happens instead of acting; None to act."""
    if fault.kind == "errcode":
        raise Refusal(fault.errcode, "injected")
    if fault.kind == "token_rotation":
        kill_all(state)
    if fault.kind == "slow":
        stopped.wait(fault.seconds)
    return broken(fault, fault.kind, stopped)


def after(fault: Fault, answer: Response, stopped: Event) -> Response:
    """What the client sees of ``answer`` after the act."""
    if fault.kind == "after_effect" and fault.then == "slow":
        stopped.wait(fault.seconds)
    elif fault.kind == "after_effect":
        return broken(fault, fault.then, stopped) or answer
    elif fault.kind == "extra":
        answer.set_data(json.dumps(json.loads(answer.get_data()) | {"new_field": {"a": [1]}, "hint": "新"}))
    return answer


def broken(fault: Fault, kind: str, stopped: Event) -> Response | None:
    answers: dict[str, Any] = {
        "http": lambda: Response(PAGE, fault.status, mimetype="text/html"),
        "garbage": lambda: Response(PAGE, 200, mimetype="text/html"),
        "truncated": lambda: Response('{"errcode":0,"errm', 200, mimetype="application/json"),
        "empty": lambda: Response("", 200),
        "body": lambda: Response(fault.body, 200),
        "drip": lambda: Response(drip(fault.seconds, stopped), 200, headers={"Content-Length": "100000"}),
        "drop": drop,
    }
    return answers[kind]() if kind in answers else None


def drip(seconds: float, stopped: Event) -> Iterator[bytes]:
    for _ in range(int(seconds * 5)):
        if stopped.wait(0.2):
            return
        yield b" "


def drop() -> Response:
    """Cut the connection under the answer."""
    wire: socket.socket = request.environ[SOCKET]
    wire.shutdown(socket.SHUT_RDWR)
    return Response("", 200)
