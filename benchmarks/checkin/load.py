"""The figures under load: CPU beside an echo on the same server, requests a second beside other stacks."""

import sqlite3
import sys
from collections.abc import Callable
from statistics import median

from benchmarks import databases, echo, office, peers, product, rounds
from benchmarks.harness import CannotMeasure, Report, missing, timed
from benchmarks.peers import Peer
from benchmarks.rounds import Round
from benchmarks.servers import Server, granian
from benchmarks.workbench import PEOPLE, Workbench
from commands import serve
from config import Config

OURS, FLOOR = "lvxing", "echo"


def sqlite(bench: Workbench, report: Report) -> None:
    with bench.office_copy() as url:
        others = peer_servers(bench, report, "sqlite", lambda peer: str(bench.scratch / f"{peer.folder}.db"))
        turns = compare(bench, url, others, rows_in_file)
    tell(report, "sqlite", turns)


def postgresql(bench: Workbench, report: Report) -> None:
    with databases.postgresql() as server:
        url = server.database("office")
        office.make(url, PEOPLE)
        others = peer_servers(bench, report, "postgres", lambda peer: databases.libpq(server.database(peer.folder)))
        turns = compare(bench, url, others, databases.rows)
    tell(report, "postgres", turns)


def peer_servers(bench: Workbench, report: Report, kind: str, place: Callable[[Peer], str]) -> list[Server]:
    """The peers on one kind of database. One that cannot be installed is reported as short, and the rest go on."""
    found = []
    for peer in peers.PEERS:
        if peer.database == kind:
            try:
                found.append(peers.server(peer, bench.peers, bench.scratch, place(peer)))
            except CannotMeasure as error:
                report.add(missing("checkin", f"rate-over-{peer.folder}", error))
    return found


def compare(bench: Workbench, url: str, others: list[Server], count_rows: Callable[[str], int]) -> list[Round]:
    """Rounds of the echo, ours and the others. Raises CannotMeasure when ours answered with anything but new rows."""
    settings = product.environment(url)
    threads = serve.threads(Config.from_env(settings))
    floor = Server(FLOOR, granian("benchmarks.echo:app", threads), echo.PATH, bench.lines)
    ours = Server(OURS, [sys.executable, "-m", "commands", "serve"], office.PATH, bench.lines, settings)
    with rounds.running([floor, ours, *others]):
        turns = rounds.interleaved([floor, ours, *others], bench.rounds)
    if count_rows(url) < ours.answered:
        raise CannotMeasure(f"回答了 {ours.answered} 次，只有 {count_rows(url)} 条新打卡：有的请求不是新的一次")
    return turns


def rows_in_file(url: str) -> int:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as file:
        return int(file.execute("SELECT count(*) FROM check_ins").fetchone()[0])


def tell(report: Report, database: str, turns: list[Round]) -> None:
    """The CPU figure beside the bare check-in's, then a rate figure for each of the other peers."""
    for name in turns[0]:
        rate, used, late = (median(getattr(turn[name], what) for turn in turns) for what in ("rate", "cpu", "p99_ms"))
        print(f"  {name}: {rate:,.0f}/s, {used:,.0f} µs of CPU, p99 {late:,.0f} ms", flush=True)
    bare = f"flask_{database}"
    if bare in turns[0]:
        echoes = median(turn[OURS].cpu / turn[FLOOR].cpu for turn in turns)
        pairs = [(turn[OURS].cpu, turn[bare].cpu) for turn in turns]
        report.add(timed("checkin", f"cpu-{database}", pairs, "µs", note=f"{echoes:.2f} echoes"))
    for name in turns[0].keys() - {OURS, FLOOR, bare}:
        pairs = [(turn[OURS].rate, turn[name].rate) for turn in turns]
        report.add(timed("checkin", f"rate-over-{name}", pairs, "/s"))
