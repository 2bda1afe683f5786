"""The morning rush on the real web server, over HTTP on loopback, with a folder beside it: first as fast as it goes,
then at the pace of the busiest minute. Who asks runs on the same machine and takes its part of it."""

import os
import time as stopwatch
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time, timedelta
from pathlib import Path

from sqlalchemy import select

import clock
from benchmarks.servers import free_port, listens
from benchmarks.simulation import web
from benchmarks.simulation.callers import Rush, Visit
from benchmarks.simulation.findings import Findings, Pace, Round
from commands.children import Children
from commands.progress import Progress
from config import Config, ConfigError
from models import Delivery, Reminder, State, atomic, session, transaction
from services.audit import trail as audit
from services.boards import folding
from services.demonstration.habits import Habit
from services.reminders import plans as reminders

READY_SECONDS = 60.0
LEAST_PACE = 40.0  # check-ins a second: fewer would be too few to tell how long they take
MOST_PEOPLE = 60_000  # to ask: more than one machine answers in the time
MOST_OF_FULL = 0.8  # of what the machine can do is the most that the paced load asks for
LOOK_SECONDS = 0.5
CATCH_UP_SECONDS = 120.0


def plan_round(found: Findings) -> Round:
    """The morning's reminder to everybody who wants it, planned and not sent."""
    clock.move_to(clock.at(found.measured_on, time(7)))
    with transaction():
        rule = session.scalars(select(Reminder).filter_by(kind="commute")).one()
        reminders.switch(rule.id, True, audit.COMMAND_LINE, "模拟一轮提醒")
        due = rule.next_run_at
    clock.move_to(due + timedelta(seconds=5))
    started = stopwatch.perf_counter()
    planned = atomic(reminders.plan)()
    seconds = stopwatch.perf_counter() - started
    with transaction(reading=True):
        pending = session.query(Delivery.id).filter_by(state=State.PENDING).count()
    return Round(planned, pending, seconds)


def measure(found: Findings, config: Config) -> None:
    clock.move_to(clock.at(found.measured_on, time(8)))
    everybody = [*found.office.habits, *found.extra]
    people = everybody[:: max(1, len(everybody) // MOST_PEOPLE)]
    bar = Progress("早高峰", 2)
    with served(config) as port:
        rush = Rush(port, found.refused)
        rush.run(pledges(people), found.plan.seconds / 4)
        found.full = rush.run([*ways(people, "to_home"), *lights(people)], found.plan.seconds)
        bar.step()
        found.asked_pace = min(max(found.plan.need, LEAST_PACE), MOST_OF_FULL * found.full.acts)
        catch_up()
        found.pace, found.stale = watched(rush, ways(people, "to_work"), found)
        bar.step()
        catch_up()
    found.confirmed += rush.acts


def pledges(people: list[Habit]) -> list[Visit]:
    """To warm up with."""
    return [Visit(who.participation_id, "clean_plate", {"meal": "dinner", "step": "pledge"}) for who in people]


def lights(people: list[Habit]) -> list[Visit]:
    return [Visit(who.participation_id, "lights_out", {}) for who in people]


def ways(people: list[Habit], direction: str) -> list[Visit]:
    return [
        Visit(who.participation_id, "green_commute", {"direction": direction, "mode": who.mode, "band": who.band})
        for who in people
    ]


def catch_up() -> None:
    """Until the folder has nothing left to do."""
    deadline = stopwatch.monotonic() + CATCH_UP_SECONDS
    while atomic(folding.waiting, reading=True)()[0] and stopwatch.monotonic() < deadline:
        stopwatch.sleep(LOOK_SECONDS / 2)


def watched(rush: Rush, visits: list[Visit], found: Findings) -> tuple[Pace, float]:
    """The paced load; and how old, at most, the oldest act was that no board showed yet."""
    worst = 0.0
    running = rush.start(visits, found.plan.seconds, found.asked_pace)
    while running.is_on():
        worst = max(worst, atomic(folding.waiting, reading=True)()[1])
        stopwatch.sleep(LOOK_SECONDS)
    return running.end(), worst


@contextmanager
def served(config: Config) -> Iterator[int]:
    """The port of a web server on the instance, with a folder beside it. Raises ConfigError when it does not start."""
    port = free_port()
    os.environ.update({"PORT": str(port), web.AHEAD: str(clock.AHEAD / timedelta(seconds=1))})
    children = Children(Path(config.instance_path) / "logs")
    try:
        children.start("web", "benchmarks.simulation.web")
        children.start("folder", "benchmarks.simulation.folder")
        deadline = stopwatch.monotonic() + READY_SECONDS
        while not listens(port):
            name = children.ended()
            if name or stopwatch.monotonic() > deadline:
                last = children.log(name or "web").read_text(encoding="utf-8", errors="replace")[-500:]
                raise ConfigError(f"网页服务没有启动：{last}")
            stopwatch.sleep(0.05)
        yield port
    finally:
        children.stop()
