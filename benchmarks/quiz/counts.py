"""Instructions of ``GET /quizzes/today`` beside the echo's: asked again, and the first time of a day."""

from functools import partial

from benchmarks import echo, instructions
from benchmarks.harness import Report, counted
from benchmarks.instructions import FEW, MANY
from benchmarks.workbench import Workbench

PATH = "/api/v1/quizzes/today"


def instructions_of_one(bench: Workbench, report: Report) -> None:
    """The first look of a day draws the five and keeps them; every other look reads them."""
    echo_few, echo_many, few, many, again = instructions.side_by_side(
        [
            partial(run_once, bench, "echo", FEW),
            partial(run_once, bench, "echo", MANY),
            partial(run_once, bench, "product", FEW),
            partial(run_once, bench, "product", MANY),
            partial(run_once, bench, "product", FEW, MANY - FEW),
        ]
    )
    requests = MANY - FEW
    floor, first, repeat = ((cost / requests) for cost in (echo_many - echo_few, many - few, again - few))
    report.add(counted("quiz", "instructions", repeat, floor))
    report.add(counted("quiz", "instructions-first", first, floor, note="draws the five"))


def run_once(bench: Workbench, module: str, count: int, repeats: int = 0) -> int:
    with bench.office_copy() as url:
        path, method, expected = (echo.PATH, "POST", "201") if module == "echo" else (PATH, "GET", "200")
        args = (str(count), module, path, str(bench.lines), url, str(repeats), method, expected)
        return instructions.of("benchmarks.in_process", *args)
