"""Statements written by hand, each on a connection of the pool that is kept in hand between two requests."""

from typing import Any

from models import libpq
from models.base import IDLE_MOST, engine, idle, in_transaction, let_go, session


def run(statement: str, values: dict[str, Any]) -> tuple | None:
    """The first row of one statement: its own transaction, or a part of the one that is open on this thread."""
    rows = run_all(statement, values)
    return rows[0] if rows else None


def run_all(statement: str, values: dict[str, Any]) -> list[tuple]:
    """Every row of one statement."""
    if in_transaction():
        return by_cursor(session.connection().connection, statement, values)
    dialect = engine().dialect
    for is_last in (False, True):
        connection = take()
        try:
            rows = execute(connection, statement, values)
        except dialect.dbapi.OperationalError as error:  # type: ignore[union-attr]
            gone = dialect.is_disconnect(error, connection.dbapi_connection, None)
            connection.close()
            if is_last or not gone:
                raise
            let_go()
            engine().dispose()  # the server went away, and every pooled connection with it: once more
        except BaseException:
            connection.close()
            raise
        else:
            keep(connection)
            return rows
    raise AssertionError("unreachable")


def take() -> Any:
    """A connection in hand, else one of the pool."""
    try:
        return idle.pop()
    except IndexError:
        return engine().raw_connection()


def keep(connection: Any) -> None:
    if len(idle) < IDLE_MOST:
        idle.append(connection)
    else:
        connection.close()


def execute(connection: Any, statement: str, values: dict[str, Any]) -> list[tuple]:
    """With no transaction open."""
    ask = libpq.ask if engine().dialect.name == "postgresql" else by_cursor
    return ask(connection, statement, values)


def by_cursor(connection: Any, statement: str, values: dict[str, Any]) -> list[tuple]:
    is_sqlite = engine().dialect.name == "sqlite"
    cursor = connection.cursor()
    cursor.execute(statement if is_sqlite else libpq.prepared(statement).spelled, values)
    rows = cursor.fetchall() if cursor.description else inserted(cursor)
    cursor.close()
    return rows


def inserted(cursor: Any) -> list[tuple]:
    """SQLite's new row: what RETURNING would say, at a tenth of its price."""
    return [(cursor.lastrowid,)] if cursor.rowcount else []
