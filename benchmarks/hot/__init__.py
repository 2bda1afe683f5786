"""``manage.py bench hot``: everybody in one department beside the same people spread over two hundred.

Where a write updates its department's row, one department is a queue; here it must make no difference.
"""

import sys

from sqlalchemy import update

from benchmarks import databases, office, product
from benchmarks.fold.pace import sums
from benchmarks.harness import Report, counted, timed
from benchmarks.rounds import SECONDS, running
from benchmarks.servers import Server
from benchmarks.workbench import PEOPLE, Part, Workbench
from models import Posting, connect, disconnect, session, transaction


def sqlite(bench: Workbench, report: Report) -> None:
    with bench.office_copy() as spread, bench.office_copy() as one:
        measure(bench, report, spread, one, "sqlite")


def postgresql(bench: Workbench, report: Report) -> None:
    with databases.postgresql() as server:
        spread, one = server.database("spread"), server.database("one")
        for url in (spread, one):
            office.make(url, PEOPLE)
        measure(bench, report, spread, one, "postgres")


def measure(bench: Workbench, report: Report, spread: str, one: str, kind: str) -> None:
    gather(one)
    servers = [serve(bench, name, url) for name, url in (("spread", spread), ("one", one))]
    pairs = []
    with running(servers):
        for turn in range(bench.rounds):
            rates = {server.name: server.load(SECONDS).rate for server in servers[:: -1 if turn % 2 else 1]}
            pairs.append((rates["one"], rates["spread"]))
    report.add(timed("hot", f"rate-{kind}", pairs, "/s"))
    report.add(counted("hot", f"sum-{kind}", *sums(one)))


def gather(url: str) -> None:
    """Everybody into the first department."""
    connect(url)
    with transaction():
        session.execute(update(Posting).values(department_id=1))
    disconnect()


def serve(bench: Workbench, name: str, url: str) -> Server:
    command = [sys.executable, "-m", "commands", "serve"]
    return Server(name, command, office.PATH, bench.lines, product.environment(url))


PARTS = [
    Part("hot", sqlite, ["rate-sqlite", "sum-sqlite"]),
    Part("hot", postgresql, ["rate-postgres", "sum-postgres"]),
]
