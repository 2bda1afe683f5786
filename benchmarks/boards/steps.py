"""Counted, not timed: SQLite's virtual machine steps and PostgreSQL's buffers for each question, size by size."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event

import clock
from benchmarks import databases
from benchmarks.boards import offices
from benchmarks.harness import Report, counted
from benchmarks.workbench import Workbench
from models import first_page, session, transaction
from models.hot_path import Identity
from models.libpq import NAME
from services.boards import people as people_rankings
from services.boards import periods, tallies
from services.boards import state as board_state

WHO = Identity(1, 20, 20, 20, None, 0)
Costs = dict[str, int]


def questions() -> dict[str, Callable[[], Any]]:
    """What is asked; ``top50`` as between two folds, ``top50-anew`` and ``department`` with nothing remembered."""
    week = periods.span("week", clock.today())
    return {
        "me": lambda: people_rankings.mine(WHO, week),
        "top50": lambda: people_rankings.top(week, board_state.read()),
        "top50-anew": lambda: people_rankings.read_top(week),
        "department": lambda: tallies.make(week, board_state.read()),
    }


def sqlite(bench: Workbench, report: Report) -> None:
    found: dict[int, Costs] = {}
    for size in offices.sizes(bench):
        offices.make(f"sqlite:///{bench.scratch / f'boards-{size}.db'}", size)
        found[size] = {name: steps_of(ask) for name, ask in questions().items()}
        tell("SQLite", "步", size, found[size])
        offices.leave()
    compare(report, found, "steps")


def postgresql(bench: Workbench, report: Report) -> None:
    found: dict[int, Costs] = {}
    with databases.postgresql() as server:
        for size in offices.sizes(bench):
            offices.make(server.database(f"boards{size}"), size)
            found[size] = {name: buffers_of(name, ask) for name, ask in questions().items()}
            tell("PostgreSQL", "页", size, found[size])
            offices.leave()
    compare(report, found, "buffers")


def tell(database: str, unit: str, size: int, costs: Costs) -> None:
    words = "，".join(f"{name} {cost:,} {unit}" for name, cost in costs.items())
    print(f"  {database}，{size:,} 人：{words}", flush=True)


def compare(report: Report, found: dict[int, Costs], unit: str) -> None:
    least, most = min(found), max(found)
    note = f"{most:,} people beside {least:,}"
    for name in ("me", "top50"):
        report.add(counted("boards", f"{name}-{unit}", found[most][name], found[least][name], note=note))
    whole = found[most]["department"]
    note = f"{whole:,} {unit} for {offices.DEPARTMENTS} departments, {most:,} people"
    report.add(counted("boards", f"department-{unit}", whole / offices.DEPARTMENTS, 1, note=note))


def steps_of(ask: Callable[[], Any]) -> int:
    """Steps of SQLite's virtual machine, by its progress handler."""
    count = 0

    def step() -> int:
        nonlocal count
        count += 1
        return 0

    with transaction(reading=True):
        ask()
        driver = session.connection().connection.driver_connection
        assert driver is not None
        driver.set_progress_handler(step, 1)
        try:
            ask()
        finally:
            driver.set_progress_handler(None, 1)
    return count


def buffers_of(name: str, ask: Callable[[], Any]) -> int:
    """Pages that PostgreSQL looks at, by its own account of the same statements."""
    heard: list[tuple[str, Any]] = []

    def listen(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        heard.append((statement, values))

    with transaction(reading=True):
        ask()
        event.listen(Engine, "before_cursor_execute", listen)
        try:
            ask()
        finally:
            event.remove(Engine, "before_cursor_execute", listen)
        pages = sum(explained(statement, values) for statement, values in heard)
        if name == "me":  # says this one by hand
            week = periods.span("week", clock.today()).code
            values = {"participation_id": WHO.participation_id, "one": week, "other": week}
            pages += explained(NAME.sub(r"%(\1)s", first_page.TOTALS), values)
    return pages


def explained(statement: str, values: Any) -> int:
    cursor = session.connection().connection.cursor()
    cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", values)
    ((found,),) = cursor.fetchall()
    plan = found[0]["Plan"]
    cursor.close()
    return int(plan["Shared Hit Blocks"]) + int(plan["Shared Read Blocks"])
