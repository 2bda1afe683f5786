"""What an answer costs: CPU of the search itself, and instructions of a whole request beside the echo's."""

import tracemalloc
from functools import partial
from time import process_time

from benchmarks import echo, instructions
from benchmarks import waste_answers as answers
from benchmarks.harness import Report, counted, timed
from benchmarks.instructions import FEW, MANY
from benchmarks.waste_items.shares import dictionary
from benchmarks.workbench import Workbench
from services.waste import index as waste_index
from services.waste import items as waste_items

MOST_MS = 20.0


def cpu(bench: Workbench, report: Report) -> None:
    """p95 over the real questions, each asked once a round."""
    with dictionary(bench):
        waste_index.current()
        start = process_time()
        waste_index.build()
        print(f"  the dictionary is built again in {process_time() - start:.2f} s of CPU", flush=True)
        rounds = [p95() for _ in range(bench.rounds)]
        print(f"  and takes {size() / 1e6:.1f} MB", flush=True)
    report.add(timed("waste-items", "search-p95", [(value, MOST_MS) for value in rounds], "ms"))


def p95() -> float:
    times = []
    for query in answers.queries():
        start = process_time()
        waste_items.search(query.query)
        times.append(1000 * (process_time() - start))
    return sorted(times)[int(len(times) * 0.95)]


def size() -> int:
    """Bytes of another copy of the index."""
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    index = waste_index.build()
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return after - before if index.items else 0


def instructions_of_one(bench: Workbench, report: Report) -> None:
    """The real questions one after the other through the whole product, beside an echo."""
    echo_few, echo_many, few, many = instructions.side_by_side(
        [partial(run, bench, count) for run in (echoed, searched) for count in (FEW, MANY)]
    )
    requests = MANY - FEW
    report.add(counted("waste-items", "instructions", (many - few) / requests, (echo_many - echo_few) / requests))


def echoed(bench: Workbench, count: int) -> int:
    return instructions.of("benchmarks.in_process", str(count), "echo", echo.PATH, str(bench.lines), "", "0")


def searched(bench: Workbench, count: int) -> int:
    with bench.office_copy() as url:
        return instructions.of("benchmarks.search_requests", str(count), url)
