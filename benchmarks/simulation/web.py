"""The product's own web server on made-up days: ``python -m benchmarks.simulation.web``.

It is what ``manage.py serve`` starts, but its clock is ahead of the true one by SIMULATED_AHEAD seconds.
"""

import os
from collections.abc import Callable
from datetime import timedelta

import clock
from commands import serve
from config import Config

AHEAD = "SIMULATED_AHEAD"


def keep_time() -> None:
    """Go by the clock of the process that started this one."""
    clock.move_to(clock.now() + timedelta(seconds=float(os.environ[AHEAD])))


def application() -> Callable:
    keep_time()
    return serve.application()


if __name__ == "__main__":
    serve.serve(Config.from_env(), "benchmarks.simulation.web:application")
