"""What a person remembers, and when a question answered wrong comes back. The only file that knows FSRS.

A question answered right the first time has no card: it is known. The first wrong answer makes one, and from then
on FSRS says after how many days it is about to be forgotten again; that day is rounded up to a working day, since
the quiz belongs to the office's day. Right answers in a row come back after about 1, 2, 6, 17, 44 … days.
"""

from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from typing import NamedTuple

from fsrs import Card, Rating, Scheduler, State
from sqlalchemy import bindparam, func, select

import clock
from models import Review, session
from services import working_days

NOON = time(12)
LONGEST_DAYS = 365
SCHEDULER = Scheduler(
    learning_steps=(), relearning_steps=(), maximum_interval=LONGEST_DAYS, enable_fuzzing=False
)  # no steps: they are minutes, and this quiz is once a day
HOLIDAY_DAYS = 30  # no holiday is longer


REVIEWS = Review.__table__.c
SEEN = select(REVIEWS.code, REVIEWS.asked_on, REVIEWS.due_on).where(REVIEWS.participation_id == bindparam("mine"))


class Memory(NamedTuple):
    """FSRS's state of one question: days until the chance of knowing it falls to 90 %, and how hard it is (1 to 10)."""

    stability: float
    difficulty: float
    reviewed_on: date


class Seen(NamedTuple):
    """When one was last asked a question, and the day it is due again (None: it was always answered right)."""

    asked_on: date
    due_on: date | None


class Outcome(NamedTuple):
    """One answer: of which question, and whether it was right."""

    code: str
    topic: str
    is_right: bool


class TopicSum(NamedTuple):
    """How many answers of a topic were given, and how many of them were right."""

    topic: str
    asked: int
    right: int


def after(memory: Memory | None, is_right: bool, day: date) -> tuple[Memory, date]:
    """The state after one answer, and the calendar day it is due again: at least a day later."""
    noon = clock.at(day, NOON)
    card = Card(card_id=1, due=noon)
    if memory is not None:
        card.state, card.step = State.Review, None
        card.stability, card.difficulty = memory.stability, memory.difficulty
        card.last_review = clock.at(memory.reviewed_on, NOON)
    card, _ = SCHEDULER.review_card(card, Rating.Good if is_right else Rating.Again, noon)
    assert card.stability is not None
    assert card.difficulty is not None
    return Memory(card.stability, card.difficulty, day), clock.local(card.due).date()


def working_day_from(day: date) -> date:
    """The day itself, or the next working day."""
    later = working_days.workdays_between(day, day + timedelta(days=HOLIDAY_DAYS))
    return later[0] if later else day


def seen(participation_id: int | None) -> dict[str, Seen]:
    """Every question a person has answered, by code."""
    rows = session.connection().execute(SEEN, {"mine": participation_id})
    return {code: Seen(asked_on, due_on) for code, asked_on, due_on in rows}


def learn(participation_id: int, outcomes: Iterable[Outcome], day: date) -> None:
    """Keep what the answers of one day say."""
    by_code = {outcome.code: outcome for outcome in outcomes}
    rows = session.scalars(
        select(Review).where(Review.participation_id == participation_id, Review.code.in_(by_code))
    ).all()
    kept: Mapping[str, Review] = {row.code: row for row in rows}
    for code, outcome in by_code.items():
        row = kept.get(code)
        if row is None:
            row = Review(participation_id=participation_id, code=code, topic=outcome.topic)
            row.times_asked = row.times_right = 0
        remember(row, outcome.is_right, day)
        session.add(row)
    session.flush()


def remember(row: Review, is_right: bool, day: date) -> None:
    """Bring one row up to date. Without a card, a right answer makes none."""
    if row.stability is not None or not is_right:
        memory = None if row.stability is None else Memory(row.stability, row.difficulty or 1.0, row.asked_on)
        memory, due = after(memory, is_right, day)
        row.stability, row.difficulty, row.due_on = memory.stability, memory.difficulty, working_day_from(due)
    row.times_asked += 1
    row.times_right += is_right
    row.asked_on = day


def topics(participation_id: int | None) -> list[TopicSum]:
    """A person's answers so far, by topic."""
    rows = session.execute(
        select(Review.topic, func.sum(Review.times_asked), func.sum(Review.times_right))
        .where(Review.participation_id == participation_id)
        .group_by(Review.topic)
        .order_by(Review.topic)
    )
    return [TopicSum(topic, int(asked), int(right)) for topic, asked, right in rows]
