"""``manage.py backup FILE``: the database, the keys, photos and attachments in one file, while the office works on."""

import sqlite3
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

import clock
import models
from commands import archive, environment, migrate, postgres_tools
from config import Config

SUMMARY = "把数据库、密钥、照片和附件备份成一个文件"
ASIDE = ".before-restore-"  # what a restore put aside is not backed up again


def arguments(parser: ArgumentParser) -> None:
    parser.description = f"{SUMMARY}（.tar.gz，仅本用户可读）。不必停止服务。备份里有密钥和个人信息，请加密保管。"
    parser.add_argument("file", type=Path, metavar="FILE", help="写到哪里，例如 /backup/lvxing-2026-03-02.tar.gz")


def run(args: Namespace) -> int:
    config = environment.settings_without_secrets()
    config.instance_path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if args.file.exists():
        return refuse(f"{args.file} 已存在，请换一个文件名")
    try:
        back_up(config, args.file)
    except (postgres_tools.ToolFailed, sqlite3.Error, OSError) as error:
        return refuse(f"备份没有成功：{error}")
    print(f"已备份到 {args.file}（{args.file.stat().st_size / 1e6:.1f} MB）")
    if "DATA_KEYS" not in environment.parse(env_text(config)):
        print("注意：DATA_KEYS 来自环境变量，不在备份里，请另行保管——没有它，手机号等无法解密。")
    return 0


def back_up(config: Config, target: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="backup-", dir=config.instance_path) as folder:
        name, snapshot = take_snapshot(config, Path(folder))
        files = {name: snapshot} | {archive.INSTANCE + each: path for each, path in instance_files(config)}
        with models.connect(config.database_url).connect() as connection:
            revision = migrate.revision(connection)
        models.disconnect()
        archive.write(target, files, {"made_at": clock.now().isoformat(), "revision": revision})


def take_snapshot(config: Config, folder: Path) -> tuple[str, Path]:
    """The database as of one moment, under its name in the archive."""
    if config.database_url.startswith("sqlite"):
        source, snapshot = sqlite_path(config.database_url), folder / archive.SQLITE
        if not source.exists():
            raise OSError(f"数据库 {source} 不存在")
        with closing(sqlite3.connect(source)) as connection:
            connection.execute("VACUUM INTO ?", (str(snapshot),))
        return archive.SQLITE, snapshot
    snapshot = folder / archive.POSTGRES
    postgres_tools.run(
        "pg_dump", config.database_url, "--format=custom", "--schema=public", "--no-owner", f"--file={snapshot}"
    )
    return archive.POSTGRES, snapshot


def sqlite_path(url: str) -> Path:
    return Path(make_url(url).database or "").absolute()


def instance_files(config: Config) -> Iterator[tuple[str, Path]]:
    """Everything under ``instance/`` but the database, logs, benches, and what an earlier restore put aside."""
    database = sqlite_path(config.database_url) if config.database_url.startswith("sqlite") else None
    for path in sorted(config.instance_path.rglob("*")):
        name = path.relative_to(config.instance_path).as_posix()
        skipped = name.startswith(("logs/", "bench/", "backup-", "restore-")) or ASIDE in name
        if path.is_file() and not path.is_symlink() and not skipped and not belongs_to(path, database):
            yield name, path


def belongs_to(path: Path, database: Path | None) -> bool:
    """Whether ``path`` is the database's file or one that SQLite keeps beside it."""
    return database is not None and path.parent == database.parent and path.name.startswith(database.name)


def env_text(config: Config) -> str:
    path = config.instance_path / "env"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1
