"""A year of quizzes for made-up people: is the bank exhausted, is anything repeated senselessly?

A person knows a share of the questions from the start. One that was answered wrong is known the next time with
``LEARNS``, since the reason was told. Everything that decides is the product's own: which five, and when again.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from benchmarks import product
from benchmarks.harness import Report, counted
from benchmarks.workbench import Workbench
from models import connect, disconnect, transaction
from services import rules, working_days
from services.quizzes import bank as question_bank
from services.quizzes import draws as quiz_draws
from services.quizzes import reviews
from services.quizzes.bank import Asked
from services.quizzes.reviews import Memory, Seen

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
LEARNS = 0.85
KNOWS = (0.5, 0.7, 0.9, 1.0)
SEED = 20260305


@dataclass
class Past:
    """What happened to one question."""

    days: list[date] = field(default_factory=list)
    rights: list[bool] = field(default_factory=list)
    memory: Memory | None = None
    due_on: date | None = None


@dataclass
class Year:
    """One person's year. ``gaps_after_right``: days between a first right answer and seeing the question again."""

    days: int
    past: dict[str, Past]

    @property
    def asked(self) -> int:
        return sum(len(one.days) for one in self.past.values())

    @property
    def gaps_after_right(self) -> list[int]:
        return [
            (one.days[turn + 1] - one.days[turn]).days
            for one in self.past.values()
            for turn in range(len(one.days) - 1)
            if all(one.rights[: turn + 1])
        ]

    @property
    def most_often_right(self) -> int:
        """How often the same question came in the year to somebody who never got it wrong."""
        return max(len(one.days) for one in self.past.values() if all(one.rights))

    def until_all_seen(self, bank: int) -> date | None:
        firsts = sorted(one.days[0] for one in self.past.values())
        return firsts[-1] if len(firsts) == bank else None


def simulate(bank: Sequence[Asked], days: Iterable[date], knows: float, chance: Random) -> Year:
    """Answer the five of every day. Asks the office's calendar, so a database must be connected."""
    past: dict[str, Past] = {}
    count = 0
    for day in days:
        seen = {code: Seen(one.days[-1], one.due_on) for code, one in past.items()}
        for question in quiz_draws.choose(bank, seen, day, chance):
            one = past.setdefault(question.code, Past())
            is_right = chance.random() < (LEARNS if one.memory else knows)
            answer(one, is_right, day)
        count += 1
    return Year(count, past)


def answer(one: Past, is_right: bool, day: date) -> None:
    one.days.append(day)
    one.rights.append(is_right)
    if one.memory is not None or not is_right:
        one.memory, due = reviews.after(one.memory, is_right, day)
        one.due_on = reviews.working_day_from(due)


def figures(bench: Workbench, report: Report) -> None:
    """Of four people, who know half to all of the questions from the start; what their years are like is said first."""
    with bench.office_copy() as url:
        connect(url)
        product.application(url)
        try:
            with transaction(reading=True):
                bank = list(question_bank.on(rules.read_revision()).values())
                days = working_days.workdays_between(FIRST, LAST)
                years = {knows: simulate(bank, days, knows, Random(SEED)) for knows in KNOWS}
        finally:
            disconnect()
    for knows, year in years.items():
        print(f"  {describe(year, knows, len(bank))}", flush=True)
    soonest, most = min(map(nearest, years.values())), max(year.most_often_right for year in years.values())
    report.add(counted("quiz", "nearest-repeat", soonest, 1, note="days from a right answer to the same question"))
    report.add(counted("quiz", "most-often-right", most, 1, note="times a year, when never answered wrong"))
    report.add(counted("quiz", "days-of-five", min(year.asked / year.days for year in years.values()), 5))
    report.add(counted("quiz", "after-one-slip", after_one_slip(), 1, note="times in the year after one wrong answer"))


def after_one_slip() -> int:
    """How often a question comes in the year after being answered wrong once and right ever after."""
    memory, day = reviews.after(None, False, FIRST)
    times = 0
    while day <= LAST:
        times += 1
        memory, day = reviews.after(memory, True, day)
    return times


def nearest(year: Year) -> int:
    """The fewest days between a right answer and the same question, without a mistake in between; a year if never."""
    return min(year.gaps_after_right, default=(LAST - FIRST + timedelta(days=1)).days)


def describe(year: Year, knows: float, bank: int) -> str:
    often = Counter(len(one.days) for one in year.past.values())
    through = year.until_all_seen(bank)
    return (
        f"knows {knows:.0%}: {year.days} working days, {year.asked} asked, {len(year.past)} of {bank} seen"
        f"{f', all by {through}' if through else ''}; asked once {often[1]}, 2 to 4 times "
        f"{sum(often[times] for times in (2, 3, 4))}, more often {sum(n for times, n in often.items() if times > 4)}; "
        f"back after a right answer no sooner than {nearest(year)} days"
    )
