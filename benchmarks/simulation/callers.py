"""Phones, as many as there are connections: each opens the first page and checks in, and some look at the boards."""

import http.client
import json
import time
from collections import Counter, defaultdict
from itertools import count
from threading import Lock, Thread
from typing import Any, NamedTuple

from benchmarks import office
from benchmarks.simulation.findings import Pace
from benchmarks.simulation.front_door import API, BOARD, HOME, OWN_PLACE

CONNECTIONS = 16
OWN_PLACE_EVERY, BOARD_EVERY = 2, 5  # visits
TIMEOUT = 60.0
TITLES = {"home": "首页", "check_in": "打卡", "own_place": "我的名次", "board": "科室榜"}


class Visit(NamedTuple):
    """Somebody at the phone, and the act they check in."""

    participation_id: int
    key: str
    fields: dict[str, Any]


class Rush:
    """Loads on one server. ``refused`` counts answers that were no success; ``acts`` those that were 201."""

    def __init__(self, port: int, refused: Counter[str]):
        self.port, self.refused, self.acts = port, refused, 0

    def start(self, visits: list[Visit], seconds: float, rate: float = 0.0) -> "Running":
        return Running(self, visits, seconds, rate)

    def run(self, visits: list[Visit], seconds: float, rate: float = 0.0) -> Pace:
        return self.start(visits, seconds, rate).end()


class Running:
    """Visits under way, none twice, until the seconds are over or they run out.

    With a ``rate`` (visits a second) each begins when it is due, and what it waits for a free connection counts.
    """

    def __init__(self, rush: Rush, visits: list[Visit], seconds: float, rate: float):
        self.rush, self.visits, self.rate = rush, visits, rate
        self.next, self.lock = count(), Lock()
        self.times: dict[str, list[float]] = defaultdict(list)
        self.acts = 0
        self.started = time.perf_counter()
        self.until = self.started + seconds
        self.threads = [Thread(target=self.call, daemon=True) for _ in range(CONNECTIONS)]
        for thread in self.threads:
            thread.start()

    def is_on(self) -> bool:
        return any(thread.is_alive() for thread in self.threads)

    def end(self) -> Pace:
        for thread in self.threads:
            thread.join()
        took = time.perf_counter() - self.started
        self.rush.acts += self.acts
        return Pace(self.acts / took, sum(map(len, self.times.values())) / took, dict(self.times))

    def call(self) -> None:
        """One phone after the other on one connection."""
        line = http.client.HTTPConnection("127.0.0.1", self.rush.port, timeout=TIMEOUT)
        while (number := next(self.next)) < len(self.visits):
            due = self.started + number / self.rate if self.rate else time.perf_counter()
            if due >= self.until:
                break
            time.sleep(max(0.0, due - time.perf_counter()))
            if time.perf_counter() >= self.until:
                break
            self.visit(line, number, due if self.rate else None)
        line.close()

    def visit(self, line: http.client.HTTPConnection, number: int, due: float | None) -> None:
        one = self.visits[number]
        token = office.token(one.participation_id)
        self.ask(line, "home", token, HOME, since=due)
        self.ask(line, "check_in", token, f"{API}/activities/{one.key}/check-ins", one.fields)
        if number % OWN_PLACE_EVERY == 0:
            self.ask(line, "own_place", token, OWN_PLACE)
        if number % BOARD_EVERY == 0:
            self.ask(line, "board", token, BOARD)

    def ask(
        self,
        line: http.client.HTTPConnection,
        name: str,
        token: str,
        path: str,
        body: dict[str, Any] | None = None,
        since: float | None = None,
    ) -> None:
        began = time.perf_counter() if since is None else since
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        good = 200 if body is None else 201
        try:
            line.request("GET" if body is None else "POST", path, None if body is None else json.dumps(body), headers)
            answer = line.getresponse()
            answer.read()
            status = answer.status
        except (OSError, http.client.HTTPException):
            line.close()
            status = 0
        took = (time.perf_counter() - began) * 1000
        with self.lock:
            if status != good:
                self.rush.refused[f"{TITLES[name]} {status or '中断'}"] += 1
                return
            self.times[name].append(took)
            self.acts += body is not None
