"""LvXing as an operator meets it: commands, on an instance of their own."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import manage
import models
import postgres
from commands import environment
from commands.__main__ import main

ROOT = Path(manage.__file__).parent
SECONDS = 90


class Instance:
    """A folder for one office, which is not there yet, and the commands on it.

    Of the machine's settings the commands see only PATH.
    """

    def __init__(self, folder: Path, **settings: str):
        self.folder = folder
        self.database = folder / "lvxing.db"
        self.settings = {
            "PATH": postgres.client_path(),
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            "INSTANCE_PATH": str(folder),
            **settings,
        }

    def run(self, *words: object, **more: str) -> tuple[int, str]:
        """The exit code of a command, and what it said on both channels. Runs in this process, which is quicker."""
        said = StringIO()
        mask = os.umask(0o022)
        try:
            with patch.dict(os.environ, self.settings | more, clear=True), redirect_stdout(said), redirect_stderr(said):
                code = main([str(word) for word in words])
        except SystemExit as end:  # argparse's way out
            code = int(end.code or 0)
        finally:
            os.umask(mask)
            models.disconnect()
        return code, said.getvalue()

    def start(self, *words: object, **more: str) -> subprocess.Popen:
        """The same as a process of its own."""
        command = [sys.executable, "-u", "-m", "commands", *map(str, words)]
        return start(command, self.settings | more, self.folder.parent)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Its database, with the test on the inside."""
        with patch.dict(os.environ, self.settings, clear=True):
            environment.load()
            environment.open_office()
            yield
        models.disconnect()

    def rows(self) -> list[tuple]:
        """The settings as SQLite keeps them: they hold the fingerprint key, so no two offices have the same."""
        return rows(self.database)


def rows(database: Path) -> list[tuple]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT * FROM settings ORDER BY id").fetchall()


def typed(*words: str, folder: Path = ROOT, **more: str) -> tuple[int, str]:
    """``python3 manage.py WORDS`` in ``folder``."""
    command = [sys.executable, str(folder / "manage.py"), *words]
    return finish(start(command, os.environ | more, folder))


def start(command: list[str], env: dict[str, str], cwd: Path) -> subprocess.Popen:
    return subprocess.Popen(
        command, env=env, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    )


def finish(process: subprocess.Popen) -> tuple[int, str]:
    try:
        said, _ = process.communicate(timeout=SECONDS)
    finally:
        process.kill()
    return process.returncode, said
