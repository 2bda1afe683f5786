"""Twenty folders, killed at random among many acts: nothing is lost and nothing counted twice.

LVXING_FOLD_ACTS says among how many (10,000 for the long test), LVXING_CRASH_SEED repeats one round.
"""

import os
import random
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select

import models
from factories import make_department
from models import CheckIn, DepartmentTotal, Participation, PersonTotal, PointCount, session, transaction
from services.boards import folding, periods, refolding

ROOT = Path(__file__).parent.parent.parent
ACTS = int(os.environ.get("LVXING_FOLD_ACTS") or 2000)
FOLDERS, PEOPLE = 20, 150
DEADLINE = 120.0
FOLDER = """
import sys
import models
from models import atomic
from services.boards import folding
models.connect(sys.argv[1])
print("ready", flush=True)
while True:
    atomic(folding.fold)(37)
"""


def write_acts(dice):
    """Acts of a fortnight, and reversals of some of them."""
    places = [make_department(f"市局/{n}科") for n in range(4)]
    with transaction():
        session.execute(insert(Participation), [{"id": n, "policy_version": "1"} for n in range(1, PEOPLE + 1)])
        rows = []
        for n in range(ACTS):
            row = {
                "participation_id": dice.randrange(1, PEOPLE + 1), "department_id": dice.choice(places),
                "activity": "a", "slot": str(n), "attempt": 1, "points": dice.randrange(4),
                "day": date(2026, 2, 23) + timedelta(days=dice.randrange(14)),
                "grams": dice.choice((None, 80)), "rule_version": 1,
            }  # fmt: skip
            rows.append(row)
            if dice.random() < 0.1:
                rows.append(row | {"attempt": -1, "points": -row["points"], "grams": row["grams"] and -row["grams"]})
        session.execute(insert(CheckIn), rows)
    return len(rows)


def start(database):
    command = [sys.executable, "-c", FOLDER, database]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def waiting():
    with transaction(reading=True):
        return folding.waiting()[0]


def test_twenty_folders_killed_at_random(database):
    seed = int(os.environ.get("LVXING_CRASH_SEED") or random.randrange(2**32))
    print(f"LVXING_CRASH_SEED={seed}")  # noqa: T201 - shown when the test fails
    dice = random.Random(seed)
    written = write_acts(dice)
    session.remove()
    models.disconnect()
    models.connect(database)
    running, killed, deadline = [start(database) for _ in range(3)], 0, time.monotonic() + DEADLINE
    try:
        while killed < FOLDERS:
            victim = running.pop(0)
            victim.stdout.readline()
            time.sleep(dice.uniform(0, 0.15))
            victim.kill()
            assert victim.communicate()[1] == ""
            killed += 1
            if killed + len(running) < FOLDERS:
                running.append(start(database))
        running.append(start(database))
        while waiting():
            assert time.monotonic() < deadline, f"{waiting()} of {written} are left"
            time.sleep(0.05)
    finally:
        for process in running:
            process.kill()
            process.communicate()
    check()


def check():
    """Every total is the ledger's sum."""
    with transaction(reading=True):
        truth = session.execute(select(func.sum(CheckIn.points), func.count().filter(CheckIn.attempt > 0))).one()
        kept = select(func.sum(PersonTotal.points)).where(PersonTotal.period == periods.ALL)
        assert session.scalar(kept) == truth[0]
        year = periods.span("year", date(2026, 3, 1)).code
        assert (
            session.scalar(select(func.sum(DepartmentTotal.points)).where(DepartmentTotal.period == year)) == truth[0]
        )
        assert session.scalar(select(PointCount.people).filter_by(period=year, node=0)) <= PEOPLE
    wrong = [found for found in refolding.each(refolding.check, lambda done, of: None) if found.wrong]
    assert wrong == []
