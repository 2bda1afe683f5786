"""What a board may say of a small department: the one place where figures are made fit to be seen (docs/adr/0006).

Under five people a department has no line of its own anywhere; all of them together make one, wherever a board is cut.
Under nine, its participants come in threes (and everybody), its points and grams in steps worth about three people of
the larger departments. Which of the two neighbouring steps is shown is drawn by a secret of the office: right on
average, the same whenever the figure is the same, and telling nobody whether one person more or less takes part.
Sums of units are sums of what is shown, so that subtracting finds nothing.
"""

import hmac
import secrets
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from sqlalchemy import select

from models import Setting, session

SMALLEST = 5  # people on the roll of a department with a line of its own (product rule, 国办函〔2026〕12号 in spirit)
EXACT_FROM = 9  # people on the roll whose figures are shown as they are
GROUP = 3  # people that a step is worth
FOLDED = "其他小科室"
SECRET = "board_secret"
LEAST_POINTS, LEAST_GRAMS = 10, 100  # steps are multiples of these


class Tally(NamedTuple):
    """What one department did in a period. The roll is ``person_days`` over ``days``; no id: the folded line."""

    department_id: int | None
    path: str
    pinyin: str
    points: int
    grams: int
    participants: int
    person_days: int
    days: int

    @property
    def roll(self) -> Fraction:
        return Fraction(self.person_days, self.days)


class Steps(NamedTuple):
    """In what steps the points and grams of a small department are shown."""

    points: int
    grams: int


def make_secret() -> None:
    """Once per office; whoever had it could undo the drawing."""
    if session.scalar(select(Setting.id).filter_by(key=SECRET)) is None:
        session.add(Setting(key=SECRET, value=secrets.token_hex(32)))


def read_secret() -> bytes:
    return str(session.scalar(select(Setting.value).filter_by(key=SECRET)) or "").encode()


def publish(code: int, tallies: list[Tally], secret: bytes, steps: Steps | None = None) -> list[Tally]:
    """The lines that may be seen of a period. ``steps`` are given when they were settled before."""
    lines = fold([one for one in tallies if one.person_days > 0])
    steps = steps or steps_for(lines)
    return [one if one.roll >= EXACT_FROM else coarse(code, one, secret, steps) for one in lines]


def fold(tallies: list[Tally]) -> list[Tally]:
    """Departments under five become one line; when even together they are under five, none."""
    small = [one for one in tallies if one.roll < SMALLEST]
    listed = [one for one in tallies if one.roll >= SMALLEST]
    if sum((one.roll for one in small), Fraction()) < SMALLEST:
        return listed
    names = ("points", "grams", "participants", "person_days")
    sums = {name: sum(getattr(one, name) for one in small) for name in names}
    return [*listed, Tally(None, FOLDED, "~", days=small[0].days, **sums)]


def steps_for(lines: list[Tally]) -> Steps:
    """Worth about three people of the departments whose figures are shown anyway, so that it tells nothing new."""
    exact = [one for one in lines if one.roll >= EXACT_FROM]
    people = sum(one.participants for one in exact) or 1
    points, grams = sum(one.points for one in exact), sum(one.grams for one in exact)
    return Steps(multiple(points, people, LEAST_POINTS), multiple(grams, people, LEAST_GRAMS))


def multiple(total: int, people: int, least: int) -> int:
    return least * max(1, ceil(Fraction(GROUP * total, people * least)))


def coarse(code: int, one: Tally, secret: bytes, steps: Steps) -> Tally:
    where = f"{code}:{one.department_id or 0}"
    return one._replace(
        participants=in_groups(one.participants, heads(one.roll), draw(secret, f"{where}:people:{one.participants}")),
        points=in_steps(one.points, steps.points, draw(secret, f"{where}:points")),
        grams=in_steps(one.grams, steps.grams, draw(secret, f"{where}:grams")),
    )


def heads(roll: Fraction) -> int:
    """An average roll as a number of people."""
    return floor(roll + Fraction(1, 2))


def levels(people: int) -> list[int]:
    """The numbers of participants that may be shown of so many people: 0, 3, 6, … and everybody, never one apart."""
    return [*range(0, people - 1, GROUP), people]


def in_groups(participants: int, people: int, chance: Fraction) -> int:
    """The level below or above, the nearer the likelier, so that the average is right."""
    shown = levels(people)
    below = max(level for level in shown if level <= max(participants, 0))
    above = min((level for level in shown if level >= participants), default=below)
    return above if below < above and chance < Fraction(participants - below, above - below) else below


def in_steps(total: int, step: int, chance: Fraction) -> int:
    return step * floor(Fraction(total, step) + chance)


def draw(secret: bytes, what: str) -> Fraction:
    """At least 0 and under 1, the same for the same thing, and unforeseeable without the secret."""
    return Fraction(int.from_bytes(hmac.digest(secret, what.encode(), "sha256")[:8]), 2**64)
