"""PostgreSQL asked through psycopg's own wrapper of libpq, with statements prepared by hand (docs/adr/0002).

A cursor of psycopg costs three times as much and gives up the interpreter's lock several times where once will do.
For the few statements written by hand only: ``:name`` stands for a value, and every value and column is of a type
that is listed here. For connections in autocommit only: psycopg drops all prepared statements when it likes, and a
statement that is not there would end an open transaction.
"""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import count
from typing import Any, NamedTuple

from psycopg import OperationalError, errors
from psycopg.pq import DiagnosticField, ExecStatus
from psycopg.pq.abc import PGconn, PGresult

NAME = re.compile(r":(\w+)")
READ: dict[int, Callable[[str], Any]] = {  # by the number PostgreSQL gives the type
    16: "t".__eq__,
    20: int,
    21: int,
    23: int,
    25: str,
    114: json.loads,
    1043: str,
    1082: date.fromisoformat,
    1114: datetime.fromisoformat,
    1700: Decimal,
}


class Prepared(NamedTuple):
    """A statement under its ``name``, with the names of its values in order; ``spelled`` is how a cursor wants it."""

    name: bytes
    text: bytes
    values: list[str]
    spelled: str


numbers = count(1)


@cache
def prepared(statement: str) -> Prepared:
    """How a statement is prepared; an INSERT also says which row it made."""
    values = list(dict.fromkeys(NAME.findall(statement)))
    numbered = NAME.sub(lambda found: f"${values.index(found[1]) + 1}", statement)
    returning = "RETURNING id" if statement.lstrip().startswith("INSERT") else ""
    spelled = NAME.sub(r"%(\1)s", statement) + returning
    return Prepared(f"lvxing_{next(numbers)}".encode(), f"{numbered}{returning}".encode(), values, spelled)


def ask(connection: Any, statement: str, values: dict[str, Any]) -> list[tuple]:
    """Every row. ``connection`` is one of the pool, with no transaction open. Raises psycopg's errors."""
    server, asked = connection.driver_connection.pgconn, prepared(statement)
    ready = connection.info.setdefault("prepared", set())
    given = [written(values[name]) for name in asked.values]
    try:
        prepare(server, asked, ready)
        result = require(server.exec_prepared(asked.name, given))
    except errors.InvalidSqlStatementName:
        ready.discard(asked.name)
        prepare(server, asked, ready)
        result = require(server.exec_prepared(asked.name, given))
    readers = [READ[result.ftype(column)] for column in range(result.nfields)]
    return [
        tuple(read_value(result.get_value(row, column), reader) for column, reader in enumerate(readers))
        for row in range(result.ntuples)
    ]


def prepare(server: PGconn, asked: Prepared, ready: set[bytes]) -> None:
    """Once a connection: ``ready`` says which it has."""
    if asked.name not in ready:
        require(server.prepare(asked.name, asked.text))
        ready.add(asked.name)


def require(result: PGresult) -> PGresult:
    """The result, unless it is an error: then that is raised."""
    if result.status in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
        return result
    raise kind_of(result)(result.error_message.decode(errors="replace"))


def kind_of(result: PGresult) -> type[Exception]:
    """A connection that is gone has no SQLSTATE."""
    state = result.error_field(DiagnosticField.SQLSTATE) or b""
    try:
        return errors.lookup(state.decode())
    except KeyError:
        return OperationalError


def read_value(value: bytes | None, reader: Callable[[str], Any]) -> Any:
    return None if value is None else reader(value.decode())


def written(value: Any) -> bytes | None:
    """A value as text, in the way PostgreSQL reads it."""
    if value is None:
        return None
    if isinstance(value, bytes):
        return b"\\x" + value.hex().encode()
    return str(value).encode()
