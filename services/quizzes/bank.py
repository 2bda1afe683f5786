"""The questions of the quiz: ``data/questions.csv`` and the office's own, kept in versions, known to every process.

A question keeps its ``code`` for good. Other words under a known code are a new version, and the version before
stays as it is, so that whoever was given it today is graded on what they read. A process keeps the questions that
are on in memory until ``rules_revision`` moves, which every change here makes it do.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func, insert, select, update

from models import Question, session
from services import rules

FILE = Path(__file__).parents[2] / "data" / "questions.csv"
TOPICS = {
    "waste": "垃圾分类",
    "energy": "节能",
    "water": "节水",
    "travel": "绿色出行",
    "plate": "光盘行动",
    "carbon": "低碳",
    "office": "绿色办公",
}
KINDS = {"single": "单选", "multiple": "多选", "true_false": "判断"}
TRUE_FALSE = {"A": "正确", "B": "错误"}
DATA, OFFICE = "data", "office"
ON, OFF, RETIRED = "on", "off", "retired"


class Draft(NamedTuple):
    """The words of a question, before they are a version of it. ``answer`` holds keys of ``choices``."""

    code: str
    topic: str
    kind: str
    difficulty: int
    text: str
    choices: dict[str, str]
    answer: list[str]
    explanation: str
    source: str
    year: int


class Asked(NamedTuple):
    """A version as it is asked and graded."""

    id: int
    code: str
    topic: str
    kind: str
    text: str
    choices: dict[str, str]
    answer: list[str]
    explanation: str
    source: str
    year: int


class Shelf:
    """The questions that are on, as one process knows them."""

    def __init__(self) -> None:
        self.revision: int | None = None
        self.questions: dict[int, Asked] = {}


_shelf = Shelf()
COLUMNS = [getattr(Question, name) for name in Asked._fields]


def on(revision: int) -> Mapping[int, Asked]:
    """Every question that is on, by id. ``revision`` is the office's current ``rules_revision``."""
    if _shelf.revision != revision:
        rows = session.execute(select(*COLUMNS).where(Question.state == ON).order_by(Question.id))
        _shelf.questions, _shelf.revision = {row[0]: Asked(*row) for row in rows}, revision
    return _shelf.questions


def get(ids: Sequence[int], revision: int) -> list[Asked]:
    """The versions with these ids, in this order, whatever has become of them since."""
    known = on(revision)
    gone = [each for each in ids if each not in known]
    if gone:
        rows = session.execute(select(*COLUMNS).where(Question.id.in_(gone)))
        known = {**known, **{row[0]: Asked(*row) for row in rows}}
    return [known[each] for each in ids]


def load() -> None:
    """Bring the data file's questions into the database: new ones, new versions, and those taken out. Idempotent."""
    drafts = read_file()
    changed = put(drafts, DATA)
    kept = {draft.code for draft in drafts}
    gone = [code for code in current(DATA) if code not in kept]
    if gone:
        retire(gone)
    if changed or gone:
        rules.touch()


@lru_cache(maxsize=1)
def read_file() -> tuple[Draft, ...]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(draft_of(row) for row in csv.DictReader(lines))


def draft_of(row: Mapping[str, str]) -> Draft:
    choices = {key: row[key] for key in "ABCD" if row[key]}
    return Draft(
        row["id"], row["topic"], row["kind"], int(row["difficulty"]), row["text"], choices or dict(TRUE_FALSE),
        list(row["answer"]), row["explanation"], row["source"], int(row["year"]),
    )  # fmt: skip


def current(origin: str) -> dict[str, Question]:
    """The version in force of every question of an origin, on or off."""
    rows = session.scalars(select(Question).where(Question.origin == origin, Question.state != RETIRED))
    return {row.code: row for row in rows}


def put(drafts: Iterable[Draft], origin: str) -> int:
    """Add what is new and a new version of what reads otherwise; how many. What is switched off stays off."""
    have = {code: (words(row), row.state) for code, row in current(origin).items()}
    fresh = [draft for draft in drafts if draft.code not in have or draft != have[draft.code][0]]
    latest = versions() if fresh else {}
    retire([draft.code for draft in fresh if draft.code in have])
    rows = [
        draft._asdict()
        | {
            "version": latest.get(draft.code, 0) + 1,
            "origin": origin,
            "state": have[draft.code][1] if draft.code in have else ON,
        }
        for draft in fresh
    ]
    if rows:
        session.execute(insert(Question), rows)
    return len(rows)


def words(row: Question) -> Draft:
    """What a version says."""
    return Draft(*(getattr(row, name) for name in Draft._fields))


def versions() -> dict[str, int]:
    """The latest version of every question there ever was."""
    rows = session.execute(select(Question.code, func.max(Question.version).label("version")).group_by(Question.code))
    return {row.code: row.version for row in rows}


def retire(codes: Sequence[str]) -> None:
    if codes:
        session.execute(update(Question).where(Question.code.in_(codes)).values(state=RETIRED))
