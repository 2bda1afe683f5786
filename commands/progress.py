"""A progress bar for long work: drawn over itself on a terminal, one line at the end elsewhere."""

import sys

WIDTH = 30


class Progress:
    """``step()`` once for each of ``total`` pieces."""

    def __init__(self, label: str, total: int):
        self.label = label
        self.total = max(total, 1)
        self.done = 0

    def step(self, count: int = 1) -> None:
        before, self.done = self.done, min(self.done + count, self.total)
        if sys.stdout.isatty():
            if before * 200 // self.total != self.done * 200 // self.total:
                self.draw()
        elif before < self.done == self.total:
            print(f"{self.label}：{self.total}/{self.total}", flush=True)

    def draw(self) -> None:
        filled = WIDTH * self.done // self.total
        end = "\n" if self.done == self.total else ""
        bar = "█" * filled + "·" * (WIDTH - filled)
        print(f"\r{self.label} [{bar}] {self.done}/{self.total}", end=end, flush=True)
