"""A made-up staff of any size in a plausible tree of departments, put into an empty database set by set."""

import random
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import func, insert, select, text

import clock
from benchmarks import office
from benchmarks.simulation.findings import Findings, Office, Plan
from commands.progress import Progress
from models import (
    Account,
    Department,
    Employee,
    Participation,
    Posting,
    Session,
    Setting,
    Subscription,
    atomic,
    engine,
    session,
    transaction,
)
from services import pinyin, policy, vault
from services.audit import trail as audit
from services.boards import headcounts
from services.compliance import switches
from services.demonstration import habits
from services.demonstration.everything import MARK
from services.demonstration.habits import Habit
from services.reminders.kinds import KINDS

SET = 2000  # people a transaction
LEAST = 300  # people a second of measuring: in a small office more join for that
UNITS_OF_A_CITY = 40
REMINDED = "commute"
LABEL = "模拟"
TABLES = (Employee, Posting, Account, Session, Participation, Subscription)
Rows = dict[Any, list[dict[str, Any]]]


def make(plan: Plan, first_day: date, bar: Progress) -> Office:
    """The tree, the staff, and those among them who take part; person n is employee, account and participation n."""
    chance = random.Random(f"{plan.seed}:staff")
    offices = list(tree(chance, plan.staff))
    with transaction():
        session.add(Setting(key=MARK, value=True))
        switches.turn(switches.PEOPLE_BOARD, True, "模拟个人榜", audit.COMMAND_LINE)
        units = put_departments([path for path, _ in offices])
    places = [number for number, (_, size) in enumerate(offices, start=1) for _ in range(size)]
    joined = add(chance, places, 1, plan.share, first_day, bar)
    with transaction():
        headcounts.touch()
        go_on_numbering()
    return Office(len(offices), units, joined)


def join(found: Findings) -> list[Habit]:
    """More people, where too few take part to measure with."""
    plan = found.plan
    missing = max(0, round(LEAST * plan.seconds) - len(found.office.habits))
    if missing:
        with transaction():
            row = Department(path=f"{LABEL}测速用", name=f"{LABEL}测速用")
            session.add(row)
            session.flush()
            place = row.id
        chance, bar = random.Random(plan.seed), Progress("编造测速用的人员", missing)
        people = add(chance, [place] * missing, plan.staff + 1, 1.0, found.measured_on, bar)
        atomic(headcounts.refresh)(anyway=True)
        return people
    return []


def tree(chance: random.Random, staff: int) -> Iterator[tuple[str, int]]:
    """Paths of departments of 3 to 60 people, four to twelve in a unit; from forty units on there are cities above."""
    unit, left, size = 0, 0, 0
    while staff:
        if not left:
            unit, left = unit + 1, chance.randint(4, 12)
        size = min(staff, round(chance.triangular(3, 60, 12)))
        city = f"{LABEL}市{(unit - 1) // UNITS_OF_A_CITY + 1}/" if unit > UNITS_OF_A_CITY else ""
        yield f"{city}{LABEL}单位{unit:03}/科室{left:02}", size
        staff, left = staff - size, left - 1


def put_departments(paths: list[str]) -> int:
    """Departments numbered from 1 in this order, the units above them after that; how many units."""
    above = list(dict.fromkeys(path[:cut] for path in paths for cut, sign in enumerate(path) if sign == "/"))
    ids = {path: number for number, path in enumerate([*paths, *above], start=1)}
    rows = [
        {"id": number, "path": path, "name": path.rpartition("/")[2], "pinyin": pinyin.sort_key(path)}
        | {"parent_id": ids.get(path.rpartition("/")[0])}
        for path, number in sorted(ids.items(), key=lambda pair: pair[0].count("/"))
    ]
    session.execute(insert(Department), rows)
    return len(above)


def add(
    chance: random.Random, places: list[int], first: int, share: float, first_day: date, bar: Progress
) -> list[Habit]:
    """People by the departments they belong to, numbered from ``first``; the habits of those who take part."""
    joined = []
    for start in range(0, len(places), SET):
        rows: Rows = {table: [] for table in TABLES}
        some = places[start : start + SET]
        for number, department in enumerate(some, start=first + start):
            come(chance, rows, number, department, first_day)
            if number == 1 or chance.random() < share:
                joined.append(take_part(chance, rows, number, department, first_day))
        with transaction():
            for table, those in rows.items():
                if those:
                    session.execute(insert(table), those)
        bar.step(len(some))
    return joined


def come(chance: random.Random, rows: Rows, number: int, department: int, first_day: date) -> None:
    name, came_on = habits.name(chance), first_day - timedelta(days=chance.randrange(60, 4000))
    about = {"id": number, "employee_no": f"S{number:07}", "name": name, "pinyin": pinyin.sort_key(name)}
    rows[Employee].append(about | {"came_on": came_on})
    rows[Posting].append({"employee_id": number, "department_id": department, "from_day": came_on})


def take_part(chance: random.Random, rows: Rows, number: int, department: int, first_day: date) -> Habit:
    """An account with a sign-in that outlasts the days, and the consent of a month ago. Half want to be reminded."""
    openid, joined_on = f"o-simulated-{number}", first_day - timedelta(days=30)
    hidden, wants = vault.fingerprint(openid, "openid"), chance.random() < 0.5
    sealed = vault.seal(openid, f"openid:{hidden}")
    rows[Account].append(
        {"id": number, "openid_hash": hidden, "openid_sealed": sealed, "employee_id": number}
        | {"reminder_kinds": [REMINDED] if wants else []}
    )
    until = clock.now() + timedelta(days=800)
    rows[Session].append({"token_hash": office.hashed(office.token(number)), "account_id": number, "expires_at": until})
    consent = {"policy_version": policy.current().version, "joined_on": joined_on}
    is_listed = chance.random() < 0.1
    rows[Participation].append(
        {"id": number, "account_id": number, "joined_at": clock.at(joined_on, time(9)), "on_people_board": is_listed}
        | consent
    )
    if wants:
        grant = {"template_id": KINDS[REMINDED].template_id, "remaining": 1 if chance.random() < 0.8 else 0}
        rows[Subscription].append({"account_id": number} | grant)
    mode, band = habits.way(chance)
    return Habit(number, department, joined_on, chance.betavariate(4, 2), mode, band)


def go_on_numbering() -> None:
    """PostgreSQL counts on from its own last number, not from ours; a kept database is worked on."""
    if engine().dialect.name == "postgresql":
        for table in (Department, Employee, Account, Participation):
            sequence = func.pg_get_serial_sequence(table.__tablename__, text("'id'"))
            session.execute(select(func.setval(sequence, select(func.max(table.id)).scalar_subquery())))
