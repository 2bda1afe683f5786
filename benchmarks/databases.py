"""Empty databases to measure on: files for SQLite, and one PostgreSQL that is started for the run and durable."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from benchmarks.harness import CannotMeasure

sys.path.append(str(Path(__file__).parents[1] / "tests"))

import postgres

# The tests' server trades safety for speed; here an acknowledged act must survive a power cut, as in production.
DURABLE = ["--fsync=on", "--synchronous_commit=on", "--full_page_writes=on", "--autovacuum=on"]


@dataclass
class PostgreSQL:
    """A running server, and the names of the databases made on it."""

    url: str

    def database(self, name: str) -> str:
        """A fresh empty database's SQLAlchemy URL."""
        return postgres.worker_database(self.url, f"lvxing_bench_{name}")

    def address(self) -> tuple[int, tuple[str, int] | str]:
        """The socket family and address at which the server listens, for a proxy in front of it."""
        parts = make_url(self.url)
        folder = parts.query.get("host")
        if isinstance(folder, str) and folder.startswith("/"):
            return socket.AF_UNIX, f"{folder}/.s.PGSQL.{parts.query.get('port', 5432)}"
        return socket.AF_INET, (parts.host or "127.0.0.1", parts.port or 5432)


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """TEST_DATABASE_URL, or a server that ends with the block. Raises CannotMeasure when there is none to be had."""
    given = os.environ.get("TEST_DATABASE_URL")
    try:
        server = postgres.Server(postgres.as_psycopg(given)) if given else postgres.launch(DURABLE)
    except postgres.NoPostgres as error:
        raise CannotMeasure(error) from error
    try:
        yield PostgreSQL(server.url)
    finally:
        server.stop()


def through(url: str, port: int) -> str:
    """The same database behind a proxy on loopback, without encryption so that its turns can be counted."""
    query = {"sslmode": "disable", "gssencmode": "disable"}
    parts = make_url(url).set(host="127.0.0.1", port=port, query=query)
    return parts.render_as_string(hide_password=False)


def libpq(url: str) -> str:
    """The URL without SQLAlchemy's driver name."""
    return postgres.plain(url)


def rows(url: str) -> int:
    """How many check-ins the database holds."""
    with psycopg.connect(libpq(url)) as connection:
        found = connection.execute("SELECT count(*) FROM check_ins").fetchone()
    return int(found[0]) if found else 0
