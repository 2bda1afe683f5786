from datetime import date
from typing import Annotated, Literal

from flask import Blueprint, g
from pydantic import Field, field_validator

from blueprints.base import JOINED, contract
from blueprints.mini.check_ins import CheckIn
from blueprints.mini.forms import Form, Shown
from errors import Conflict
from services.quizzes import quizzes

bp = Blueprint("quizzes", __name__)

Key = Annotated[str, Field(pattern=r"^[A-F]$")]
QuestionId = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,15}$")]


class Choice(Shown):
    key: str
    text: str


class QuizQuestion(Shown):
    id: int
    kind: Literal["single", "multiple", "true_false"]
    topic: str
    text: str
    choices: list[Choice]

    @field_validator("choices", mode="before")
    @classmethod
    def in_order(cls, choices: dict[str, str]) -> list[dict[str, str]]:
        return [{"key": key, "text": text} for key, text in choices.items()]


class Quiz(Shown):
    quiz_id: int
    day: date
    answered: bool
    questions: list[QuizQuestion]


class Answers(Form):
    answers: Annotated[
        dict[QuestionId, Annotated[list[Key], Field(max_length=6)]],
        Field(max_length=10, description="题号 → 所选选项；不会答的填空列表"),
    ]


class QuizMark(Shown):
    id: int
    right: bool
    chosen: list[str]
    correct: list[str]
    explanation: str
    source: str
    year: int


class QuizTopic(Shown):
    topic: str
    title: str
    asked: int
    right: int


class QuizResult(Shown):
    check_in: CheckIn
    results: list[QuizMark]
    topics: list[QuizTopic]


@bp.get("/quizzes/today")
@contract(JOINED, Quiz, errors=(Conflict,), writes=True)
def show_quiz():
    """今天的五道题，当天不变，不含答案"""
    return quizzes.today(g.who)


@bp.post("/quizzes/<id:quiz_id>/answers")
@contract(JOINED, QuizResult, body=Answers, status=201, repeat=200, errors=(Conflict,))
def answer_quiz(quiz_id: int, body: Answers):
    """交卷并看解析；再交一次，返回第一次的结果"""
    found, is_first = quizzes.answer(g.who, quiz_id, body.answers)
    return found, 201 if is_first else 200


@bp.get("/quizzes/results")
@contract(JOINED, list[QuizTopic])
def list_quiz_results():
    """我的答题成绩，按主题"""
    return quizzes.by_topic(g.who)
