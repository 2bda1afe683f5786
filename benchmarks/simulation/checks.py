"""Whether what was written, what the ledger holds and what the boards add up is one and the same."""

from collections import Counter
from typing import Any

from sqlalchemy import func, select

from benchmarks.simulation.findings import Findings
from commands.progress import Progress
from models import CheckIn, DepartmentDay, PersonTotal, atomic, session, transaction
from services.boards import folding, periods, refolding


def check(found: Findings) -> None:
    """Into ``found.wrong`` whatever does not agree, as sentences."""
    while atomic(folding.fold)():
        pass
    with transaction(reading=True):
        rows, *ledger = sums(func.count(), CheckIn)
        people = sums(func.sum(PersonTotal.acts), PersonTotal, PersonTotal.period == periods.ALL)
        days = sums(func.sum(DepartmentDay.acts), DepartmentDay)
        acts = session.scalar(select(func.count() - 2 * func.count().filter(CheckIn.attempt < 0)))
    truth = [int(acts or 0), *ledger]
    if rows != found.confirmed:
        found.wrong.append(f"写入并得到确认 {found.confirmed} 条，记录里有 {rows} 条")
    if found.refused:
        told = "、".join(f"{name} {times} 次" for name, times in sorted(found.refused.items()))
        found.wrong.append(f"有请求没有成功：{told}")
    for name, totals in (("个人汇总", people), ("科室逐日汇总", days)):
        if totals != truth:
            found.wrong.append(f"{name}（次数、积分、克）{totals} 与打卡记录 {truth} 不等")
    found.wrong += [f"重新汇总核对：{table} 有 {times} 行不一致" for table, times in refold().items()]


def sums(count: Any, table: Any, *where: Any) -> list[int]:
    """How many, points, grams."""
    query = select(count, func.sum(table.points), func.sum(table.grams)).select_from(table).where(*where)
    return [int(one or 0) for one in session.execute(query).one()]


def refold() -> Counter[str]:
    """What ``manage.py refold --check`` finds, by table."""
    wrong: Counter[str] = Counter()
    bar: list[Progress] = []

    def show(done: int, total: int) -> None:
        if not bar:
            bar.append(Progress("核对汇总", total))
        bar[0].step()

    for one in refolding.each(refolding.check, show):
        wrong[one.table] += one.wrong
    return +wrong
