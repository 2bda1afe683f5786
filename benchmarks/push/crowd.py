"""People who want a message and allowed it, the rule that sends it, and the processes around: receiver, schedulers."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import time as wall
from datetime import timedelta
from pathlib import Path

import requests
from sqlalchemy import func, insert, select, update

import clock
from benchmarks import product
from commands import migrate
from config import ROOT, Config
from models import (
    Account,
    Delivery,
    Employee,
    Participation,
    Reminder,
    Subscription,
    connect,
    session,
    transaction,
)
from services import reference, vault

TEMPLATE = "tmpl-commute"
LATENCY = 0.02  # seconds a message takes
BATCH = 5000
READY = 15.0


def settings(url: str, receiver: str, threads: int, rate: int) -> dict[str, str]:
    """What a scheduler of the bench is started with."""
    numbers = {"PUSH_THREADS": str(threads), "PUSH_RATE": str(rate)}
    return {**product.environment(url), **numbers, "WX_API_BASE": receiver, "PATH": "/usr/bin:/bin"}


def make(url: str, people: int) -> None:
    """An office in the empty database at ``url`` in which everybody wants the commute reminder and allowed one."""
    vault.unlock(Config.from_env(product.environment(url)).data_keys)
    migrate.upgrade(connect(url))
    with transaction():
        reference.load()
    with transaction():
        for first in range(1, people + 1, BATCH):
            enter(range(first, min(first + BATCH, people + 1)))


def enter(ids: range) -> None:
    names = {id: f"o-crowd-{id}" for id in ids}
    hashes = {id: vault.fingerprint(name, "openid") for id, name in names.items()}
    quiet = {"reminder_kinds": ["commute"], "quiet_from": wall.min, "quiet_until": wall.min}
    accounts = [
        {"id": id, "employee_id": id, "openid_hash": hashes[id], **quiet}
        | {"openid_sealed": vault.seal(names[id], f"openid:{hashes[id]}")}
        for id in ids
    ]
    rows = {
        Employee: [{"id": id, "employee_no": f"C{id}", "name": "某某", "came_on": clock.today()} for id in ids],
        Account: accounts,
        Participation: [{"account_id": id, "policy_version": "bench"} for id in ids],
        Subscription: [{"account_id": id, "template_id": TEMPLATE, "remaining": 1} for id in ids],
    }
    for table, values in rows.items():
        session.execute(insert(table), values)


def make_due() -> None:
    """The rule is on and its time has just come."""
    due = clock.now() - timedelta(seconds=1)
    changes = {"is_on": True, "workdays_only": False, "next_run_at": due}
    with transaction():
        session.execute(update(Reminder).where(Reminder.kind == "commute").values(**changes))


def states() -> Mapping[str, int]:
    with transaction(reading=True):
        rows = session.execute(select(Delivery.state, func.count()).group_by(Delivery.state)).all()
    return {state: count for state, count in rows}  # noqa: C416


@contextmanager
def receiving() -> Iterator[str]:
    """The address of a receiver in a process of its own."""
    command = [sys.executable, str(Path(__file__).with_name("receiver.py")), str(LATENCY)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


def counts(receiver: str) -> dict[str, int]:
    answer: dict[str, int] = requests.get(f"{receiver}counts", timeout=10).json()
    return answer


def scheduler(environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """One as in production, only looking at the clock every second."""
    command = [sys.executable, "-m", "scheduler", "--tick", "1"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, cwd=ROOT, env=dict(environment), **quiet)  # type: ignore[call-overload]


def resident(pid: int) -> int:
    """Kilobytes of memory a process holds."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    return 0
