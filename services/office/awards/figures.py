"""What the system itself can say of a candidate, as one reference among others: a unit's place on the department board,
its findings closed, the office's energy. And a person's points, only where they put themselves on the people's board.
"""

from sqlalchemy import func, select

import clock
from models import Account, Area, AwardCandidate, AwardRound, Department, Finding, ListedTotal, Participation, session
from services.boards import periods, rankings
from services.boards.standings import Question, Standing
from services.compliance import switches
from services.departments import departments
from services.office import findings, indicators
from services.office.awards import awards
from services.office.awards.awards import UNIT

BOARD, INSPECTION, ENERGY = "board", "inspection", "energy"
METRIC = "points_per_head"
NOT_SHOWN = "未公开"


def of(kind: str, row: AwardRound, candidate: AwardCandidate) -> str:
    """A sentence with its day, for a unit; empty where the system has no figure for this kind of source."""
    if candidate.kind != UNIT or candidate.department_id is None or kind not in READ:
        return ""
    return READ[kind](row, candidate.department_id)


def board(row: AwardRound, department_id: int) -> str:
    span = awards.span(row)
    if not periods.is_known(span):
        return f"{awards.period(row)}没有科室榜的数据"
    kind = "year" if row.period == "year" else "quarter"
    for unit in (None, 0):
        found = rankings.board(kind, span, Question(METRIC, unit=unit))
        mine = next((one for one in found.standings if one.department.id == department_id), None)
        if mine is not None:
            return f"{awards.period(row)}科室榜（人均积分）{place(mine, len(found.standings))}，{today()}读取"
    return f"科室榜不单独列出（在册不足 {rankings.SMALLEST} 人，或只在下级分列）"


def place(mine: Standing, lines: int) -> str:
    return f"第 {mine.rank} 名，共 {lines} 行"


def inspection(row: AwardRound, department_id: int) -> str:
    """Findings of the unit's areas that were notified in the period; withdrawn ones do not count."""
    span = awards.span(row)
    counted = (
        select(Finding.state, func.count())
        .where(Finding.area_id.in_(areas_of(department_id)), Finding.day.between(span.first, span.last))
        .where(Finding.state.in_((findings.NOTIFIED, findings.FIXED, findings.CLOSED)))
        .group_by(Finding.state)
    )
    counts = {state: count for state, count in session.execute(counted)}  # noqa: C416
    total = sum(counts.values())
    if not total:
        return f"{awards.period(row)}责任区域没有被通报的问题，{today()}读取"
    return (
        f"{awards.period(row)}责任区域被通报 {total} 个问题，已销号 {counts.get(findings.CLOSED, 0)} 个，{today()}读取"
    )


def areas_of(department_id: int):  # type: ignore[no-untyped-def]
    """The ids of the areas that a unit and those below it look after, as a subquery."""
    top = departments.path_of(department_id)
    below = (Department.path == top) | Department.path.startswith(f"{top}/", autoescape=True)
    return select(Area.id).join(Department, Department.id == Area.department_id).where(below)


def energy(row: AwardRound, department_id: int) -> str:
    """The whole office's, and it says so: no meter belongs to one department."""
    now, before = indicators.of(row.year), indicators.of(row.year - 1)
    if now.energy_per_head is None:
        return f"用能不分科室计量；全单位 {row.year} 年的指标也算不出：{'、'.join(now.missing)}"
    change = indicators.change(now.energy_per_head, before.energy_per_head)
    year_on_year = "" if change is None else f"，同比 {'+' if change > 0 else ''}{change}%"
    unit = indicators.TITLES["energy_per_head"][1]
    return (
        f"用能不分科室计量；全单位 {row.year} 年人均综合能耗 {now.energy_per_head} {unit}{year_on_year}，{today()}读取"
    )


READ = {BOARD: board, INSPECTION: inspection, ENERGY: energy}


def today() -> str:
    day = clock.today()
    return f"{day.year}年{day.month}月{day.day}日"


def points(row: AwardRound, employee_id: int) -> str:
    """Read anew each time and kept nowhere: who leaves the people's board is off this page at once.

    Whoever does not take part and whoever did not put themselves on the board look the same.
    """
    if not switches.is_on(switches.PEOPLE_BOARD):
        return NOT_SHOWN
    listed = (
        select(Participation.id)
        .join(Account, Account.id == Participation.account_id)
        .where(Account.employee_id == employee_id, Participation.on_people_board.is_(True))
    )
    participation_id = session.scalar(listed)
    if participation_id is None:
        return NOT_SHOWN
    total = select(ListedTotal.points).filter_by(participation_id=participation_id, period=awards.span(row).code)
    return f"{session.scalar(total) or 0} 分（本人自愿公开）"
