"""Fair turns: everything compared runs in every round, in reversed order every other round; bad rounds are dropped."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks.servers import Sample, Server

SECONDS = 3
MOST_STEAL = 0.02
MOST_DRIFT = 0.25

Round = dict[str, Sample]


@contextmanager
def running(servers: Sequence[Server]) -> Iterator[None]:
    """All of them up and warm; all of them down afterwards, whatever happens."""
    try:
        for server in servers:
            server.start()
            server.load(1)
        yield
    finally:
        for server in servers:
            server.stop()


def interleaved(servers: Sequence[Server], wanted: int) -> list[Round]:
    """``wanted`` good rounds, or fewer when twice as many attempts did not give them. The first server is the floor."""
    kept: list[Round] = []
    for attempt in range(2 * wanted):
        before = cpu_times()
        turn = {server.name: server.load(SECONDS) for server in servers[:: -1 if attempt % 2 else 1]}
        stolen = steal(before, cpu_times())
        if stolen > MOST_STEAL:
            print(f"  第 {attempt + 1} 轮作废：宿主机占用了 {stolen:.1%} 的 CPU", flush=True)
            continue
        kept.append(turn)
        if len(steady(kept, servers[0].name)) >= wanted:
            break
    good = steady(kept, servers[0].name)
    if len(good) < len(kept):
        print(f"  {len(kept) - len(good)} 轮作废：基准移动超过 {MOST_DRIFT:.0%}", flush=True)
    return good


def steady(turns: list[Round], floor: str) -> list[Round]:
    """The rounds whose floor's rate and CPU both lie within ``MOST_DRIFT`` of the median."""
    if not turns:
        return []
    rate, cpu = (median(getattr(turn[floor], what) for turn in turns) for what in ("rate", "cpu"))
    return [
        turn
        for turn in turns
        if abs(turn[floor].rate / rate - 1) <= MOST_DRIFT and abs(turn[floor].cpu / cpu - 1) <= MOST_DRIFT
    ]


def cpu_times() -> list[int]:
    """The first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal, in ticks."""
    stat = Path("/proc/stat")
    return [int(word) for word in stat.read_text().splitlines()[0].split()[1:9]] if stat.exists() else [0] * 8


def steal(before: list[int], after: list[int]) -> float:
    """The share of all CPU time that the host took away between two readings."""
    spent = [late - early for early, late in zip(before, after, strict=True)]
    return spent[7] / (sum(spent) or 1)
