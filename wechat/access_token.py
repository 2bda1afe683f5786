"""The access token: value and end of life kept together, one fetch at a time per process."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock

MARGIN = 120  # seconds before its end at which a token is no longer used; WeChat renews in the last 300


@dataclass(frozen=True)
class Token:
    """``ends`` on the monotonic clock, so a changed wall clock cannot keep a dead token alive."""

    value: str = field(repr=False)
    ends: float

    @property
    def fresh(self) -> bool:
        return time.monotonic() < self.ends

    @classmethod
    def lasting(cls, value: str, seconds: int) -> "Token":
        return cls(value, time.monotonic() + max(seconds - MARGIN, seconds / 2))


class TokenKeeper:
    """Hands out one token to all threads. Those who wait for a fetch share its result, also when it fails.

    ``fetch`` must be bounded in time; whatever it raises is raised to everyone who waited.
    """

    def __init__(self, fetch: Callable[[], Token]):
        self._fetch = fetch
        self._lock = Lock()
        self._held: Token | None = None
        self._flight: Future[Token] | None = None

    def get(self) -> str:
        with self._lock:
            if self._held and self._held.fresh:
                return self._held.value
            flight, mine = self._flight or Future(), self._flight is None
            self._flight = flight
        if mine:
            self._fly(flight)
        return flight.result().value

    def replace(self, bad: str) -> str:
        """The token to use after WeChat refused ``bad``: already fetched by another thread, or fetched now."""
        with self._lock:
            if self._held and self._held.value == bad:
                self._held = None
        return self.get()

    def _fly(self, flight: Future[Token]) -> None:
        token, failure = None, None
        try:
            token = self._fetch()
        except BaseException as error:  # not hidden: raised to everyone who waits
            failure = error
        with self._lock:
            self._held, self._flight = token or self._held, None
        if token:
            flight.set_result(token)
        else:
            flight.set_exception(failure)
