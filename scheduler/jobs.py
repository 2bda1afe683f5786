"""The timetable. Jobs are code, the work they do is rows; running one twice, or in two processes, is harmless."""

import logging
import secrets
from collections.abc import Callable
from threading import Event
from typing import NamedTuple

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

import clock
from models import atomic
from scheduler import lease
from services import deliveries, housekeeping, photo_checks, reminders
from services.sending import Sender
from wechat import WeChat

log = logging.getLogger("lvxing.scheduler")

LIFE = 3  # ticks that a lease outlives its last renewal
HOUR = 3600.0


class Station:
    """One scheduler process: its name, never used again, and how often it looks at the clock (``tick``, seconds).

    ``base`` is the address under which WeChat reaches the web server.
    """

    def __init__(self, wechat: WeChat, *, threads: int, rate: int, tick: float, base: str = ""):
        self.wechat, self.base = wechat, base
        self.name = secrets.token_hex(8)
        self.tick = tick
        self.life = LIFE * tick  # seconds a lease of this process lasts
        self.stop = Event()
        self.sender = Sender(wechat, self.name, threads=threads, rate=rate, stop=self.stop)


def beat(station: Station) -> None:
    """Say that this process is alive; what a silent one had in hand becomes unknown."""
    lease.acquire(f"sender:{station.name}", station.name, station.life)


def plan(station: Station) -> None:
    if lease.acquire("planner", station.name, station.life):
        planned = atomic(reminders.plan)()
        if planned:
            log.info("planned %d", planned)


def deliver(station: Station) -> None:
    lost = atomic(deliveries.recover)(station.name, station.life)
    if lost:
        log.warning("left in hand by a sender that is gone, now unknown: %d", lost)
    ended = station.sender.run()
    if ended:
        log.info("deliveries %s", dict(ended))


def check_photos(station: Station) -> None:
    if photo_checks.run(station.wechat, station.base):
        log.info("photos shown to WeChat")


def clean_up(station: Station) -> None:
    if lease.acquire("clean-up", station.name, HOUR / 2):
        atomic(housekeeping.clean_up)()


class Entry(NamedTuple):
    job: Callable[[Station], None]
    trigger: Callable[[float], BaseTrigger]  # from the tick


def every(ticks: float) -> Callable[[float], BaseTrigger]:
    return lambda tick: IntervalTrigger(seconds=ticks * tick, timezone=clock.TZ)


TIMETABLE = (
    Entry(beat, every(0.5)),
    Entry(plan, every(1)),
    Entry(deliver, every(1)),
    Entry(check_photos, every(1)),
    Entry(clean_up, lambda tick: CronTrigger(minute=17, timezone=clock.TZ)),
)
