"""The figures of this process for Prometheus: how many requests, and how long they took. No person is in them."""

from functools import cache
from time import perf_counter

from flask import Flask, Response, g, request
from prometheus_client import Counter

REQUESTS = Counter("lvxing_requests_total", "Requests by view and status", ["view", "status"])
SECONDS = Counter("lvxing_request_seconds_total", "Seconds spent on requests, by view", ["view"])


def keep(app: Flask) -> None:
    """Count every request from its first line to its last."""

    @app.before_request
    def start() -> None:
        g.started = perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        view = request.endpoint or "none"
        requests_of(view, response.status_code).inc()
        seconds_of(view).inc(perf_counter() - g.started)
        return response


@cache
def requests_of(view: str, status: int) -> Counter:
    return REQUESTS.labels(view, status)


@cache
def seconds_of(view: str) -> Counter:
    return SECONDS.labels(view)
