"""Requests a second for the boards, end to end, with the largest office beside the smallest."""

import re
import subprocess
import sys
from pathlib import Path
from shutil import which

from benchmarks import office, product
from benchmarks.boards import offices
from benchmarks.harness import CannotMeasure, Report, timed
from benchmarks.rounds import SECONDS
from benchmarks.servers import CONNECTIONS, Server
from benchmarks.workbench import Workbench

PATHS = {"me": "/api/v1/rankings/people?period=week", "departments": "/api/v1/rankings/departments?period=week"}
RATE = re.compile(r"Requests/sec:\s+([\d.]+)")


def end_to_end(bench: Workbench, report: Report) -> None:
    """The departments' board is compared with the smallest office that has as many departments: as long an answer."""
    sizes = offices.sizes(bench)
    alike = min(size for size in sizes if offices.departments_for(size) == offices.DEPARTMENTS)
    most, floors = max(sizes), {"me": min(sizes), "departments": alike}
    servers = {size: serve(bench, size) for size in {most, *floors.values()}}
    try:
        for server in servers.values():
            server.start()
        for name, path in PATHS.items():
            pairs = []
            for turn in range(bench.rounds):
                order = (floors[name], most) if turn % 2 else (most, floors[name])
                rates = {size: rate(servers[size].port, path) for size in order}
                pairs.append((rates[most], rates[floors[name]]))
            note = f"{most:,} people beside {floors[name]:,}"
            report.add(timed("boards", f"rate-{name}", pairs, "/s", note=note))
    finally:
        for server in servers.values():
            server.stop()


def serve(bench: Workbench, size: int) -> Server:
    path = bench.scratch / f"boards-{size}.db"
    if not path.exists():
        offices.make(f"sqlite:///{path}", size)
        offices.leave()
    settings = product.environment(f"sqlite:///{path}")
    command = [sys.executable, "-m", "commands", "serve"]
    return Server(f"boards-{size}", command, office.PATH, Path(bench.lines), settings)


def rate(port: int, path: str) -> float:
    """One load by wrk. Raises CannotMeasure when an answer was no success."""
    found = which("wrk")
    if not found:
        raise CannotMeasure("没有 wrk：请先运行 apt-get install wrk")
    header = f"Authorization: Bearer {office.token(20)}"
    command = [found, "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-H", header, f"http://127.0.0.1:{port}{path}"]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    match = RATE.search(told)
    if match is None or "Non-2xx" in told:
        raise CannotMeasure(f"wrk 没有得到结果：{told[-300:]}")
    return float(match[1])
