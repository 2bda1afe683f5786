"""Offices of many sizes with three hundred departments, each person with acts of this week; made set by set."""

from datetime import timedelta

from sqlalchemy import insert, text

import clock
from benchmarks import office, product
from benchmarks.workbench import QUICK_ROUNDS, Workbench
from commands import migrate
from config import Config
from models import Department, Session, atomic, connect, disconnect, engine, session, transaction
from services import reference, vault
from services.audit import trail as audit
from services.boards import headcounts, refolding
from services.compliance import switches

SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUICK_SIZES = (1_000, 10_000, 100_000)
DEPARTMENTS = 300
SIGNED_IN = 50

NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :people)",
    "postgresql": "WITH numbers AS (SELECT generate_series(1, :people) AS n)",
}
PEOPLE = (
    """INSERT INTO employees (id, employee_no, name, pinyin, came_on)
    {numbers} SELECT n, 'B' || n, '测试' || n, '', {came} FROM numbers""",
    """INSERT INTO postings (employee_id, department_id, from_day)
    {numbers} SELECT n, 1 + (n / 10) % :departments, {came} FROM numbers""",
    """INSERT INTO accounts (id, openid_hash, openid_sealed, employee_id, created_at, reminder_kinds)
    {numbers} SELECT n, 'h' || n, '', n, {now}, '[]' FROM numbers""",
    """INSERT INTO participations (id, account_id, policy_version, joined_at, joined_on, on_people_board)
    {numbers} SELECT n, n, 'bench', {now}, {came}, n % 10 = 0 FROM numbers""",
    """INSERT INTO check_ins (participation_id, department_id, activity, slot, attempt, day, points, grams,
                              carbon_method, rule_version, detail, is_backfilled, created_at, is_folded)
    {numbers} SELECT n, 1 + (n / 10) % :departments, 'bench', 'bench', 1, {today}, (n % 61 * 7919) % 61, 80,
                     '', 1, '{{}}', 1 = 0, {now}, 1 = 1 FROM numbers""",
)


def sizes(bench: Workbench) -> tuple[int, ...]:
    return QUICK_SIZES if bench.rounds <= QUICK_ROUNDS else SIZES


def make(url: str, people: int) -> None:
    """Migrate the empty database at ``url`` and fill it: folded, counted, and left connected."""
    vault.unlock(Config.from_env(product.environment(url)).data_keys)
    migrate.upgrade(connect(url))
    with transaction():
        reference.load()
    with transaction():
        rows = [
            {"id": n, "path": f"单位{n % 20:02}/科室{n:03}", "name": f"科室{n:03}"} for n in range(1, DEPARTMENTS + 1)
        ]
        session.execute(insert(Department), rows)
        fill(people)
        switches.turn(switches.PEOPLE_BOARD, True, "测量个人榜", audit.COMMAND_LINE)
        expires_at = clock.now() + timedelta(days=1)
        tokens = [{"token_hash": office.hashed(office.token(n)), "account_id": n} for n in range(1, SIGNED_IN + 1)]
        session.execute(insert(Session), [row | {"expires_at": expires_at} for row in tokens])
    atomic(headcounts.refresh)(anyway=True)
    for _ in refolding.each(refolding.rebuild, lambda done, of: None):
        pass
    office.tidy()


def departments_for(people: int) -> int:
    """Ten people in each at least, so that every one of them is listed."""
    return min(DEPARTMENTS, people // 10)


def department(number: int) -> dict[str, object]:
    return {"id": number, "path": f"单位{number % 20:02}/科室{number:03}", "name": f"科室{number:03}"}


def fill(people: int) -> None:
    kind, today = engine().dialect.name, clock.today()
    cast = "CAST('{}' AS {})" if kind == "postgresql" else "'{}'"
    words = {
        "numbers": NUMBERS[kind],
        "came": cast.format(today - office.SINCE, "date"),
        "today": cast.format(today, "date"),
        "now": cast.format(f"{clock.now():%Y-%m-%d %H:%M:%S.%f}", "timestamp"),
    }
    for statement in PEOPLE:
        values = {"people": people} | ({"departments": departments_for(people)} if ":departments" in statement else {})
        session.execute(text(statement.format(**words)), values)


def leave() -> None:
    disconnect()
