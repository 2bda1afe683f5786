"""Many messages, four schedulers, kill -9 again and again: nothing twice, nothing lost, memory flat.

``LVXING_PUSH_MESSAGES`` and ``LVXING_PUSH_KILLS`` make it the soak of 100,000 messages and 20 kills.
"""

import os
import random
import subprocess
import tempfile
import time
from collections.abc import Mapping

from benchmarks.harness import CannotMeasure, Report, counted
from benchmarks.push import crowd
from benchmarks.workbench import QUICK_ROUNDS, Workbench
from models import disconnect

SENDERS, THREADS, RATE = 4, 8, 5000
OVER = ("sent", "unknown", "failed", "refused", "dropped")
PATIENCE = 1800.0  # seconds
SETTLED = 0.3  # of the messages are over when memory is first looked at


def kill_and_count(bench: Workbench, report: Report) -> None:
    quick = bench.rounds == QUICK_ROUNDS
    messages = int(os.environ.get("LVXING_PUSH_MESSAGES") or (3_000 if quick else 20_000))
    kills = int(os.environ.get("LVXING_PUSH_KILLS") or 15)
    seed = random.randrange(2**32)
    with tempfile.TemporaryDirectory(dir=bench.scratch) as folder, crowd.receiving() as receiver:
        url = f"sqlite:///{folder}/push.db"
        crowd.make(url, messages)
        crowd.make_due()
        told = Soak(crowd.settings(url, receiver, THREADS, RATE), messages, kills, random.Random(seed)).run()
        states, came = crowd.states(), crowd.counts(receiver)
        disconnect()
    note = f"{messages} messages, {kills} kills, seed {seed}; {dict(states)}; {told.seconds:.0f} s"
    report.add(counted("push", "doubles", came["doubles"], 1, note=note))
    accounted = states.get("sent", 0) + states.get("unknown", 0)
    report.add(counted("push", "accounted", accounted, messages, note=f"{came['came']} received"))
    in_hand = max(1, kills) * (THREADS + THREADS // 2)
    report.add(counted("push", "unknown", states.get("unknown", 0), in_hand))
    report.add(counted("push", "memory", told.at_end, told.at_start, note="kB of the one never killed"))


class Soak:
    """One run. ``at_start`` and ``at_end`` are the memory of a scheduler that is never killed, early and at the end."""

    def __init__(self, environment: Mapping[str, str], messages: int, kills: int, dice: random.Random):
        self.environment, self.messages, self.kills, self.dice = environment, messages, kills, dice
        self.processes: list[subprocess.Popen[bytes]] = []
        self.at_start = self.at_end = 0
        self.seconds = 0.0

    def run(self) -> "Soak":
        started = time.monotonic()
        try:
            self.processes = [crowd.scheduler(self.environment) for _ in range(SENDERS)]
            for number in range(1, self.kills + 1):
                self.wait(self.messages * number // (self.kills + 2))
                self.kill_one()
            self.wait(self.messages)
        finally:
            self.end()
        self.seconds = time.monotonic() - started
        return self

    def wait(self, over: int) -> None:
        """Until so many messages are over, one way or the other. Raises CannotMeasure."""
        deadline = time.monotonic() + PATIENCE
        while (done := sum(crowd.states().get(state, 0) for state in OVER)) < over:
            if time.monotonic() > deadline or any(each.poll() is not None for each in self.processes):
                raise CannotMeasure(f"发送停住了：{dict(crowd.states())}")
            self.look(done)
            time.sleep(0.2)

    def look(self, done: int) -> None:
        first = self.processes[0]
        if done >= self.messages * SETTLED and first.poll() is None:
            self.at_end = crowd.resident(first.pid)
            self.at_start = self.at_start or self.at_end

    def kill_one(self) -> None:
        """Any but the first, at any moment; another takes its place."""
        victim = self.processes.pop(self.dice.randrange(1, len(self.processes)))
        time.sleep(self.dice.uniform(0, 0.1))
        victim.kill()
        victim.wait()
        self.processes.append(crowd.scheduler(self.environment))

    def end(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(30)
