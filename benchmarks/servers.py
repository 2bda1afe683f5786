"""Servers under load: start one on loopback, ask how much CPU its process tree used, stop it by its own id."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.harness import CannotMeasure

LOAD_SCRIPT = Path(__file__).with_name("load.lua")
CONNECTIONS = 32
READY_SECONDS = 30.0
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Sample:
    """What one load on one server gave."""

    requests: int
    seconds: float
    cpu_seconds: float
    p50_ms: float
    p99_ms: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds

    @property
    def cpu(self) -> float:
        """Microseconds of the server's CPU per request."""
        return self.cpu_seconds / self.requests * 1e6


@dataclass
class Server:
    """One server: ``command`` may use PORT from its environment or the word ``{port}``; ``lines`` is what to send.

    ``skip`` moves on with every load, so that each line goes out once and is a new slot.
    """

    name: str
    command: list[str]
    path: str
    lines: Path
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path = ROOT
    port: int = field(default_factory=lambda: free_port())
    skip: int = 0
    answered: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Raises CannotMeasure with the end of its log when it does not answer in time."""
        log = self.lines.with_name(f"{self.name}.log")
        env = {**os.environ, "PYTHONHASHSEED": "0", **self.env, "PORT": str(self.port)}
        command = [word.replace("{port}", str(self.port)) for word in self.command]
        with log.open("wb") as out:
            self.process = subprocess.Popen(command, cwd=self.cwd, env=env, stdout=out, stderr=out)
        deadline = time.monotonic() + READY_SECONDS
        while not listens(self.port):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise CannotMeasure(f"服务 {self.name} 没有启动：{log.read_text(errors='replace')[-500:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def load(self, seconds: int) -> Sample:
        """Drive it with wrk. Raises CannotMeasure when an answer was refused or a connection broke."""
        assert self.process is not None
        before = tree_cpu(self.process.pid)
        told = wrk(f"http://127.0.0.1:{self.port}{self.path}", self.lines, self.skip, seconds)
        cpu = tree_cpu(self.process.pid) - before
        self.skip += int(told["sent"])
        self.answered += int(told["requests"])
        if told["refused"] or told["broken"] or not told["requests"]:
            raise CannotMeasure(f"{self.name} 有 {told['refused']} 个请求被拒绝，{told['broken']} 个中断")
        return Sample(int(told["requests"]), told["seconds"], cpu, told["p50_ms"], told["p99_ms"])


def wrk(url: str, lines: Path, skip: int, seconds: int) -> dict[str, float]:
    found = shutil.which("wrk")
    if not found:
        raise CannotMeasure("没有 wrk：请先运行 apt-get install wrk")
    options = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(LOAD_SCRIPT)]
    command = [found, *options, url, "--", str(lines), str(skip)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotMeasure(f"wrk 失败：{done.stderr[-300:]}")
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def granian(target: str, threads: int, python: str = sys.executable) -> list[str]:
    """The command line of one granian worker with so many blocking threads, as the product's own server has it."""
    options = ["--interface", "wsgi", "--http", "1", "--workers", "1", "--blocking-threads", str(threads)]
    return [python, "-m", "granian", *options, "--host", "127.0.0.1", "--port", "{port}", target]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def tree_cpu(root: int) -> float:
    """CPU seconds, user and system, of a process and everything below it."""
    if not Path("/proc/self/stat").exists():
        raise CannotMeasure("CPU 用量从 /proc 读取，只能在 Linux 上测量")
    used, parents = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                words = (entry / "stat").read_text().rpartition(") ")[2].split()
            except OSError:  # it ended while we looked
                continue
            parents[int(entry.name)], used[int(entry.name)] = int(words[1]), int(words[11]) + int(words[12])
    return sum(ticks for pid, ticks in used.items() if below(pid, root, parents)) / os.sysconf("SC_CLK_TCK")


def below(pid: int, root: int, parents: Mapping[int, int]) -> bool:
    while pid != root and pid in parents:
        pid = parents[pid]
    return pid == root
