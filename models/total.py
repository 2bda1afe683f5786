"""What the check-ins come to, folded: derived rows that may be rebuilt from the ledger at any time.

``period`` is a code of ``services/boards/periods.py``. Keys are natural and there are no foreign keys: a row
follows from the check-ins alone, so that rebuilding gives the same rows, byte for byte. Only check-ins with
``is_folded`` are in them. Whoever changes these tables does so ``alone``.
"""

from datetime import date

from sqlalchemy import BigInteger, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, engine, session

FOLDING = 0x6C76_7869  # the name of the right to change the totals, among PostgreSQL's advisory locks


class PersonTotal(Base):
    """What one person did in a period for one department; ``acts`` counts those that stand."""

    __tablename__ = "person_totals"
    __table_args__ = ({"sqlite_with_rowid": False},)
    id = None  # type: ignore[assignment]

    participation_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    period: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    department_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    points: Mapped[int]
    grams: Mapped[int] = mapped_column(BigInteger)
    acts: Mapped[int]


class DepartmentTotal(Base):
    """What one department did in a period; ``participants`` have at least one act that stands."""

    __tablename__ = "department_totals"
    __table_args__ = ({"sqlite_with_rowid": False},)
    id = None  # type: ignore[assignment]

    period: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    department_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    points: Mapped[int] = mapped_column(BigInteger)
    grams: Mapped[int] = mapped_column(BigInteger)
    participants: Mapped[int]


class DepartmentDay(Base):
    """What one department did on one day."""

    __tablename__ = "department_days"
    __table_args__ = ({"sqlite_with_rowid": False},)
    id = None  # type: ignore[assignment]

    day: Mapped[date] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    points: Mapped[int] = mapped_column(BigInteger)
    grams: Mapped[int] = mapped_column(BigInteger)
    acts: Mapped[int]


class ActivityDay(Base):
    """How many acts of one activity stand of a day, of the whole office."""

    __tablename__ = "activity_days"
    __table_args__ = ({"sqlite_with_rowid": False},)
    id = None  # type: ignore[assignment]

    day: Mapped[date] = mapped_column(primary_key=True)
    activity: Mapped[str] = mapped_column(String(32), primary_key=True)
    acts: Mapped[int]


class PointCount(Base):
    """How many people of a period have how many points, as a binary indexed tree.

    Node n counts those with n−lowbit(n) ≤ points < n, so that a dozen rows tell how many have fewer than any number.
    """

    __tablename__ = "point_counts"
    __table_args__ = ({"sqlite_with_rowid": False},)
    id = None  # type: ignore[assignment]

    period: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    node: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    people: Mapped[int]


class ListedTotal(Base):
    """The points of those who want to be on the people's board, and of nobody else."""

    __tablename__ = "listed_totals"
    __table_args__ = (
        Index(None, "period", "points", "participation_id"),
        {"sqlite_with_rowid": False},
    )
    id = None  # type: ignore[assignment]

    participation_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    period: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    points: Mapped[int]


class RollTotal(Base):
    """How many people a department had on its roll, summed over the days of a period so far."""

    __tablename__ = "roll_totals"
    __table_args__ = ({"sqlite_with_rowid": False},)
    id = None  # type: ignore[assignment]

    period: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    department_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    person_days: Mapped[int] = mapped_column(BigInteger)


def alone(*, wait: bool = True) -> bool:
    """Be the only one to change the totals until the transaction ends; False when another is at it and we do not wait.

    A process that is killed lets go of it with its connection. On SQLite every writing transaction is alone.
    """
    if engine().dialect.name == "sqlite":
        return True
    if wait:
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": FOLDING})
        return True
    return bool(session.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": FOLDING}))
