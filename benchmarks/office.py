"""A made-up office to measure with: people who have joined and hold a sign-in, in a freshly migrated database."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

import clock
from benchmarks import product
from commands import migrate
from config import Config
from models import (
    Account,
    Base,
    Department,
    Employee,
    Participation,
    Posting,
    Session,
    connect,
    disconnect,
    engine,
    transaction,
)
from models import session as database
from services import reference, vault

PATH = "/api/v1/activities/green_commute/check-ins"
DIRECTIONS = ("to_work", "to_home")
DEPARTMENTS = 200
SINCE = timedelta(days=400)


def make(url: str, people: int) -> None:
    """Migrate the empty database at ``url`` and put the reference data and so many joined people into it."""
    config = Config.from_env(product.environment(url))
    vault.unlock(config.data_keys)
    migrate.upgrade(connect(url))
    with transaction():
        reference.load()
    with transaction():
        for model, rows in staff(people):
            database.execute(insert(model), rows)
    disconnect()


def staff(people: int) -> list[tuple[type[Base], list[dict[str, Any]]]]:
    """Rows by table, in an order that foreign keys allow. Person n is employee n with account n."""
    now, everyone = clock.now(), range(1, people + 1)
    came = clock.today() - SINCE
    joined = {"policy_version": "bench", "joined_at": now - SINCE, "joined_on": came}
    departments = [{"id": n, "path": f"测试科室{n:03}", "name": f"测试科室{n:03}"} for n in range(1, DEPARTMENTS + 1)]
    return [
        (Department, departments),
        (Employee, [{"id": n, "employee_no": f"B{n:06}", "name": f"测试{n}", "came_on": came} for n in everyone]),
        (Posting, [{"employee_id": n, "department_id": 1 + n % DEPARTMENTS, "from_day": came} for n in everyone]),
        (Account, [{"id": n, "openid_hash": f"{n:064}", "openid_sealed": "", "employee_id": n} for n in everyone]),
        (Session, [{"token_hash": hashed(token(n)), "account_id": n, "expires_at": now + SINCE} for n in everyone]),
        (Participation, [{"account_id": n, **joined} for n in everyone]),
    ]


def token(person: int) -> str:
    """As long as a real one, and known to nobody's session."""
    return f"bench-{person:037}"


def hashed(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def write_lines(path: Path, people: int) -> Path:
    """Today's slots of everybody, one request a line, neighbours being different people. Back-fills go another way."""
    with path.open("w", encoding="utf-8") as file:
        for direction in DIRECTIONS:
            body = json.dumps({"direction": direction, "mode": "bike", "band": "1-3km"})
            file.writelines(f"{token(person)}\t{body}\n" for person in range(1, people + 1))
    return path


def tidy() -> None:
    """What PostgreSQL does by itself after a while; on SQLite the product never analyses."""
    if engine().dialect.name == "postgresql":
        connection = engine().raw_connection()
        connection.cursor().execute("VACUUM ANALYZE")
        connection.close()
