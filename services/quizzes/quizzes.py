"""The five questions of somebody's day: drawn once, the same on every device, graded here and nowhere else.

What happens at the edges:

- The five are drawn at the first look of the day and belong to that day. A second device finds the row of the first.
- Answers are taken once. A second time, from the same or another device, at once or later, the first result comes
  back and nothing is paid again: the draw's row is claimed by one conditional update, and the check-in's slot is a day.
- After midnight a quiz still counts for the day it was drawn, marked as back-filled, for as long as any act may be
  back-filled (7 days); later it is refused with ``QUIZ_CLOSED``. Today's five are another quiz.
- Every question of the quiz must be in the answers and no other (422, by id); an empty list says "I do not know" and
  is wrong. So yesterday's answers sent to today's quiz are refused, and nothing is spent.
- Somebody else's quiz is not found. A withdrawn check-in stays withdrawn: the same quiz is not answered anew.
- Which choices are right, and why, is told in the answer to the answers and not before.
"""

from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from sqlalchemy import bindparam, select, update

import clock
from errors import Conflict, Invalid, NotFound
from models import QuizDraw, engine, session
from models.hot_path import Identity
from services import activities, check_ins, rules
from services.activities.waste_quiz import Answered, WasteQuiz
from services.check_ins import BACKFILL_DAYS, Record
from services.inserts import INSERTS
from services.quizzes import bank as question_bank
from services.quizzes import draws as quiz_draws
from services.quizzes import reviews
from services.quizzes.bank import TOPICS, Asked
from services.quizzes.reviews import Outcome

ACTIVITY = activities.get(WasteQuiz.key)
# Everybody opens the quiz in the same minutes of the morning, so what that takes is prepared once.
DRAWS = QuizDraw.__table__
FIND = select(DRAWS.c.id, DRAWS.c.questions, DRAWS.c.answered_at).where(
    DRAWS.c.participation_id == bindparam("mine"), DRAWS.c.day == bindparam("today")
)
KEEP = {name: insert(DRAWS).on_conflict_do_nothing().returning(DRAWS.c.id) for name, insert in INSERTS.items()}


class Drawn(NamedTuple):
    id: int
    questions: list[int]
    answered_at: datetime | None


class Quiz(NamedTuple):
    """Questions without their answers."""

    quiz_id: int
    day: date
    answered: bool
    questions: list[Asked]


class Marked(NamedTuple):
    """One question after it was answered."""

    id: int
    right: bool
    chosen: list[str]
    correct: list[str]
    explanation: str
    source: str
    year: int


class Topic(NamedTuple):
    """Answers of one topic: given, and right among them."""

    topic: str
    title: str
    asked: int
    right: int


class Result(NamedTuple):
    check_in: Record
    results: list[Marked]
    topics: list[Topic]


def today(who: Identity) -> Quiz:
    """Today's five, drawn now if this is the first look. Raises Conflict ACTIVITY_OFF, QUIZ_EMPTY."""
    day = clock.today()
    found = find(who, day) or draw(who, day)
    return Quiz(found.id, day, found.answered_at is not None, question_bank.get(found.questions, who.rules_revision))


def find(who: Identity, day: date) -> Drawn | None:
    row = session.connection().execute(FIND, {"mine": who.participation_id, "today": day}).first()
    return row and Drawn(*row)


def draw(who: Identity, day: date) -> Drawn:
    """Choose and keep the five of a day. The row of another device that was quicker wins."""
    terms = rules.on(ACTIVITY.key, day, who.rules_revision)
    if terms is None or not terms.is_on:
        raise Conflict(f"「{ACTIVITY.title}」目前没有开放", code="ACTIVITY_OFF")
    bank, seen = question_bank.on(who.rules_revision), reviews.seen(who.participation_id)
    chosen = quiz_draws.choose(bank.values(), seen, day, Random(f"{who.participation_id}:{day}"))
    if not chosen:
        raise Conflict("题库里还没有可用的题目，请联系管理员", code="QUIZ_EMPTY")
    ids = [question.id for question in chosen]
    row = {"participation_id": who.participation_id, "day": day, "questions": ids}
    kept = session.connection().execute(KEEP[engine().dialect.name], row).first()
    found = Drawn(kept.id, ids, None) if kept else find(who, day)
    assert found is not None
    return found


