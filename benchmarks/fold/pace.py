"""The peak rate of writing comes from the product under load; then acts come in at twice that while a folder runs."""

import random
import subprocess
import sys
import time
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import func, insert, select

import clock
from benchmarks import databases, office, product
from benchmarks.harness import Report, counted, timed
from benchmarks.rounds import SECONDS
from benchmarks.servers import ROOT, Server
from benchmarks.workbench import PEOPLE, Workbench
from models import CheckIn, PersonTotal, atomic, connect, disconnect, session, transaction
from services.boards import folding, periods

LIMIT = 5.0  # seconds that a board may be late
FEED_SECONDS, FEEDS = 12, 10  # for how long, and so many times a second
FOLDER = """
import sys, time
import models
from models import atomic
from services.boards import folding
models.connect(sys.argv[1])
while True:
    while atomic(folding.is_due, reading=True)() and atomic(folding.fold)():
        pass
    time.sleep(2)
"""  # as scheduler/jobs.py does it, every FOLD_SECONDS
slots, loads = count(), count()
ACTIVE = 8_000  # the people whose acts are folded


def sqlite(bench: Workbench, report: Report) -> None:
    with bench.office_copy() as url:
        measure(bench, report, url, "sqlite")


def postgresql(bench: Workbench, report: Report) -> None:
    with databases.postgresql() as server:
        url = server.database("fold")
        office.make(url, PEOPLE)
        measure(bench, report, url, "postgres")


def measure(bench: Workbench, report: Report, url: str, kind: str) -> None:
    pairs = [(write_rate(bench, url), fold_rate(url)) for _ in range(bench.rounds)]
    report.add(timed("fold", f"rate-{kind}", [(folded, written) for written, folded in pairs], "/s"))
    peak = max(written for written, _ in pairs)
    late, fed = staleness(url, 2 * peak)
    note = f"{fed:,.0f} acts/s for {FEED_SECONDS} s, the writer and the folder on one machine"
    report.add(counted("fold", f"staleness-{kind}", late, LIMIT, note=note))
    report.add(counted("fold", f"sum-{kind}", *sums(url)))


def write_rate(bench: Workbench, url: str) -> float:
    """Check-ins a second at the front door."""
    server = Server(
        "fold", [sys.executable, "-m", "commands", "serve"], office.PATH, bench.lines, product.environment(url)
    )
    server.skip = next(loads) * 15_000
    server.start()
    try:
        return server.load(SECONDS).rate
    finally:
        server.stop()


def fold_rate(url: str) -> float:
    """Acts a second, by one process, of a heap that waits."""
    connect(url)
    feed(10_000)
    started, folded = time.perf_counter(), 0
    while done := atomic(folding.fold)():
        folded += done
    took = time.perf_counter() - started
    disconnect()
    return folded / took


def feed(acts: int) -> None:
    """Write acts set by set, each of somebody else; nothing is measured of the writing."""
    today, now = clock.today(), clock.now()
    with transaction():
        session.execute(
            insert(CheckIn), [act(today - timedelta(days=random.choice((0, 0, 0, 1))), now) for _ in range(acts)]
        )


def act(day: Any, now: Any) -> dict[str, Any]:
    person = random.randrange(1, ACTIVE + 1)
    return {
        "participation_id": person, "department_id": 1 + person % office.DEPARTMENTS, "activity": "bench",
        "slot": f"f{next(slots)}", "attempt": 1, "day": day, "points": 3, "grams": 80, "rule_version": 1,
        "created_at": now,
    }  # fmt: skip


def staleness(url: str, rate: float) -> tuple[float, float]:
    """How old the oldest act that no board shows yet has been, at most; and how many a second there really were."""
    folder = subprocess.Popen([sys.executable, "-c", FOLDER, url], cwd=ROOT)
    connect(url)
    worst, written, started = 0.0, 0, time.perf_counter()
    try:
        while (gone := time.perf_counter() - started) < FEED_SECONDS:
            feed(int(rate / FEEDS))
            written += int(rate / FEEDS)
            worst = max(worst, atomic(folding.waiting, reading=True)()[1])
            time.sleep(max(0.0, (written / rate) - (time.perf_counter() - started)))
    finally:
        folder.kill()
        folder.wait()
    while atomic(folding.fold)():
        pass
    disconnect()
    return worst, written / gone


def sums(url: str) -> tuple[int, int]:
    """The points of everybody's totals, and of the ledger."""
    connect(url)
    while atomic(folding.fold)():
        pass
    with transaction(reading=True):
        kept = session.scalar(select(func.sum(PersonTotal.points)).where(PersonTotal.period == periods.ALL))
        truth = session.scalar(select(func.sum(CheckIn.points)))
    disconnect()
    return int(kept or 0), int(truth or 0)
