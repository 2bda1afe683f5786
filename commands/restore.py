"""``manage.py restore FILE``: put a back-up in place; what was there before is kept aside."""

import os
import sqlite3
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, inspect, text

import clock
import models
from commands import archive, environment, postgres_tools
from commands.archive import BadArchive
from commands.backup import ASIDE, sqlite_path
from commands.postgres_tools import ToolFailed
from config import Config

SUMMARY = "从备份文件恢复（原有数据改名保留）"
LOADING = ("--clean", "--if-exists", "--no-owner", "--single-transaction")


class NotRestored(Exception):
    """Nothing was changed; the message says why."""


def arguments(parser: ArgumentParser) -> None:
    parser.description = f"{SUMMARY}。请先停止服务。"
    parser.add_argument("file", type=Path, metavar="FILE", help="manage.py backup 写出的文件")
    parser.add_argument("--replace", action="store_true", help="数据库里已有数据时也恢复；原有的改名保留")


def run(args: Namespace) -> int:
    config = environment.settings_without_secrets()
    config.instance_path.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        kept = restore(config, args.file, args.replace)
    except (BadArchive, NotRestored, ToolFailed, OSError) as error:
        print(f"没有恢复：{error}", file=sys.stderr)
        return 1
    print(f"已从 {args.file} 恢复。", *[f"原有的保留在 {name}" for name in kept], sep="\n")
    print("接着请运行 python3 manage.py migrate，再启动服务。")
    return 0


def restore(config: Config, source: Path, replace: bool) -> list[str]:
    """Put everything in ``source`` in place; where what was there before is kept now."""
    suffix = ASIDE + clock.local(clock.now()).strftime("%Y%m%d-%H%M%S-%f")
    with tempfile.TemporaryDirectory(prefix="restore-", dir=config.instance_path) as folder:
        archive.extract(source, Path(folder))
        check_kind(config, Path(folder))
        empty = is_empty(config)
        if not empty and not replace:
            raise NotRestored("目标数据库里已有数据。确认要换掉，请加 --replace（原有的会改名保留）")
        if config.database_url.startswith("sqlite"):
            kept = restore_sqlite(config, Path(folder) / archive.SQLITE, suffix)
        else:
            kept = restore_postgres(config, Path(folder) / archive.POSTGRES, "" if empty else suffix)
        return kept + restore_instance(config, Path(folder) / archive.INSTANCE, suffix)


def check_kind(config: Config, folder: Path) -> None:
    wanted = archive.SQLITE if config.database_url.startswith("sqlite") else archive.POSTGRES
    if not (folder / wanted).exists():
        raise NotRestored("备份来自另一种数据库，请把 DATABASE_URL 设为同一种（SQLite 或 PostgreSQL）")


def is_empty(config: Config) -> bool:
    if config.database_url.startswith("sqlite") and not sqlite_path(config.database_url).exists():
        return True
    tables = inspect(models.connect(config.database_url)).get_table_names()
    models.disconnect()
    return not tables


def restore_sqlite(config: Config, snapshot: Path, suffix: str) -> list[str]:
    target = sqlite_path(config.database_url)
    kept = []
    if target.exists():
        leave_wal(target)
        aside = target.with_name(target.name + suffix)
        target.rename(aside)
        kept.append(str(aside))
    os.replace(snapshot, target)
    return kept


def leave_wal(database: Path) -> None:
    """Bring everything into the one file. SQLite allows that only when no other process has the database open."""
    with closing(sqlite3.connect(database, timeout=2)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            raise NotRestored("数据库正在使用：请先停止网页服务和定时任务") from error


def restore_postgres(config: Config, dump: Path, suffix: str) -> list[str]:
    """The old tables stay in the database, in a schema of another name, and come back if the dump does not load."""
    engine = models.connect(config.database_url)
    aside = suffix.strip(".").replace("-", "_")
    if aside:
        run_all(engine, f"ALTER SCHEMA public RENAME TO {aside}", "CREATE SCHEMA public")
    try:
        postgres_tools.run("pg_restore", config.database_url, *LOADING, str(dump))
    except ToolFailed:
        if aside:
            run_all(engine, "DROP SCHEMA IF EXISTS public CASCADE", f"ALTER SCHEMA {aside} RENAME TO public")
        raise
    finally:
        models.disconnect()
    return [f"数据库模式 {aside}"] if aside else []


def run_all(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def restore_instance(config: Config, folder: Path, suffix: str) -> list[str]:
    """Keys, photos and the rest. A file that is there with another content is renamed first."""
    kept = []
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        target = config.instance_path / path.relative_to(folder)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if target.exists() and archive.digest(target) != archive.digest(path):
            aside = target.with_name(target.name + suffix)
            target.rename(aside)
            kept.append(str(aside))
        os.replace(path, target)
    return kept
