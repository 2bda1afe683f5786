"""Shares of right answers, as figures. Counted: the same on every run."""

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import mean

import models
from benchmarks import waste_answers as answers
from benchmarks.harness import Report, counted
from benchmarks.workbench import Workbench

FORMS = ("typo", "pinyin", "pinyin_initials")
SEEDS = (answers.SEED, 1, 2)


@contextmanager
def dictionary(bench: Workbench) -> Iterator[None]:
    """A reading transaction on an office that has added nothing of its own."""
    with bench.office_copy() as url:
        models.connect(url)
        try:
            with models.transaction(reading=True):
                yield
        finally:
            models.disconnect()


def real(bench: Workbench, report: Report) -> None:
    with dictionary(bench):
        every, wrongly = answers.real(), answers.real(*FORMS)
    note = f"{every.right} of {every.all}; wrong: {'、'.join(every.wrong)}"
    report.add(counted("waste-items", "queries-right", every.share, 1, note=note))
    note = f"{wrongly.right} of {wrongly.all}"
    report.add(counted("waste-items", "queries-typed-wrongly", wrongly.share, 1, note=note))


def typed_wrongly(bench: Workbench, report: Report) -> None:
    """The worst of the ways stands for all."""
    with dictionary(bench):
        ways = answers.typed_wrongly()
    for way, tally in ways.items():
        print(f"  {way}: {tally.right} of {tally.all}, {tally.share:.1%}", flush=True)
    worst = min(tally.share for tally in ways.values())
    report.add(counted("waste-items", "names-typed-wrongly", worst, 1, note="the worst way"))


def unseen(bench: Workbench, report: Report) -> None:
    """The mean of some seeds; the worst is said beside it."""
    found = [answers.unseen(seed) for seed in SEEDS]
    note = f"worst seed {min(one.right for one in found):.1%}, stated {mean(one.stated for one in found):.1%}"
    report.add(counted("waste-items", "unseen-right", mean(one.right for one in found), 1, note=note))
    report.add(counted("waste-items", "unseen-coverage", mean(one.coverage for one in found), 1, note="it speaks"))
