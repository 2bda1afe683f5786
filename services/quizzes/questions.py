"""The question bank as those see it who look after it: find, switch on and off, and how questions are answered.

How a question is answered is shown as a count of people, never who, and only from ``LEAST_PEOPLE`` people on.
"""

from typing import NamedTuple

from sqlalchemy import Select, func, select

from errors import Invalid, NotFound
from models import Question, Review, session
from services import rules
from services.audit import trail as audit
from services.audit.trail import Actor
from services.quizzes.bank import OFF, OFFICE, ON, RETIRED, TOPICS

LEAST_PEOPLE = 5
PAGE = 50


class Answers(NamedTuple):
    """How many people have answered a question, how often, and how often right. Never of fewer than five people."""

    people: int
    asked: int
    right: int


class Entry(NamedTuple):
    question: Question
    answers: Answers | None


class Search(NamedTuple):
    """What the list is narrowed to; empty means everything."""

    text: str = ""
    topic: str = ""
    state: str = ""
    origin: str = ""


class Listing(NamedTuple):
    entries: list[Entry]
    total: int
    pages: int


def search(wanted: Search, page: int = 1) -> Listing:
    """One page of the questions in force, by code."""
    query = narrowed(wanted)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(query.order_by(Question.code).offset((page - 1) * PAGE).limit(PAGE)).all()
    answers = answers_of([row.code for row in rows])
    return Listing([Entry(row, answers.get(row.code)) for row in rows], total, max(1, -(-total // PAGE)))


def narrowed(wanted: Search) -> Select:
    query = select(Question).where(Question.state != RETIRED)
    if wanted.topic in TOPICS:
        query = query.where(Question.topic == wanted.topic)
    if wanted.state in (ON, OFF):
        query = query.where(Question.state == wanted.state)
    if wanted.origin == OFFICE:
        query = query.where(Question.origin == OFFICE)
    if wanted.text:
        query = query.where(Question.text.contains(wanted.text, autoescape=True) | (Question.code == wanted.text))
    return query


def answers_of(codes: list[str]) -> dict[str, Answers]:
    """Counts of the questions that enough people have answered, from those who take part now."""
    people = func.count()
    rows = session.execute(
        select(Review.code, people, func.sum(Review.times_asked), func.sum(Review.times_right))
        .where(Review.code.in_(codes))
        .group_by(Review.code)
        .having(people >= LEAST_PEOPLE)
    )
    return {code: Answers(count, int(asked), int(right)) for code, count, asked, right in rows}


def counts() -> dict[str, int]:
    """How many questions of each topic are asked at present."""
    rows = session.execute(select(Question.topic, func.count()).where(Question.state == ON).group_by(Question.topic))
    return dict.fromkeys(TOPICS, 0) | {topic: count for topic, count in rows if topic in TOPICS}


def find(code: str) -> Entry:
    """The version in force. Raises NotFound."""
    row = session.scalar(select(Question).where(Question.code == code, Question.state != RETIRED))
    if row is None:
        raise NotFound("题库里没有这道题")
    return Entry(row, answers_of([code]).get(code))


def switch(code: str, is_on: bool, actor: Actor, reason: str) -> None:
    """Ask a question again, or no longer; who has it today keeps it. Raises NotFound, Invalid without a reason."""
    row, reason = find(code).question, reason.strip()
    if not is_on and not reason:
        raise Invalid("停用一道题须写明理由", {"reason": "请写明停用的理由"})
    if (row.state == ON) == is_on:
        return
    row.state = ON if is_on else OFF
    audit.write(actor, "question.switch", code, {"is_on": [not is_on, is_on]}, reason)
    rules.touch()
