"""One bounded exchange with WeChat's server: bytes of a 200 answer, or one exception without a URL in it.

Every call goes below one base URL; no proxies from the environment, no cookies, no redirects. Whatever goes wrong
is a ``Fault`` raised outside any ``except`` block, so that no chain keeps an address with the app's secret.
"""

import json
import logging
import re
import ssl
import time
from collections.abc import Mapping
from concurrent.futures import Future
from http.cookiejar import DefaultCookiePolicy
from threading import Thread
from typing import Any, TypeAlias

import requests
import urllib3

OFFICIAL = "https://api.weixin.qq.com/"
LARGEST = 8 * 1024 * 1024  # bytes of an answer; a code's picture has some 100,000
QUERY = re.compile(r"\?[^\s\"')]*")


def hide_query(record: logging.LogRecord) -> bool:
    """urllib3 logs whole addresses; what follows the question mark (secret, token, code) is cut."""
    record.msg, record.args = QUERY.sub("?…", record.getMessage()), ()
    return True


for _name in ("urllib3.connectionpool", "urllib3.util.retry"):
    logging.getLogger(_name).addFilter(hide_query)

Fields: TypeAlias = Mapping[str, Any]


class Fault(Exception):
    """No usable answer. ``what`` is a few plain words; ``sent`` is false only if WeChat certainly did not act."""

    def __init__(self, what: str, *, sent: bool):
        super().__init__(what)
        self.what = what
        self.sent = sent


class Transport:
    """Thread-safe. ``timeout`` is (connect, read) in seconds; one exchange never takes longer than about their sum,
    also when the answer drips in; ``guarded``, not even when looking up the name or the answer's head drags on."""

    def __init__(
        self,
        session: requests.Session,
        base_url: str,
        timeout: tuple[float, float],
        pool_size: int,
        official: str = OFFICIAL,
    ):
        self._official = official
        self._session = harden(session, pool_size)
        self._base = base_url.rstrip("/") + "/"
        self._timeout = timeout
        self._longest = sum(timeout)

    def exchange(
        self, method: str, url: str, params: Fields, body: Fields | None = None, *, guarded: bool = True
    ) -> bytes:
        """The answer's body. ``url`` is one of the official host. Raises Fault."""
        if not url.startswith(self._official):
            raise ValueError("only WeChat's own API is called")
        attempt = self._guarded if guarded else self._attempt
        answer = attempt(method, self._base + url.removeprefix(self._official), params, body)
        if isinstance(answer, Fault):
            raise Fault(answer.what, sent=answer.sent)
        return answer

    def _guarded(self, *asked: Any) -> bytes | Fault:
        """In a thread of its own, which costs about a third of a millisecond: not for sending in bulk."""
        outcome: Future[bytes | Fault] = Future()
        Thread(target=lambda: outcome.set_result(self._attempt(*asked)), daemon=True).start()
        try:
            return outcome.result(self._longest + 0.5)
        except TimeoutError:
            return Fault("timeout", sent=True)

    def _attempt(self, method: str, url: str, params: Fields, body: Fields | None) -> bytes | Fault:
        end = time.monotonic() + self._longest
        try:
            answer = self._session.request(
                method,
                url,
                params=params,
                data=None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"),
                headers={} if body is None else {"Content-Type": "application/json"},
                timeout=self._timeout,
                allow_redirects=False,
                stream=True,
            )
            content = read(answer.raw, end)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            return sort(error)
        if answer.status_code != 200:
            return Fault(f"http {answer.status_code}", sent=answer.status_code != 429)
        return content


def read(raw: urllib3.HTTPResponse, end: float) -> bytes:
    """The whole body, as it comes, until ``end`` on the monotonic clock."""
    content = bytearray()
    while part := raw.read1(decode_content=True):
        content += part
        if time.monotonic() > end or len(content) > LARGEST:
            raw.close()
            raise requests.ReadTimeout
    if raw.length_remaining:
        raise requests.ConnectionError
    return bytes(content)


def harden(session: requests.Session, pool_size: int) -> requests.Session:
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = requests.adapters.HTTPAdapter(pool_connections=2, pool_maxsize=pool_size, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def sort(error: Exception) -> Fault:
    """Which fault this is, keeping nothing of ``error`` itself: its text has the whole address."""
    if isinstance(error, requests.ConnectTimeout):
        return Fault("connect timeout", sent=False)
    if isinstance(error, requests.Timeout):
        return Fault("timeout", sent=True)
    causes = list(chain(error))
    if any(isinstance(cause, urllib3.exceptions.NewConnectionError) for cause in causes):
        return Fault("no connection", sent=False)
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return Fault("certificate", sent=False)
    return Fault("connection cut", sent=True)


def chain(error: object, depth: int = 6) -> list[object]:
    """``error`` and what it wraps, as requests and urllib3 wrap: in ``args[0]`` or ``reason``."""
    if depth == 0 or not isinstance(error, BaseException):
        return []
    inner = getattr(error, "reason", None) or (error.args[0] if error.args else None)
    return [error, *chain(inner, depth - 1)]
