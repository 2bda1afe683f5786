"""Sending what is due: a few threads hold the line to WeChat, this one alone speaks to the database.

Each turn settles what has ended and claims as much anew, in one transaction, so that a turn costs one commit for
several messages. Half as many messages as there are threads are claimed ahead, so that no thread waits for a commit.
What is in hand when the process dies is ``unknown``: on its way, or about to be; never a backlog.
"""

import time
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from threading import Event

import clock
from models import State, atomic, in_transaction
from services.reminders.nudges import WECHAT
from services.sending import deliveries, halts
from services.sending.deliveries import Order, Outcome
from services.sending.halts import Halt
from wechat import BadMessage, Channel, Halted, NotSent, Refused, Unknown

ANSWERED = {State.SENT, State.REFUSED, State.FAILED}  # WeChat took or refused a message: it is not halted


class Bucket:
    """At most ``rate`` messages a second, up to a tenth of a second's worth at once."""

    def __init__(self, rate: float):
        self.limit(rate)
        self.level = self.size
        self.filled = time.monotonic()

    def limit(self, rate: float) -> None:
        """From now on so many a second."""
        self.rate = rate
        self.size = max(1.0, rate / 10)

    def take(self, most: int) -> int:
        """How many of ``most`` may go now."""
        now = time.monotonic()
        self.level = min(self.size, self.level + (now - self.filled) * self.rate)
        self.filled = now
        taken = min(most, int(self.level))
        self.level -= taken
        return taken

    def give_back(self, unused: int) -> None:
        self.level = min(self.size, self.level + unused)

    def pause(self) -> float:
        """Seconds until one may go."""
        return max(0.0, (1 - self.level) / self.rate)


class Sender:
    """One process's part in sending on one channel. ``rate`` is messages a second of all processes together; ``stop``
    ends a run early.

    ``name`` is this process's alone and never used again.
    """

    def __init__(
        self,
        channel: Channel,
        name: str,
        *,
        key: str = WECHAT,
        threads: int = 8,
        rate: int = 300,
        stop: Event | None = None,
    ):
        self.channel = channel
        self.key = key
        self.name = name
        self.threads = threads
        self.rate = rate
        self.bucket = Bucket(rate)
        self.stop = stop or Event()

    def share(self, senders: int) -> None:
        """The rate is the account's: every process that lives takes an equal part of it."""
        self.bucket.limit(self.rate / max(1, senders))

    def run(self) -> Counter[str]:
        """Send until nothing is due, WeChat halts us or ``stop`` is set; how many ended in which state.

        Every message on its way when it stops is waited for and settled. After a halt one message goes first, alone.
        """
        atomic(deliveries.drop_late)()
        until = atomic(halts.halted_until, reading=True)(self.key)
        if until is not None and until > clock.now():
            return Counter()
        with ThreadPoolExecutor(self.threads, "push") as pool:
            return Run(self, pool, width=1 if until else self.threads).go()


class Run:
    """One run of a sender, from the first claim to the last outcome."""

    def __init__(self, sender: Sender, pool: ThreadPoolExecutor, width: int):
        self.sender, self.pool, self.width = sender, pool, width
        self.turn = atomic(deliveries.turn)
        self.flying: dict[Future[Outcome], Order] = {}
        self.is_over = False  # claim no more
        self.ended: Counter[str] = Counter()

    def go(self) -> Counter[str]:
        outcomes: list[Outcome] = []
        while not self.is_over or self.flying or outcomes:
            free = self.free()
            if outcomes or free:
                claim = self.turn(self.sender.name, self.sender.key, outcomes, free)
                self.sender.bucket.give_back(free - len(claim.orders))
                self.is_over = self.is_over or (free > 0 and claim.is_last)
                self.launch(claim.orders)
            outcomes = self.wait()
            self.look_at(outcomes)
        return self.ended

    def free(self) -> int:
        """How many new messages may be claimed now."""
        self.is_over = self.is_over or self.sender.stop.is_set()
        return 0 if self.is_over else self.sender.bucket.take(self.most() - len(self.flying))

    def most(self) -> int:
        """How many may be in hand: one for each thread, and those claimed ahead; after a halt one alone."""
        return self.width + self.width // 2

    def launch(self, orders: list[Order]) -> None:
        if in_transaction():
            raise RuntimeError("a transaction is open: nothing goes out to the network")
        self.flying |= {self.pool.submit(send, self.sender.channel, order): order for order in orders}

    def wait(self) -> list[Outcome]:
        """What ended by the time there is something to do: an outcome, or a free thread and leave to use it."""
        may_claim = not self.is_over and len(self.flying) < self.most()
        pause = self.sender.bucket.pause() if may_claim else None
        if not self.flying:
            if pause:
                self.sender.stop.wait(pause)
            return []
        done, _ = wait(self.flying, pause, FIRST_COMPLETED)
        for future in done:
            del self.flying[future]
        ended = [future.result() for future in done]
        return ended + self.give_back() if self.sender.stop.is_set() else ended

    def give_back(self) -> list[Outcome]:
        """What no thread has begun to send."""
        kept = {future: order for future, order in self.flying.items() if future.cancel()}
        for future in kept:
            del self.flying[future]
        return [Outcome(order, State.PENDING, is_tried=False) for order in kept.values()]

    def look_at(self, outcomes: list[Outcome]) -> None:
        self.ended.update(outcome.state.value for outcome in outcomes if outcome.is_tried)
        if any(outcome.halt or outcome.is_rules for outcome in outcomes):
            outcomes += self.give_back()
        if any(outcome.halt for outcome in outcomes):
            self.is_over = True
        elif self.width < self.sender.threads and any(outcome.state in ANSWERED for outcome in outcomes):
            atomic(halts.resume)(self.sender.key)
            self.width = self.sender.threads


def send(channel: Channel, order: Order) -> Outcome:
    """One call. Anything but the promised outcomes is a defect: it ends the run; what was in hand becomes unknown."""
    try:
        channel.push(order.address, order.template_id, order.fields, order.page)
    except Refused as error:
        return Outcome(order, State.REFUSED, str(error))
    except BadMessage as error:
        return Outcome(order, State.FAILED, str(error), is_rules=error.is_everyones)
    except NotSent as error:
        return Outcome(order, State.PENDING, str(error))
    except Halted as error:
        return Outcome(order, State.PENDING, str(error), Halt(error.errcode, error.retry_after))
    except Unknown as error:
        return Outcome(order, State.UNKNOWN, str(error))
    return Outcome(order, State.SENT)
