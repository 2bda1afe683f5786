"""One line per figure, and a memory of what was measured last.

A figure is a value beside a floor measured in the same run; only their ratio is promised (``goals.py``), because
absolute figures drift with the machine. Counted figures must meet their goal; timed ones may miss it by ``MARGIN``.
"""

import csv
import os
import platform
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import clock
from benchmarks.goals import GOALS, Goal

RESULTS = Path(__file__).parent / "results.csv"
COLUMNS = ["bench", "figure", "ratio", "day", "machine"]
MARGIN = 0.15


class CannotMeasure(Exception):
    """A figure cannot be had here; the message says what is missing and what to do. The figure counts as short."""


@dataclass(frozen=True)
class Figure:
    """What one line says. ``ratio`` None means it could not be measured, and ``note`` says why."""

    bench: str
    name: str
    value: float = 0.0
    floor: float = 1.0
    unit: str = ""
    ratio: float | None = None
    rounds: tuple[float, ...] = ()
    note: str = ""

    @property
    def goal(self) -> Goal:
        return GOALS[self.bench, self.name]

    @property
    def ok(self) -> bool:
        return self.ratio is not None and self.goal.met(self.ratio, MARGIN if self.rounds else 0.0)

    def line(self) -> str:
        measured = "value=- floor=- ratio=-"
        if self.ratio is not None:
            value, floor = number(self.value) + self.unit, number(self.floor) + self.unit
            measured = f"value={value} floor={floor} ratio={self.ratio:.2f}"
        verdict = "ok" if self.ok else "short"
        return f"bench {self.bench} {self.name} {measured} goal={self.goal} {verdict}{self.remarks()}"

    def remarks(self) -> str:
        words = [self.note] if self.note else []
        if self.rounds:
            words.append(f"min/median/max {min(self.rounds):.2f}/{median(self.rounds):.2f}/{max(self.rounds):.2f}")
            words.append(f"{len(self.rounds)} rounds")
        if self.ratio is not None and self.ok and not self.goal.met(self.ratio):
            words.append(f"behind its goal, within the {MARGIN:.0%} allowed to timed figures")
        return f" ({'; '.join(words)})" if words else ""


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.4g}"


def counted(bench: str, name: str, value: float, floor: float, *, note: str = "") -> Figure:
    """A figure that is the same on every run, so it must meet its goal."""
    return Figure(bench, name, value, floor, ratio=value / floor, note=note)


def timed(bench: str, name: str, pairs: list[tuple[float, float]], unit: str, *, note: str = "") -> Figure:
    """A figure from rounds of (value, floor): the median of their ratios stands for it."""
    ratios = tuple(value / floor for value, floor in pairs)
    value, floor = (median(column) for column in zip(*pairs, strict=True))
    return Figure(bench, name, value, floor, unit, median(ratios), ratios, note)


def missing(bench: str, name: str, why: object) -> Figure:
    return Figure(bench, name, note=f"missing: {' '.join(str(why).split())}")


@dataclass
class Report:
    """Prints each figure as it comes, compares it with the last one recorded, and knows whether all went well."""

    figures: list[Figure] = field(default_factory=list)
    before: dict[tuple[str, str], dict[str, str]] = field(default_factory=lambda: last_recorded(RESULTS))

    def add(self, figure: Figure) -> None:
        self.figures.append(figure)
        print(figure.line(), flush=True)
        last = self.before.get((figure.bench, figure.name))
        if last and figure.ratio is not None and figure.goal.fell_behind(figure.ratio, float(last["ratio"])):
            print(f"  比 {last['day']} 记录的 {last['ratio']} 差五分之一以上，需要说明原因", flush=True)

    def has(self, bench: str, name: str) -> bool:
        return any((figure.bench, figure.name) == (bench, name) for figure in self.figures)

    @property
    def ok(self) -> bool:
        return bool(self.figures) and all(figure.ok for figure in self.figures)

    def record(self, path: Path = RESULTS) -> None:
        """Append what was measured, one row a figure."""
        fresh = not path.exists()
        with path.open("a", newline="", encoding="utf-8") as file:
            rows = csv.writer(file, lineterminator="\n")
            if fresh:
                rows.writerow(COLUMNS)
            for figure in self.figures:
                if figure.ratio is not None:
                    rows.writerow([figure.bench, figure.name, f"{figure.ratio:.3f}", clock.today(), machine_kind()])


def last_recorded(path: Path) -> dict[tuple[str, str], dict[str, str]]:
    """The newest row of every figure measured on this kind of machine."""
    if not path.exists():
        return {}
    with path.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["machine"] == machine_kind()]
    return {(row["bench"], row["figure"]): row for row in rows}


def machine_kind() -> str:
    """What two runs must share to be compared: system, processor and their number, Python."""
    version = ".".join(platform.python_version_tuple()[:2])
    return f"{platform.system().lower()}-{platform.machine()}-{os.cpu_count()}cpu-py{version}"
