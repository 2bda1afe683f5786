from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class Question(Base):
    """One version of a quiz question. The words of a version never change: a correction is a new version.

    ``code`` names the question over all its versions, ``origin`` is data (``data/questions.csv``) or office (their
    own). ``state`` is on, off (switched off by a manager) or retired (a later version replaced it, or it was taken
    out). ``choices`` maps keys to texts in the order shown, ``answer`` lists the right keys.
    """

    __tablename__ = "questions"
    __table_args__ = (UniqueConstraint("code", "version"),)

    code: Mapped[str] = mapped_column(String(32))
    version: Mapped[int] = mapped_column(default=1)
    origin: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(8), default="on")
    topic: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    difficulty: Mapped[int]
    text: Mapped[str] = mapped_column(String(200))
    choices: Mapped[dict] = mapped_column(JSON)
    answer: Mapped[list] = mapped_column(JSON)
    explanation: Mapped[str] = mapped_column(String(300))
    source: Mapped[str] = mapped_column(String(300))
    year: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class QuizDraw(Base):
    """The questions one person was given on one day, and what they answered. Personal: leaving removes it.

    ``questions`` lists ids of versions in the order shown; ``answers`` maps such an id (as text) to the chosen keys,
    and is None until the one time it is given.
    """

    __tablename__ = "quiz_draws"
    __table_args__ = (UniqueConstraint("participation_id", "day"),)

    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"))
    day: Mapped[date]
    questions: Mapped[list] = mapped_column(JSON)
    answers: Mapped[dict | None] = mapped_column(JSON(none_as_null=True))
    answered_at: Mapped[datetime | None]


class Review(Base):
    """What one person remembers of one question they have answered. Personal: leaving removes it.

    ``due_on``, ``stability`` (days) and ``difficulty`` (1 to 10) are FSRS's card, which begins with the first wrong
    answer; until then they are None.
    """

    __tablename__ = "reviews"
    __table_args__ = (UniqueConstraint("participation_id", "code"),)

    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"))
    code: Mapped[str] = mapped_column(String(32))
    topic: Mapped[str] = mapped_column(String(16))
    times_asked: Mapped[int] = mapped_column(default=0)
    times_right: Mapped[int] = mapped_column(default=0)
    asked_on: Mapped[date]
    due_on: Mapped[date | None]
    stability: Mapped[float | None]
    difficulty: Mapped[float | None]
