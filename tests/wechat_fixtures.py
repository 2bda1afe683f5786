"""What the tests of the seam to WeChat share: a message, broken answers, and a server that says whatever it is told."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any

import pytest

import errors
from wechat import PushError, WeChat
from wechat.emulator.server import APPID, SECRET

GOOD = {"thing1": "今天怎么上班？", "time2": "2026年11月23日 08:00", "thing3": "步行、骑车、公交都算"}

CONNECT, READ = 0.3, 0.6  # seconds
IN_TIME = CONNECT + READ + 1.2  # the machine is shared
SEND, TOKEN, LOGIN = "subscribe/send", "stable_token", "jscode2session"
BROKEN: list[dict[str, Any]] = [
    {"kind": "http", "status": 500}, {"kind": "http", "status": 502}, {"kind": "http", "status": 503},
    {"kind": "http", "status": 302}, {"kind": "garbage"}, {"kind": "truncated"}, {"kind": "empty"},
    {"kind": "body", "body": "null"}, {"kind": "body", "body": "[]"}, {"kind": "body", "body": "{}"},
    {"kind": "body", "body": '{"errcode":"x"}'}, {"kind": "drop"},
    {"kind": "drip", "seconds": 3},
]  # fmt: skip


def named(fault: dict[str, Any]) -> str:
    return "-".join(str(value)[:16] for value in fault.values())


def impatient(url: str) -> WeChat:
    return WeChat(APPID, SECRET, url, timeout=(CONNECT, READ))


def push(wechat: WeChat) -> str | None:
    return wechat.push("o1", "tmpl-commute", GOOD)


def failed(call: Callable[..., Any], *args: Any) -> Any:
    """What ``call`` raised, in time."""
    began = time.monotonic()
    with pytest.raises((PushError, errors.AppError)) as caught:
        call(*args)
    assert time.monotonic() - began < IN_TIME
    return caught.value


@contextmanager
def raw_server(talk: Callable[[socket.socket, bytes], None]) -> Iterator[tuple[str, list[bytes]]]:
    """A server that hands each connection's request to ``talk`` and closes; its URL and the requests it saw."""
    seen: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve, args=(listener, talk, seen), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/", seen
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def serve(listener: socket.socket, talk: Callable[[socket.socket, bytes], None], seen: list[bytes]) -> None:
    with suppress(OSError):
        while True:
            wire, _ = listener.accept()
            Thread(target=one, args=(wire, talk, seen), daemon=True).start()


def one(wire: socket.socket, talk: Callable[[socket.socket, bytes], None], seen: list[bytes]) -> None:
    with wire, suppress(OSError):
        asked = wire.recv(65_536)
        seen.append(asked)
        talk(wire, asked)
