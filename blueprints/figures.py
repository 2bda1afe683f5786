"""A Flask that counts its answers for Prometheus and finishes their headers. No person is in the figures.

Flask's hooks would do the same at several times the price, which the hot path pays on every request.
"""

from functools import cache
from time import perf_counter
from typing import Any

from flask import Response, request
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from blueprints.headers import Answer, set_headers
from blueprints.lean import LeanFlask
from blueprints.refusals import hear_out
from models import atomic
from services.sending import figures as push_figures
from services.sending import halts

REQUESTS = Counter("lvxing_requests_total", "Answers by view and status", ["view", "status"])
SECONDS = Counter("lvxing_request_seconds_total", "Seconds spent on answers, by view", ["view"])


def sending_figures() -> bytes:
    """Today's messages by state and channel halts, read from the database; nothing when it does not answer."""
    try:
        today, stopped = atomic(read_sending, reading=True)()
    except SQLAlchemyError:
        return b""
    registry = CollectorRegistry()
    messages = Gauge("lvxing_deliveries_today", "Messages of today by state", ["state"], registry=registry)
    for state, count in today.counts.items():
        messages.labels(state).set(count)
    Gauge("lvxing_senders", "Schedulers alive", registry=registry).set(today.senders)
    halted = Gauge("lvxing_push_halted", "1 while a channel takes nothing", ["channel"], registry=registry)
    for channel, is_halted in stopped.items():
        halted.labels(channel).set(is_halted)
    return generate_latest(registry)


def read_sending() -> tuple[push_figures.Today, dict[str, bool]]:
    return push_figures.today(), {channel: halts.halted(channel) is not None for channel in push_figures.CHANNELS}


class CountedFlask(LeanFlask):
    def full_dispatch_request(self) -> Response | Answer:  # type: ignore[override]
        started = perf_counter()
        response = super().full_dispatch_request()
        count(request.endpoint, response.status_code, perf_counter() - started)
        return response

    def handle_exception(self, e: Exception) -> Response:
        response = super().handle_exception(e)
        count(request.endpoint, response.status_code, 0)
        return response

    def finalize_request(self, rv: Any, from_error_handler: bool = False) -> Any:
        response = super().finalize_request(rv, from_error_handler)
        if type(response) is Answer:
            return response
        if response.status_code >= 400:
            hear_out(request)
        return set_headers(response)


def count(view: str | None, status: int, seconds: float) -> None:
    answers, spent = counters(view, status)
    answers.inc()
    spent.inc(seconds)


@cache
def counters(view: str | None, status: int) -> tuple[Counter, Counter]:
    name = view or "none"
    return REQUESTS.labels(name, status), SECONDS.labels(name)
