"""What every bench is handed: where it may write, how thorough to be, and an office to measure on."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from benchmarks import office
from benchmarks.harness import CannotMeasure, Report, missing

ROUNDS, QUICK_ROUNDS = 5, 2
PEOPLE = 40_000  # two acts each: more than the longest bench sends


@dataclass(frozen=True)
class Workbench:
    """``folder`` lies under ``instance/`` and keeps the installed peers; ``scratch`` is thrown away afterwards.

    ``lines`` are the check-ins of everybody in the office (``office.write_lines``).
    """

    folder: Path
    scratch: Path
    rounds: int

    @property
    def peers(self) -> Path:
        return self.folder / "peers"

    @property
    def lines(self) -> Path:
        return self.scratch / "lines.txt"

    @contextmanager
    def office_copy(self) -> Iterator[str]:
        """The URL of a fresh copy of the office in SQLite, gone after the block."""
        with tempfile.TemporaryDirectory(dir=self.scratch) as folder:
            yield f"sqlite:///{shutil.copy(self.scratch / 'office.db', folder)}"


@contextmanager
def workbench(folder: Path, rounds: int) -> Iterator[Workbench]:
    """A workbench with an office on it."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="scratch-") as place:
        bench = Workbench(folder, Path(place), rounds)
        office.write_lines(bench.lines, PEOPLE)
        office.make(f"sqlite:///{bench.scratch / 'office.db'}", PEOPLE)
        yield bench


class Part(NamedTuple):
    """One stretch of measuring, and the figures it owes."""

    bench: str
    measure: Callable[[Workbench, Report], None]
    figures: list[str]

    def run(self, bench: Workbench, report: Report) -> None:
        """Measure. What could not be measured is reported as short, with the reason, and never left out."""
        try:
            self.measure(bench, report)
            why = "no such figure came out"
        except CannotMeasure as error:
            why = str(error)
        for name in self.figures:
            if not report.has(self.bench, name):
                report.add(missing(self.bench, name, why))
