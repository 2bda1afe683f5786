"""``manage.py migrate``: bring the database to the newest revision."""

from argparse import ArgumentParser, Namespace

from alembic import command
from alembic.config import Config as Alembic
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine

import models
from commands import environment
from config import ROOT

SUMMARY = "把数据库升级到最新结构"


def arguments(parser: ArgumentParser) -> None:
    parser.description = "把数据库升级到最新结构。升级前请先备份：python3 manage.py backup 文件名"


def run(args: Namespace) -> int:
    before, after = upgrade(models.connect(environment.settings_without_secrets().database_url))
    print(f"数据库结构已是最新：{after}" if before == after else f"数据库结构已升级：{before or '空'} → {after}")
    return 0


def upgrade(engine: Engine) -> tuple[str | None, str | None]:
    """Upgrade to the newest revision in one transaction; the revision before and after."""
    with engine.connect() as connection:
        without_foreign_keys(connection)
        with connection.begin():
            before = revision(connection)
            command.upgrade(alembic(connection), "head")
            after = revision(connection)
    engine.dispose()
    return before, after


def alembic(connection: Connection) -> Alembic:
    """What Alembic's commands want to know, for a connection with a transaction open."""
    config = Alembic(toml_file=ROOT / "pyproject.toml")
    config.attributes["connection"] = connection
    return config


def revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def without_foreign_keys(connection: Connection) -> None:
    """SQLite changes a table by dropping it for a new one, which would cascade. Heard only outside a transaction."""
    if connection.dialect.name == "sqlite":
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
