"""The figures that are the same on every run: instructions, statements, round trips."""

from collections.abc import Callable
from functools import partial

from benchmarks import databases, echo, in_process, instructions, office, product, wire
from benchmarks.harness import Report, counted
from benchmarks.instructions import FEW, MANY
from benchmarks.workbench import Workbench
from models import disconnect

WARM, COUNTED = 20, 200


def instructions_of_one(bench: Workbench, report: Report) -> None:
    """Ours beside the echo's, both fed the same lines; what a repeat costs is said beside it."""
    echo_few, echo_many, few, many, repeated = instructions.side_by_side(
        [
            partial(run_once, bench, "echo", FEW),
            partial(run_once, bench, "echo", MANY),
            partial(run_once, bench, "product", FEW),
            partial(run_once, bench, "product", MANY),
            partial(run_once, bench, "product", FEW, MANY - FEW),
        ]
    )
    requests = MANY - FEW
    floor, value, again = (echo_many - echo_few) / requests, (many - few) / requests, (repeated - few) / requests
    note = f"a repeat {again:,.0f}, {again / floor:.2f}"
    report.add(counted("checkin", "instructions", value, floor, note=note))


def run_once(bench: Workbench, module: str, count: int, repeats: int = 0) -> int:
    with bench.office_copy() as url:
        path = echo.PATH if module == "echo" else office.PATH
        args = (str(count), module, path, str(bench.lines), url, str(repeats))
        return instructions.of("benchmarks.in_process", *args)


def statements(bench: Workbench, report: Report) -> None:
    """What SQLite is told for one check-in; BEGIN and COMMIT are said beside it."""
    with bench.office_copy() as url, wire.sqlite_statements() as heard:
        check_in(bench, url, heard.clear)
        told = wire.working(heard)
    for kind in sorted({" ".join(text.split())[:60] for text in told}):
        print(f"  {kind} …", flush=True)
    note = f"and {(len(heard) - len(told)) / COUNTED:g} of BEGIN and COMMIT"
    report.add(counted("checkin", "statements-sqlite", len(told) / COUNTED, 1, note=note))


def round_trips(bench: Workbench, report: Report) -> None:
    """How often one check-in waits for PostgreSQL, BEGIN and COMMIT included."""
    with databases.postgresql() as server:
        url = server.database("trips")
        office.make(url, WARM + COUNTED)
        proxy = wire.TurnCounter(*server.address())
        try:
            check_in(bench, databases.through(url, proxy.port), proxy.reset)
            turns = proxy.turns
        finally:
            proxy.close()
    report.add(counted("checkin", "round-trips-postgres", turns / COUNTED, 1))


def check_in(bench: Workbench, url: str, start: Callable[[], None]) -> None:
    """In this process: warm up, call ``start``, then ``COUNTED`` people check in."""
    lines = in_process.read(bench.lines, WARM + COUNTED)
    try:
        application = product.application(url)
        in_process.send(application, office.PATH, lines[:WARM], (201,))
        start()
        in_process.send(application, office.PATH, lines[WARM:], (201,))
    finally:
        disconnect()
