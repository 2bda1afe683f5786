"""Not everybody waits for a WeChat that hangs.

Whoever waits holds up a thread that serves people. After ``MANY`` calls in a row that timed out nobody else waits for
``REST``: or those who sign in meanwhile would hold up all the others, one after another.
"""

from datetime import timedelta

import clock
from wechat.transport import Fault

REST, MANY = timedelta(seconds=30), 2


class Rest:
    """``with rest:`` around a call that somebody waits for. Raises Fault while it lasts. Serves many threads."""

    def __init__(self) -> None:
        self.until, self.in_a_row = clock.now(), 0

    def __enter__(self) -> None:
        if timedelta() < self.until - clock.now() <= REST:  # longer only if the clock was put back
            raise Fault("not asked so soon after time-outs", sent=False)

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        timed_out = isinstance(error, Fault) and error.what.endswith("timeout")
        self.in_a_row = self.in_a_row + 1 if timed_out else 0
        if self.in_a_row >= MANY:
            self.until = clock.now() + REST
