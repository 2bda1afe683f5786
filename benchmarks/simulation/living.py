"""The working days lived: most acts written set by set, some people's through the front door, all folded as they come.

The clock goes along: what is written, folded, closed and counted is so at the time of the made-up day.
"""

import hashlib
import time as stopwatch
from collections import Counter
from datetime import date, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, insert, select, text

import clock
from benchmarks import office
from benchmarks.simulation.deeds import PARTS, QUESTIONS, UNTIL_UNDONE, Days, Deed
from benchmarks.simulation.findings import Findings
from benchmarks.simulation.front_door import FrontDoor
from commands.progress import Progress
from config import Config
from models import CheckIn, QuizDraw, Review, engine, session, transaction
from scheduler import jobs
from services import rules
from services.demonstration.habits import row_of
from services.inserts import INSERTS
from services.quizzes import bank as question_bank
from services.quizzes.bank import Asked

SET = 5000  # acts a transaction
UPSERTS = ("participation_id", "code")
SIZE = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    "postgresql": "SELECT pg_database_size(current_database())",
}


def begin(day: date) -> None:
    """Before the first day dawns."""
    clock.move_to(clock.at(day, time(6)))


def live(found: Findings, station: jobs.Station, config: Config) -> None:
    """All the days, and what they come to, into ``found``."""
    days, people = found.days, found.office.habits
    door = FrontDoor(config, every(found))
    ledger = Ledger(found)
    bar = Progress("一天天过（人次）", len(days) * len(PARTS) * len(people))
    diary = Days(found.plan.seed, found.plan.peak, people, bar.step)
    found.sizes = [size()] * 2
    minutes: Counter[int] = Counter()
    for number, day in enumerate(days):
        begin(day)
        jobs.count_roll(station)
        jobs.close(station)
        for until in PARTS:
            for deed in diary.part(day, until):
                minutes[int(deed.at.timestamp()) // 60] += 1
                note(found, deed)
                if door.takes(deed):
                    door.pass_through(deed, found)
                else:
                    ledger.add(deed)
            ledger.write()
            clock.move_to(clock.at(day, until))
            fold(found, station)
        office.tidy()
        if number + 1 == len(days) // 2:
            found.sizes[1] = size()
    found.busiest = max(minutes.values(), default=0)
    found.sizes.append(size())
    found.folded = found.confirmed
    found.fingerprint = fingerprint()


def every(found: Findings) -> int:
    """Each how many-eth person passes the front door, so that about as many acts do as were asked for; 0 for nobody."""
    return max(1, round(found.plan.expected / found.plan.requests)) if found.plan.requests else 0


def note(found: Findings, deed: Deed) -> None:
    found.kinds[deed.key] += 1
    found.backfilled += deed.is_late
    found.undone += deed.undone


def fold(found: Findings, station: jobs.Station) -> None:
    """As the scheduler does, until nothing is left."""
    started = stopwatch.perf_counter()
    jobs.fold(station)
    found.folding += stopwatch.perf_counter() - started


class Ledger:
    """Rows written set by set. What an act pays is what the product's rules and behaviours say of one like it."""

    def __init__(self, found: Findings):
        self.found = found
        self.acts: list[dict[str, Any]] = []
        self.answered: list[Deed] = []
        self.patterns: dict[tuple, dict[str, Any]] = {}
        with transaction(reading=True):
            self.bank = list(question_bank.on(rules.read_revision()).values())

    def add(self, deed: Deed) -> None:
        row = self.pattern(deed) | {
            "participation_id": deed.who.participation_id,
            "department_id": deed.who.department_id,
            "is_backfilled": deed.is_late,
            "created_at": deed.at,
        }
        self.acts.append(row)
        if deed.undone:
            self.acts.append(reversal(row))
        if deed.key == "waste_quiz":
            self.answered.append(deed)
        if len(self.acts) >= SET:
            self.write()

    def pattern(self, deed: Deed) -> dict[str, Any]:
        """The row of an act like this one, of whoever did it first."""
        key = (deed.day, deed.key, *deed.fields.values())
        if key not in self.patterns:
            with transaction(reading=True):
                self.patterns[key] = row_of(deed.who, deed.key, deed.fields, deed.day, deed.at)
        return self.patterns[key]

    def write(self) -> None:
        with transaction():
            if self.acts:
                session.execute(insert(CheckIn), self.acts)
            self.write_quizzes()
        self.found.confirmed += len(self.acts)
        self.acts, self.answered = [], []

    def write_quizzes(self) -> None:
        """What a quiz leaves behind besides its act: which questions were drawn, and what is remembered of each."""
        draws, memories = [], []
        for deed in self.answered:
            chance = Random(deed.who.participation_id * 100_000 + deed.day.toordinal() % 100_000)
            asked = chance.sample(self.bank, QUESTIONS)
            draws.append(draw(deed, asked))
            memories += [memory(deed, one, number < deed.fields["right"]) for number, one in enumerate(asked)]
        if draws:
            session.execute(insert(QuizDraw), draws)
            again = INSERTS[engine().dialect.name](Review).on_conflict_do_nothing(index_elements=UPSERTS)
            session.execute(again, memories)


def reversal(row: dict[str, Any]) -> dict[str, Any]:
    """As ``services/reversals.py`` writes it."""
    opposite = {"attempt": -row["attempt"], "points": -row["points"], "detail": {}}
    grams = None if row["grams"] is None else -row["grams"]
    return row | opposite | {"grams": grams, "created_at": row["created_at"] + UNTIL_UNDONE}


def draw(deed: Deed, asked: list[Asked]) -> dict[str, Any]:
    answers = {str(one.id): one.answer if at < deed.fields["right"] else [] for at, one in enumerate(asked)}
    return {
        "participation_id": deed.who.participation_id,
        "day": deed.day,
        "questions": [one.id for one in asked],
        "answers": answers,
        "answered_at": deed.at,
    }


def memory(deed: Deed, one: Asked, is_right: bool) -> dict[str, Any]:
    return {
        "participation_id": deed.who.participation_id,
        "code": one.code,
        "topic": one.topic,
        "times_asked": 1,
        "times_right": int(is_right),
        "asked_on": deed.day,
        "due_on": None if is_right else deed.day + timedelta(days=2),
        "stability": None if is_right else 0.4,
        "difficulty": None if is_right else 6.5,
    }


def size() -> int:
    """Bytes of the database by now."""
    with transaction(reading=True):
        return int(session.scalar(text(SIZE[engine().dialect.name])) or 0)


def fingerprint() -> str:
    """The same for the same acts, whichever way they were written and on whichever database."""
    keys = (CheckIn.day, CheckIn.department_id, CheckIn.activity, CheckIn.is_backfilled)
    sums = (
        func.count(),
        func.sum(CheckIn.attempt),
        func.sum(CheckIn.points),
        func.sum(func.coalesce(CheckIn.grams, 0)),
    )
    who = func.sum(CheckIn.participation_id * CheckIn.points)
    with transaction(reading=True):
        rows = session.execute(select(*keys, *sums, who).group_by(*keys).order_by(*keys))
        digest = hashlib.sha256()
        for day, department, activity, is_late, *numbers in rows:
            digest.update(f"{day} {department} {activity} {bool(is_late)} {[int(one) for one in numbers]}\n".encode())
    return digest.hexdigest()[:12]
