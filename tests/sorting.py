"""Bins, and somebody sorting at them as the mini-program would."""

from sqlalchemy import func, select

import models
from models import CheckIn, session, transaction
from services.audit import trail as audit
from services.bins import bins
from services.bins import questions as bin_questions
from services.bins.bins import NewBin

ACTOR = audit.COMMAND_LINE
BIN_TITLES = ("位置", "楼层", "院区", "类别")


def make(place="茶水间", area="", categories=("kitchen",), floor="3 楼"):
    with transaction():
        return bins.make(NewBin(place, floor, area, list(categories)), ACTOR).code


def scan(one, code):
    answer = one.get(f"/bins/{code}")
    assert answer.status_code == 200, answer.json
    return answer.json["data"]


def right(one, code):
    """The right choice, which nobody is told: found by the class of the thing."""
    shown = scan(one, code)
    kinds = {thing.name: key for key, things in bin_questions.THINGS.items() for thing in things}
    takes = {kind["category"] for kind in shown["categories"]}
    return shown["question"]["id"], next(
        choice["key"] for choice in shown["question"]["choices"] if kinds[choice["text"]] in takes
    )


def body(one, code, category="kitchen", *, wrong=False):
    question_id, answer = right(one, code)
    if wrong:
        answer = "b" if answer == "a" else "a"
    return {"bin": code, "category": category, "question_id": question_id, "answer": answer}


def sort(one, code, **choice):
    return one.check_in("bin_sorting", **body(one, code, **choice))


def points():
    with models.transaction(reading=True):
        return session.scalar(select(func.coalesce(func.sum(CheckIn.points), 0)))


def held(one, clock):
    """An act that was told in another compound ten minutes after one here."""
    east, west = make(area="东院"), make(area="西院")
    assert sort(one, east).json["data"]["state"] == "counted"
    clock.shift(600)
    return sort(one, west)
