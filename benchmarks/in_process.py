"""Requests to a WSGI application called directly, without a server or a test client between.

``python -m benchmarks.in_process COUNT MODULE PATH LINES URL REPEATS [METHOD STATUS]``: ``benchmarks.MODULE``'s
application gets the first COUNT lines once each, then the first line REPEATS times again; a GET leaves the bodies out.
Run under valgrind, so it does nothing else and imports nothing that the application does not.
"""

import importlib
import io
import sys
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any


def environ(path: str, token: str, body: bytes, method: str = "POST") -> dict[str, Any]:
    """What a server hands over for one request with JSON."""
    path, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_AUTHORIZATION": f"Bearer {token}",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def post(application: Any, path: str, line: str, method: str = "POST") -> tuple[int, bytes]:
    """Send one prepared line (``token<TAB>JSON``); status and body of the answer."""
    token, _, text = line.rstrip("\n").partition("\t")
    body = text.encode() if method == "POST" else b""
    told: list[str] = []
    answer = application(environ(path, token, body, method), lambda status, _headers: told.append(status))
    content = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    return int(told[0][:3]), content


def read(path: str | Path, count: int) -> list[str]:
    with open(path, encoding="utf-8") as file:
        return list(islice(file, count))


def send(application: Any, path: str, lines: Iterable[str], expected: tuple[int, ...], method: str = "POST") -> None:
    """Raises SystemExit on the first answer with another status: a wrong answer must not be measured."""
    for line in lines:
        status, content = post(application, path, line, method)
        if status not in expected:
            raise SystemExit(f"answered {status}, not {expected}: {content.decode()}")


def main(
    count: str, module: str, path: str, lines: str, url: str, repeats: str, method: str = "POST", status: str = "201"
) -> None:
    application = importlib.import_module(f"benchmarks.{module}").application(url)
    prepared = read(lines, int(count))
    send(application, path, prepared, (int(status),), method)
    send(application, path, prepared[:1] * int(repeats), (200, 201), method)


if __name__ == "__main__":
    main(*sys.argv[1:])
