from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class AwardRound(Base):
    """One round of the awards (节约型科室, 优秀职工) of a year or a quarter, from its rules to its minutes.

    ``state`` is a key of ``services/office/awards/awards.py`` and moves one step at a time; ``version`` counts the
    changes, so that of two who edit the second sees what the first did. ``rules_on`` is the day the rules were first
    published.
    """

    __tablename__ = "award_rounds"
    __table_args__ = (UniqueConstraint("title", "year", "period"), Index(None, "state", "year"))

    title: Mapped[str] = mapped_column(String(60))
    year: Mapped[int]
    period: Mapped[str] = mapped_column(String(8))
    issuer: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(16), default="rules")
    version: Mapped[int] = mapped_column(default=1)
    rules_on: Mapped[date | None]
    publication_from: Mapped[date | None]
    publication_to: Mapped[date | None]
    publication_place: Mapped[str] = mapped_column(String(120), default="")
    channel: Mapped[str] = mapped_column(String(200), default="")
    met_on: Mapped[date | None]
    met_at: Mapped[str] = mapped_column(String(60), default="")
    attendees: Mapped[int | None]
    decision: Mapped[str] = mapped_column(Text, default="")
    closed_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("managers.id"))


class AwardRule(Base):
    """A version of a round's rules. ``unit_places`` and ``person_places`` are how many may be chosen of each kind;
    ``days`` how many working days the publication lasts at least. Once published it stays; a change is the next one.
    """

    __tablename__ = "award_rules"
    __table_args__ = (UniqueConstraint("round_id", "number"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("award_rounds.id"))
    number: Mapped[int]
    unit_places: Mapped[int]
    person_places: Mapped[int]
    days: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    conditions: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(200), default="")
    actor: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class AwardStep(Base):
    """A step of a round, forward or, with a ``reason``, back."""

    __tablename__ = "award_steps"

    round_id: Mapped[int] = mapped_column(ForeignKey("award_rounds.id"), index=True)
    before: Mapped[str] = mapped_column(String(16))
    after: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(200), default="")
    actor: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class AwardCandidate(Base):
    """A unit, or a person who agreed to it on ``consented_on``. ``name`` and ``place`` are as on the day they came in.

    Whoever is withdrawn is named nowhere any more. ``certificate_no`` is given when the minutes are final.
    """

    __tablename__ = "award_candidates"
    __table_args__ = (UniqueConstraint("round_id", "department_id"), UniqueConstraint("round_id", "employee_id"))

    round_id: Mapped[int] = mapped_column(ForeignKey("award_rounds.id"))
    kind: Mapped[str] = mapped_column(String(8))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id"))
    name: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(200), default="")
    consented_on: Mapped[date | None]
    is_withdrawn: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(200), default="")
    votes: Mapped[int | None]
    is_chosen: Mapped[bool] = mapped_column(default=False)
    certificate_no: Mapped[str | None] = mapped_column(String(24), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class AwardRevocation(Base):
    """An award that was given is revoked, or a revocation is lifted: one more row each, never an edit.

    ``is_lift`` says which; the last row of a candidate is how it stands. ``day`` is that of the decision, ``number``
    the decision's own.
    """

    __tablename__ = "award_revocations"

    candidate_id: Mapped[int] = mapped_column(ForeignKey("award_candidates.id"), index=True)
    is_lift: Mapped[bool]
    day: Mapped[date]
    number: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(String(300))
    actor: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class AwardSource(Base):
    """Why somebody is a candidate: a kind of source and what shows it; ``figure`` is filled once the round is over."""

    __tablename__ = "award_sources"

    candidate_id: Mapped[int] = mapped_column(ForeignKey("award_candidates.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    evidence: Mapped[str] = mapped_column(String(500))
    figure: Mapped[str] = mapped_column(String(300), default="")
    day: Mapped[date]
    actor: Mapped[str] = mapped_column(String(64))


class AwardJudge(Base):
    __tablename__ = "award_judges"
    __table_args__ = (UniqueConstraint("round_id", "employee_id"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("award_rounds.id"))
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    name: Mapped[str] = mapped_column(String(64))


class AwardConflict(Base):
    """How a conflict was settled. Conflicts themselves are looked up each time; ``other_id`` is the judge or the other
    candidate that it is with, 0 for nobody. ``outcome`` is recuse, keep or withdraw.
    """

    __tablename__ = "award_conflicts"
    __table_args__ = (UniqueConstraint("candidate_id", "kind", "other_id"),)

    candidate_id: Mapped[int] = mapped_column(ForeignKey("award_candidates.id"))
    kind: Mapped[str] = mapped_column(String(24))
    other_id: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(200))
    actor: Mapped[str] = mapped_column(String(64))
    day: Mapped[date]


class AwardObjection(Base):
    """Something said against a candidate, or against the round when there is none. Who said it is not kept."""

    __tablename__ = "award_objections"

    round_id: Mapped[int] = mapped_column(ForeignKey("award_rounds.id"), index=True)
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("award_candidates.id"))
    day: Mapped[date]
    text: Mapped[str] = mapped_column(String(500))
    outcome: Mapped[str] = mapped_column(String(16), default="")
    answer: Mapped[str] = mapped_column(String(500), default="")
    answered_on: Mapped[date | None]
