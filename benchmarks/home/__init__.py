"""``manage.py bench home``: what the first page costs somebody who has done something today, beside a Flask echo."""

from functools import partial

from benchmarks import echo, in_process, instructions, office, product
from benchmarks.harness import Report, counted
from benchmarks.instructions import FEW, MANY
from benchmarks.workbench import Part, Workbench
from models import atomic, disconnect
from services.boards import folding, headcounts

PATH = "/api/v1/home"
ACTS = 4 * MANY


def instructions_of_one(bench: Workbench, report: Report) -> None:
    """Everybody asked has acts of today, folded or not, and their department is one of two hundred on the board."""
    with bench.office_copy() as url:
        act(bench, url)
        floor_few, floor_many, few, many = instructions.side_by_side(
            [partial(run_once, bench, url, module, count) for module in ("echo", "product") for count in (FEW, MANY)]
        )
    requests = MANY - FEW
    report.add(counted("home", "instructions", (many - few) / requests, (floor_many - floor_few) / requests))


def run_once(bench: Workbench, url: str, module: str, count: int) -> int:
    path, method, expected = (echo.PATH, "POST", "201") if module == "echo" else (PATH, "GET", "200")
    return instructions.of(
        "benchmarks.in_process", str(count), module, path, str(bench.lines), url, "0", method, expected
    )


def act(bench: Workbench, url: str) -> None:
    """A morning of acts: three of four folded into the boards, the rest just done."""
    lines = in_process.read(bench.lines, ACTS)
    try:
        application = product.application(url)
        in_process.send(application, office.PATH, lines[MANY:], (201,))
        while atomic(folding.fold)():
            pass
        atomic(headcounts.refresh)()
        in_process.send(application, office.PATH, lines[:MANY], (201,))
    finally:
        disconnect()


PARTS = [Part("home", instructions_of_one, ["instructions"])]
