"""Instructions by valgrind: the one figure that a busy machine does not move (it repeats within 0.7 %)."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.harness import CannotMeasure

FEW, MANY = 50, 450  # requests of two runs: start-up cancels out in their difference
COUNTED = re.compile(r"I\s+refs:\s+([\d,]+)")
ROOT = Path(__file__).parents[1]


def side_by_side(runs: list[Callable[[], int]]) -> list[int]:
    """Several runs, two at a time: being counted, they do not disturb each other."""
    with ThreadPoolExecutor(2) as pool:
        return [job.result() for job in [pool.submit(run) for run in runs]]


def of(module: str, *args: str) -> int:
    """All instructions of one ``python -m module``. Raises CannotMeasure when valgrind is missing or the run failed."""
    valgrind = shutil.which("valgrind")
    if not valgrind:
        raise CannotMeasure("没有 valgrind：请先运行 apt-get install valgrind")
    tool = [valgrind, "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    env = {**os.environ, "PYTHONHASHSEED": "0"}
    command = [*tool, sys.executable, "-m", module, *args]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    found = COUNTED.search(done.stderr)
    if done.returncode or not found:
        raise CannotMeasure(f"{module} 在 valgrind 下失败：{done.stderr[-500:]}")
    return int(found[1].replace(",", ""))
