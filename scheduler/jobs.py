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
from services import housekeeping
from services.boards import closing, folding, headcounts
from services.campaigns import boards as campaign_boards
from services.photos import checks as photo_checks
from services.reminders import plans as reminders
from services.reminders.nudges import WECOM
from services.sending import deliveries, reconciliation
from services.sending import templates as message_templates
from services.sending.sender import Sender
from wechat import WeChat, WeCom

log = logging.getLogger("lvxing.scheduler")

SENDER = "sender:"
LIFE = 3  # ticks that a lease outlives its last renewal
HOUR = 3600.0
FOLD_SECONDS = 2.0  # boards are at most this and one batch behind


class Station:
    """One scheduler process: its name, never used again, and how often it looks at the clock (``tick``, seconds).

    ``rate`` is messages a second of all schedulers together; ``base`` is the address under which WeChat reaches the
    web server; ``wecom`` is the second channel, if the office has it.
    """

    def __init__(
        self, wechat: WeChat, *, threads: int, rate: int, tick: float, base: str = "", wecom: WeCom | None = None
    ):
        self.wechat, self.base = wechat, base
        self.has_wecom = wecom is not None
        self.name = secrets.token_hex(8)
        self.tick = tick
        self.life = LIFE * tick  # seconds a lease of this process lasts
        self.stop = Event()
        self.sender = Sender(wechat, self.name, threads=threads, rate=rate, stop=self.stop)
        self.senders = [self.sender]
        if wecom is not None:
            second = Sender(wecom, self.name, key=WECOM, threads=threads, rate=rate, stop=self.stop)
            self.senders.append(second)


def beat(station: Station) -> None:
    """Say that this process is alive; what a silent one had in hand becomes unknown. Share the rate with the others."""
    lease.acquire(f"{SENDER}{station.name}", station.name, station.life)
    alive = lease.count(SENDER)
    for sender in station.senders:
        sender.share(alive)


def plan(station: Station) -> None:
    if lease.acquire("planner", station.name, station.life):
        planned = atomic(reminders.plan)(station.has_wecom)
        if planned:
            log.info("planned %d", planned)


def deliver(station: Station) -> None:
    lost = atomic(deliveries.recover)(station.name, station.life)
    if lost:
        log.warning("left in hand by a sender that is gone, now unknown: %d", lost)
    for sender in station.senders:
        ended = sender.run()
        if ended:
            log.info("deliveries by %s: %s", sender.key, dict(ended))


def check_photos(station: Station) -> None:
    if photo_checks.run(station.wechat, station.base):
        log.info("photos shown to WeChat")


def clean_up(station: Station) -> None:
    if lease.acquire("clean-up", station.name, HOUR / 2):
        atomic(housekeeping.clean_up)()


def fold(station: Station) -> None:
    """New acts into the boards, until none is left; several processes take turns."""
    while atomic(folding.is_due, reading=True)() and not station.stop.is_set():
        if atomic(folding.fold)() == 0:
            break


def count_roll(station: Station) -> None:
    if atomic(headcounts.refresh)():
        log.info("counted the roll for the boards")


def close(station: Station) -> None:
    closed = atomic(closing.freeze)()
    if closed:
        log.info("closed %d periods of the boards", closed)


def reconcile(station: Station) -> None:
    """In the night: compare the ledger with what WeChat did, and ask WeChat which templates there are."""
    if lease.acquire("reconcile", station.name, HOUR / 2):
        if not message_templates.fetch(station.wechat):
            log.warning("templates not fetched")
        log.info("reconciled %s", atomic(reconciliation.reconcile)())


def count_campaigns(station: Station) -> None:
    while atomic(campaign_boards.catch_up)() and not station.stop.is_set():
        log.info("counted a campaign")


class Entry(NamedTuple):
    job: Callable[[Station], None]
    trigger: Callable[[float], BaseTrigger]  # from the tick


def every(ticks: float) -> Callable[[float], BaseTrigger]:
    return lambda tick: IntervalTrigger(seconds=ticks * tick, timezone=clock.TZ)


TIMETABLE = (
    Entry(beat, every(0.5)),
    Entry(plan, every(1)),
    Entry(deliver, every(1)),
    Entry(fold, lambda tick: IntervalTrigger(seconds=min(tick, FOLD_SECONDS), timezone=clock.TZ)),
    Entry(count_roll, every(0.5)),
    Entry(close, every(3)),
    Entry(count_campaigns, every(3)),
    Entry(check_photos, every(1)),
    Entry(clean_up, lambda tick: CronTrigger(minute=17, timezone=clock.TZ)),
    Entry(reconcile, lambda tick: CronTrigger(hour=2, minute=40, timezone=clock.TZ)),
)
