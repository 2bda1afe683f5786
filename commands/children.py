"""Processes that live as long as their parent command: started, logged to files of bounded size, watched, stopped."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

LOG_BYTES = 5_000_000  # of each file; one older one is kept
STOP_SECONDS = 15.0
WATCH_SECONDS = 0.3
LINUX = ctypes.CDLL(None) if sys.platform == "linux" else None
PR_SET_PDEATHSIG = 1


class Children:
    def __init__(self, logs: Path):
        self.logs = logs
        self.running: dict[str, subprocess.Popen[str]] = {}
        self.passing: set[str] = set()  # those that do one thing and end
        self.writers: list[threading.Thread] = []
        logs.mkdir(mode=0o700, parents=True, exist_ok=True)

    def start(self, name: str, *module_and_arguments: str, passing: bool = False) -> None:
        """``python -m module arguments``, in its own group, so that Ctrl-C reaches the parent alone.

        One that is ``passing`` may end at any time.
        """
        process = subprocess.Popen(
            [sys.executable, "-m", *module_and_arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            start_new_session=True,
            preexec_fn=end_with_parent if LINUX else None,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        assert process.stdout is not None
        writer = threading.Thread(target=keep_log, args=(process.stdout, self.log(name)), daemon=True)
        writer.start()
        self.writers.append(writer)
        self.running[name] = process
        if passing:
            self.passing.add(name)

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def ended(self) -> str | None:
        """The name of one that is no longer there, or None."""
        lasting = (item for item in self.running.items() if item[0] not in self.passing)
        return next((name for name, process in lasting if process.poll() is not None), None)

    def watch(self, seconds: float) -> str | None:
        """Wait until one ends, for so long at most; its name, or None."""
        deadline = time.monotonic() + seconds
        while (name := self.ended()) is None and time.monotonic() < deadline:
            time.sleep(WATCH_SECONDS)
        return name

    def stop(self) -> None:
        """Ask all to finish, the last started first; after 15 seconds the rest are ended."""
        processes = list(reversed(self.running.values()))
        for process in processes:
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
            end_group(process)
        for writer in self.writers:
            writer.join(timeout=1.0)


def end_with_parent() -> None:
    """Ask Linux for SIGTERM when the parent is gone, even a killed one: nothing is left behind that holds a port."""
    if LINUX:
        LINUX.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def end_group(process: subprocess.Popen[str]) -> None:
    """Whatever is left of the process and of those it started itself."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def keep_log(lines: IO[str], path: Path) -> None:
    with closing(RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8")) as file, lines:
        for line in lines:
            file.emit(logging.makeLogRecord({"msg": line.rstrip("\n")}))
