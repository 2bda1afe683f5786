"""What made-up people do on a working day: the same for the same seed, however it is written down afterwards."""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import clock
from services.demonstration.habits import Habit

LATE = 0.02  # of the ways home are made up for on the next working day
LATEST = timedelta(days=7)  # as the product has it
UNDONE = 0.005  # of the ways and the lights are taken back some minutes later
QUESTIONS = 5
UNTIL_UNDONE = timedelta(minutes=4)
RUSH = 0  # stands for the minutes of the morning's rush


class Usual(NamedTuple):
    """An act of most days: begins at ``wall``, swells and ebbs over ``minutes``; done so often by the most eager.

    One that ``follows`` needs the one before it, and is then done so often by anybody.
    """

    key: str
    fields: dict[str, Any]
    wall: time
    minutes: int
    often: float
    follows: bool = False


class Deed(NamedTuple):
    """One act of one person. ``undone``: taken back afterwards; ``day`` lies before ``at`` when it is made up for."""

    who: Habit
    key: str
    fields: dict[str, Any]
    day: date
    at: datetime
    is_late: bool = False
    undone: bool = False


TO_WORK, TO_HOME = {"direction": "to_work"}, {"direction": "to_home"}
LUNCH = {"meal": "lunch"}
PARTS: dict[time, tuple[Usual, ...]] = {  # by when it is over
    time(11, 15): (
        Usual("green_commute", TO_WORK, time(8), RUSH, 0.95),
        Usual("waste_quiz", {}, time(8, 40), 150, 0.6),
    ),
    time(13, 30): (
        Usual("clean_plate", LUNCH | {"step": "pledge"}, time(11, 20), 40, 0.6),
        Usual("clean_plate", LUNCH | {"step": "kept"}, time(12, 10), 50, 0.8, follows=True),
    ),
    time(19, 30): (
        Usual("lights_out", {}, time(17, 20), 60, 0.7),
        Usual("green_commute", TO_HOME, time(17, 30), 90, 0.75),
    ),
}


@dataclass
class Days:
    """People from one working day to the next; ``owed`` are the ways home that are still to be made up for.

    ``step`` is called after each person's part of a day.
    """

    seed: int
    peak: int
    people: Iterable[Habit]
    step: Callable[[], None]
    owed: dict[int, date] = field(default_factory=dict)

    def part(self, day: date, until: time) -> Iterator[Deed]:
        """The deeds of a part of a day, one person after the other."""
        chance = random.Random(f"{self.seed}:{day}:{until}")
        usuals = [(one, clock.at(day, one.wall), (one.minutes or self.peak) * 60) for one in PARTS[until]]
        for who in self.people:
            if who.participation_id in self.owed:
                yield from self.make_up(who, day)
            is_done = False
            for one, begins, seconds in usuals:
                likely = one.often if one.follows else one.often * who.eager
                is_done = (is_done or not one.follows) and chance.random() < likely
                if is_done:
                    at = begins + timedelta(seconds=int(chance.triangular(0, seconds)))
                    yield from self.do(chance, who, one, day, at)
            self.step()

    def do(self, chance: random.Random, who: Habit, one: Usual, day: date, at: datetime) -> Iterator[Deed]:
        fields = one.fields
        if one.key == "waste_quiz":
            fields = {"right": sum(chance.random() < 0.75 for _ in range(QUESTIONS)), "asked": QUESTIONS}
        elif one.key == "green_commute":
            fields = fields | {"mode": who.mode, "band": who.band}
            if one.fields is TO_HOME and chance.random() < LATE:
                self.owed[who.participation_id] = day
                return
        undone = one.key in ("green_commute", "lights_out") and chance.random() < UNDONE
        yield Deed(who, one.key, fields, day, at, undone=undone)

    def make_up(self, who: Habit, day: date) -> Iterator[Deed]:
        """The way home of the working day before, unless that is too long ago by now."""
        owed = self.owed.pop(who.participation_id)
        if day - owed <= LATEST:
            fields = TO_HOME | {"mode": who.mode, "band": who.band}
            yield Deed(who, "green_commute", fields, owed, clock.at(day, time(8, 30)), is_late=True)
