"""A place of its own for a simulation: an instance with keys, and a database that is gone afterwards unless kept.

From here on the process sees none of the office's settings: not its database, not its keys, not its WeChat.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from alembic import command
from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError

import clock
import models
from commands import environment, migrate
from config import Config, ConfigError, number

# of the office, and none of a simulation's business
PREFIXES = ("WX_", "WECOM_", "LVXING_")
NAMES = {
    "DATABASE_URL", "VALKEY_URL", "SECRET_KEY", "DATA_KEYS", "PUBLIC_BASE_URL", "INSTANCE_PATH", "HOST", "PORT",
}  # fmt: skip
NOWHERE = "http://127.0.0.1:9/"  # what would go to WeChat goes nowhere
RELATIONS = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg_%'
ORDER BY c.relname
"""


def push_rate() -> int:
    """Messages a second that the office has set."""
    environment.load()
    return number(os.environ, "PUSH_RATE", 300, 1, 5000)


@contextmanager
def instance(database: str | None, *, keep: bool) -> Iterator[Config]:
    """A fresh instance under the office's ``simulate/``. Raises ConfigError unless ``database`` is empty."""
    environment.load()
    before = dict(os.environ)
    url = postgresql(database, before.get("DATABASE_URL", "")) if database else None
    home = environment.instance() / "simulate"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{clock.today():%Y%m%d}-", dir=home))
    try:
        move_in(folder, url)
        yield Config.from_env()
    finally:
        clock.move_to(None)
        if not keep:
            if url:
                empty(url)
            models.disconnect()
            shutil.rmtree(folder)
        models.disconnect()
        os.environ.clear()
        os.environ.update(before)
        for place in (home, home.parent):
            with suppress(OSError):
                place.rmdir()  # unless there is something in it


def move_in(folder: Path, url: str | None) -> None:
    """Forget the office's settings and take on the instance's own, which a kept one finds in its ``env`` again."""
    for name in list(os.environ):
        if name in NAMES or name.startswith(PREFIXES):
            del os.environ[name]
    os.environ["INSTANCE_PATH"] = str(folder)
    own = {"WX_APPID": "wx-simulated", "WX_SECRET": "simulated", "WX_API_BASE": NOWHERE}
    if url:
        own["DATABASE_URL"] = url
    environment.append(folder / "env", own)
    environment.ensure_secrets()


def postgresql(given: str, offices: str) -> str:
    """The URL as SQLAlchemy wants it. Raises ConfigError unless an empty database answers there."""
    try:
        url = make_url(given)
    except ArgumentError:
        raise ConfigError("--database 不是数据库地址，应像 postgresql://用户:密码@主机/库名") from None
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise ConfigError("--database 只接受 PostgreSQL；用 SQLite 时不必写，会自己建一个临时文件")
    url = url.set(drivername="postgresql+psycopg")
    if offices and same_place(url, make_url(offices)):
        raise ConfigError("--database 是本单位正在用的数据库，不能拿来模拟；请另建一个空库")
    found = relations(url)
    if found:
        shown = "、".join(found[:3])
        raise ConfigError(f"--database 里已有 {len(found)} 个表（{shown} 等），只能用空的数据库；请另建一个")
    return url.render_as_string(hide_password=False)


def same_place(one: URL, other: URL) -> bool:
    where = [(url.host or url.query.get("host"), url.port or 5432, url.database) for url in (one, other)]
    return where[0] == where[1]


def relations(url: URL) -> list[str]:
    """Everything that holds rows in a database, whatever its schema."""
    engine = create_engine(url, connect_args={"connect_timeout": 10})
    try:
        with engine.connect() as connection:
            return list(connection.scalars(text(RELATIONS)))
    except OperationalError as error:
        raise ConfigError(f"--database 连不上：{str(error.orig).splitlines()[0]}") from None
    finally:
        engine.dispose()


def empty(url: str) -> None:
    """Take away again what was put into an empty PostgreSQL database."""
    engine = models.connect(url)
    with engine.connect() as connection, connection.begin():
        if migrate.revision(connection):
            command.downgrade(migrate.alembic(connection), "base")
            connection.execute(text("DROP TABLE alembic_version"))