def answer(who: Identity, quiz_id: int, given: dict[str, list[str]]) -> tuple[Result, bool]:
    """Grade a quiz; True the first time, False when the first result is given back.

    Raises NotFound, Invalid naming each wrong part, Conflict QUIZ_CLOSED or ACTIVITY_OFF.
    """
    quiz = session.scalar(select(QuizDraw).filter_by(id=quiz_id, participation_id=who.participation_id))
    if quiz is None:
        raise NotFound("没有找到这份题目")
    questions = question_bank.get(quiz.questions, who.rules_revision)
    if quiz.answers is not None:
        return result(who, quiz, questions), False
    if quiz.day < clock.today() - timedelta(days=BACKFILL_DAYS):
        raise Conflict(f"这份题目已超过 {BACKFILL_DAYS} 天，请答今天的题", code="QUIZ_CLOSED")
    check(given, questions)
    is_first = claim(quiz, {key: sorted(set(keys)) for key, keys in given.items()})
    if is_first:
        pay(who, quiz, questions)
    return result(who, quiz, questions), is_first


def check(given: dict[str, list[str]], questions: list[Asked]) -> None:
    """Raises Invalid unless exactly these questions are answered, each with choices it has."""
    known = {str(question.id): question for question in questions}
    problems = {f"answers.{key}": "这道题不在这份题目里" for key in given if key not in known}
    for key, question in known.items():
        keys = set(given.get(key, ()))
        if key not in given:
            problems[f"answers.{key}"] = "这道题还没有作答"
        elif not keys <= question.choices.keys():
            problems[f"answers.{key}"] = "没有这个选项"
        elif len(keys) > 1 and question.kind != "multiple":
            problems[f"answers.{key}"] = "这道题只能选一项"
    if problems:
        raise Invalid(fields=problems)


def claim(quiz: QuizDraw, answers: dict[str, list[str]]) -> bool:
    """Write the answers unless another device has: True for the one that did. ``quiz`` then holds what counts."""
    mine = session.execute(
        update(QuizDraw)
        .where(QuizDraw.id == quiz.id, QuizDraw.answered_at.is_(None))
        .values(answers=answers, answered_at=clock.now())
        .returning(QuizDraw.id),
        execution_options={"synchronize_session": False},
    ).first()
    session.refresh(quiz)
    return mine is not None


def pay(who: Identity, quiz: QuizDraw, questions: list[Asked]) -> None:
    """The check-in, and what the answers say about what the person remembers."""
    marks = mark(quiz, questions)
    right = sum(each.right for each in marks)
    check_ins.check_in(who, ACTIVITY, Answered(day=quiz.day, again=False, right=right, asked=len(marks)))
    outcomes = [Outcome(one.code, one.topic, each.right) for one, each in zip(questions, marks, strict=True)]
    reviews.learn(quiz.participation_id, outcomes, clock.today())


def mark(quiz: QuizDraw, questions: list[Asked]) -> list[Marked]:
    answers = quiz.answers or {}
    return [
        Marked(
            one.id, answers[str(one.id)] == sorted(one.answer), answers[str(one.id)], one.answer,
            one.explanation, one.source, one.year,
        )
        for one in questions
    ]  # fmt: skip


def result(who: Identity, quiz: QuizDraw, questions: list[Asked]) -> Result:
    """What an answered quiz came to, as often as it is asked for."""
    record = check_ins.in_slot(who, ACTIVITY.key, quiz.day.isoformat())
    assert record is not None
    marks = mark(quiz, questions)
    sums: dict[str, Topic] = {}
    for question, each in zip(questions, marks, strict=True):
        before = sums.get(question.topic, Topic(question.topic, TOPICS[question.topic], 0, 0))
        sums[question.topic] = before._replace(asked=before.asked + 1, right=before.right + each.right)
    return Result(record, marks, list(sums.values()))


def by_topic(who: Identity) -> list[Topic]:
    """All my answers so far."""
    return [Topic(one.topic, TOPICS[one.topic], one.asked, one.right) for one in reviews.topics(who.participation_id)]
