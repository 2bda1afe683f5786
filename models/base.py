"""The engine, the session, the one transaction, and the column types every table shares.

Connections are opened in the driver's autocommit mode and a transaction is begun in words, the same way on SQLite
and PostgreSQL: a reading one sees one moment and never waits, a writing one takes SQLite's write lock at once
instead of failing half way, and the hot path (``models/hot_path.py``) may run a single statement with no
transaction around it, since one statement is one already.
"""

import random
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import wraps
from threading import get_ident
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, Engine, Integer, MetaData, TypeDecorator, create_engine, event
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, scoped_session, sessionmaker

# One session a thread. Keyed by the thread's number, because whether there is one is asked four times a request.
session = scoped_session(sessionmaker(expire_on_commit=False), scopefunc=get_ident)
BigId = BigInteger().with_variant(Integer, "sqlite")
BUSY_SECONDS = 30
REPLAYS = 3
idle: deque = deque()  # connections that the hot path keeps in hand between two requests
IDLE_MOST = 8


class UTCDateTime(TypeDecorator):
    """An instant: aware in Python, naive UTC in the database, never naive in between."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime: {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value and value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UTCDateTime, date: Date}

    id: Mapped[int] = mapped_column(BigId, primary_key=True)


def connect(url: str, **options: Any) -> Engine:
    """Bind the session to a database. Call once per process, after any fork."""
    disconnect()
    if url.startswith("sqlite"):
        options = {"connect_args": {"timeout": BUSY_SECONDS, "isolation_level": None}} | options
    else:
        options = {"connect_args": {"autocommit": True}, "pool_size": 10, "max_overflow": 20} | options
    engine = create_engine(
        url,
        pool_reset_on_return=None,  # whoever begins also ends
        hide_parameters=True,  # an error may reach a log; names and openids may not
        **options,
    )
    event.listen(engine, "begin", begin)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", set_pragmas)
    session.configure(bind=engine)
    return engine


def disconnect() -> None:
    """Close every pooled connection; harmless when there is none."""
    session.remove()
    let_go()
    engine = session.session_factory.kw.get("bind")
    if engine is not None:
        engine.dispose()
        session.configure(bind=None)


def let_go() -> None:
    """Give the connections in hand back to the pool."""
    while idle:
        idle.pop().close()


def engine() -> Engine:
    """The engine of this process."""
    return session.session_factory.kw["bind"]


def set_pragmas(connection: Any, record: Any) -> None:
    """WAL lets readers read while one writes; FULL keeps an acknowledged act through a power cut; 16 MB of pages are
    kept, where SQLite's own 2 MB do not hold the people of a county."""
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16384"):
        connection.execute(f"PRAGMA {pragma}")


def begin(connection: Any) -> None:
    reading = connection.get_execution_options().get("reading", False)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN READ ONLY" if reading else "BEGIN")


@contextmanager
def transaction(*, reading: bool = False) -> Iterator[None]:
    """Commit on the way out, roll back on any exception. The only place in the code that commits.

    Work that never touches the session, as on the hot path, opens nothing and so has nothing to end.
    """
    try:
        if reading:
            session.connection(execution_options={"reading": True})
        yield
        if session.registry.has():
            session.commit()
    finally:
        if session.registry.has():
            session.remove()  # rolls back what was not committed


def atomic(work: Callable, *, reading: bool = False) -> Callable:
    """Run ``work`` in one transaction.

    A rival that inserted the same row first makes it run again: it then finds that row. So does a rival that
    holds SQLite's lock for long, and PostgreSQL's word that two transactions wait for each other.
    """

    @wraps(work)
    def run(*args: Any, **kwargs: Any) -> Any:
        for turn in range(REPLAYS):
            try:
                with transaction(reading=reading):
                    return work(*args, **kwargs)
            except (IntegrityError, OperationalError) as error:
                if turn == REPLAYS - 1 or not may_replay(error):
                    raise
                time.sleep(random.uniform(0, 0.05) * turn)
        raise AssertionError("unreachable")

    return run


def may_replay(error: IntegrityError | OperationalError) -> bool:
    if isinstance(error, IntegrityError):
        return True
    return error.connection_invalidated or any(
        word in str(error.orig) for word in ("database is locked", "deadlock detected", "could not serialize")
    )


def in_transaction() -> bool:
    """Whether this thread holds a transaction open: nobody may go out to the network while it does."""
    return session.registry.has() and session().in_transaction()
