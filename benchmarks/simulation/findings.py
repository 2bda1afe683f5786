"""What is asked of a simulation, and what comes out of it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

import clock
from models import transaction
from services import working_days
from services.demonstration.habits import Habit

PER_PERSON = 2.75  # acts a day of those who take part, about
PERSON_BYTES, ACT_BYTES = 1_500, 400  # with what hangs on them


@dataclass(frozen=True)
class Plan:
    """``share`` of the staff takes part; ``first`` is the day to begin on, or None for days that end by now.

    ``peak`` is how many minutes the morning's rush takes, ``seconds`` how long each load lasts, ``requests`` about how
    many acts pass the front door one by one, ``push_rate`` messages a second.
    """

    staff: int
    days: int
    first: date | None
    share: float
    peak: int
    seed: int
    requests: int
    seconds: float
    push_rate: int

    @property
    def expected(self) -> float:
        """Acts of all days, about."""
        return max(1.0, self.staff * self.share) * self.days * PER_PERSON

    @property
    def bytes(self) -> float:
        """What the database will take, about."""
        return self.staff * PERSON_BYTES + self.expected * ACT_BYTES

    @property
    def busiest_share(self) -> float:
        """Of the rush's acts, how many come in its busiest minute: it swells and ebbs evenly (a triangle)."""
        return 1 - (1 - 1 / self.peak) ** 2

    @property
    def need(self) -> float:
        """Acts a second in the busiest minute, when the whole staff takes part and everybody checks in once."""
        return self.staff * self.busiest_share / 60


def calendar(plan: Plan) -> list[date]:
    """The plan's working days, and one more to measure on. Reads the office's calendar: a database is connected."""
    reach = timedelta(days=2 * plan.days + 40)
    today = clock.today()
    with transaction(reading=True):
        if plan.first:
            return working_days.workdays_between(plan.first, plan.first + reach)[: plan.days + 1]
        past = working_days.workdays_between(today - reach, today - timedelta(days=1))[-plan.days :]
        return [*past, working_days.workdays_between(today, today + reach)[0]]


class Office(NamedTuple):
    """Who there is. ``habits`` are those who take part."""

    departments: int
    units: int
    habits: list[Habit]


class Pace(NamedTuple):
    """One load: check-ins and requests a second, and by kind of request how many milliseconds each took."""

    acts: float = 0.0
    requests: float = 0.0
    times: dict[str, list[float]] = {}  # never changed


class Round(NamedTuple):
    """A reminder to everybody: planned, of those with a message to be sent, and seconds it took to plan."""

    planned: int = 0
    to_send: int = 0
    seconds: float = 0.0


@dataclass
class Findings:
    """What came out. ``confirmed`` are the rows of the ledger that were written or acknowledged, whichever way;
    ``busiest`` the acts of the busiest minute lived; ``folding`` seconds over all days.

    ``sizes`` are the database's bytes before the first day, after half of the days, and after the last. ``extra``
    people joined only to measure with. ``refused`` counts answers that were no success, ``wrong`` holds sentences.
    """

    plan: Plan
    office: Office
    days: list[date]
    measured_on: date
    is_sqlite: bool
    official_until: date
    kinds: Counter[str] = field(default_factory=Counter)
    backfilled: int = 0
    undone: int = 0
    through_requests: int = 0
    confirmed: int = 0
    busiest: int = 0
    folded: int = 0
    folding: float = 0.0
    sizes: list[int] = field(default_factory=list)
    fingerprint: str = ""
    round: Round = Round()
    extra: list[Habit] = field(default_factory=list)
    full: Pace = Pace()
    asked_pace: float = 0.0
    pace: Pace = Pace()
    stale: float = 0.0
    refused: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def acts(self) -> int:
        return self.kinds.total()

    @property
    def growth(self) -> float:
        """Bytes a working day, by the later half of the days: in the first ones all the totals are new."""
        half = len(self.days) // 2
        return max(self.sizes[2] - self.sizes[1], 0) / (len(self.days) - half)
