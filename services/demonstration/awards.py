"""Two award rounds of the made-up office: last year's, closed, and one whose candidates are being published."""

from datetime import date, time, timedelta
from typing import NamedTuple

from sqlalchemy import select

import clock
from models import (
    AwardCandidate,
    AwardConflict,
    AwardJudge,
    AwardRound,
    AwardRule,
    AwardSource,
    AwardStep,
    Department,
    Employee,
    Posting,
    session,
)
from services import working_days
from services.audit.trail import COMMAND_LINE
from services.office.awards import conflicts as award_conflicts
from services.office.awards import decisions as award_decisions
from services.office.awards import figures as award_figures
from services.office.awards.awards import CLOSED, PERSON, PUBLICATION, STATES, UNIT

CONDITIONS = (
    "一、科室参评：全年没有浪费问题被通报后逾期不改的，分类投放和用能管理有专人负责。\n"
    "二、职工参评：本人同意；在节约用能、垃圾分类、制止浪费上有具体事例。"
)
TEXT = (
    "一、各科室推荐、个人自荐、领导小组提名，写明依据；每个候选至少两类来源。\n"
    "二、评审人与候选有利害关系的回避。候选名单公示不少于 5 个工作日，异议逐条核实答复。\n"
    "三、评审会由评审人投票，赞成票超过可投票数一半的，按票数从多到少确定，不超过名额。\n"
    "四、科室榜和个人积分只供参考，不作为当选或者落选的依据。（演示）"
)


class Made(NamedTuple):
    """``votes`` where the round is closed; of a person, the department, and the how many-eth on its roll."""

    path: str
    sources: tuple[tuple[str, str], ...]
    votes: int = 0
    person: int = 0


UNITS = (
    Made("县机关事务服务中心/节能科", (
        ("recommended", "主楼空调分区控制改造由该科牵头，冬季起按作息启停。"),
        ("energy", "全年用能台账按月结账，没有漏报。"),
        ("board", "全年科室榜，供参考。"),
    ), 5),
    Made("县机关事务服务中心/后勤科", (
        ("leading_group", "食堂小份菜、剩饭称重公示坚持全年。"),
        ("inspection", "责任区域的问题都按期销号。"),
    ), 4),
    Made("县财政局/预算科", (
        ("recommended", "办公用纸双面打印，全年领用纸张比上年少。"),
        ("inspection", "茶水间水龙头滴漏当周修好。"),
    ), 3),
)  # fmt: skip
PEOPLE = (
    Made("县机关事务服务中心/后勤科", (
        ("recommended", "负责食堂后厨用水，改了洗菜池的节水龙头。"),
        ("self", "坚持步行上班，整理了科室的节水小窍门。"),
    ), 5, 2),
    Made("县财政局/国库科", (
        ("recommended", "牵头无纸化会签，科室打印量明显下降。"),
        ("leading_group", "在节能宣传周上给新职工讲分类。"),
    ), 4, 3),
    Made("县档案馆/保管利用科", (
        ("self", "库房照明改为按区开关。"),
        ("recommended", "下班前巡看库房，断电记录完整。"),
    ), 2, 4),
)  # fmt: skip
JUDGES = (
    "县政府办公室/秘书科",
    "县政府办公室/综合科",
    "县发展和改革局/能源科",
    "县档案馆/保管利用科",
    "县信访局/督查科",
)
SETTLED = {"colleague": (award_conflicts.RECUSE, "同科室，不参加对该候选的表决（演示）")}


def make() -> None:
    """Call once the staff and the areas are there."""
    today = clock.today()
    over = a_round(today.year - 1, date(today.year - 1, 12, 1), CLOSED)
    settle_votes(over)
    working = working_days.workdays_between(today - timedelta(days=14), today)
    open_one = a_round(today.year, working[-3] if len(working) > 2 else today, PUBLICATION)
    recuse(open_one)


def a_round(year: int, first: date, state: str) -> AwardRound:
    days = working_days.workdays_between(first, first + timedelta(days=30))[:7]
    row = AwardRound(
        title=f"{year} 年度节约型科室和优秀职工评选（演示）", year=year, period="year", issuer="县机关事务服务中心",
        state=state, version=6, rules_on=first - timedelta(days=40), publication_from=first, publication_to=days[-1],
        publication_place="主楼一层公告栏、内网首页", channel="机关纪委（演示），主楼 305 室，或一层大厅意见箱",
    )  # fmt: skip
    session.add(row)
    session.flush()
    rule = AwardRule(round_id=row.id, number=1, unit_places=2, person_places=2, days=5, actor=COMMAND_LINE.name)
    rule.text, rule.conditions = TEXT, CONDITIONS
    session.add(rule)
    walked = (first - timedelta(days=40), first - timedelta(days=12), first, *(days[-1] + timedelta(days=2),) * 3)
    for before, after, day in zip(STATES, STATES[1 : STATES.index(state) + 1], walked, strict=False):
        at = clock.at(day, time(9, 30))
        session.add(AwardStep(round_id=row.id, before=before, after=after, actor=COMMAND_LINE.name, created_at=at))
    for made in (*UNITS, *PEOPLE):
        candidate(row, made)
    for path in JUDGES:
        who = on_roll(path, 1)
        session.add(AwardJudge(round_id=row.id, employee_id=who.id, name=who.name))
    session.flush()
    return row


def candidate(row: AwardRound, made: Made) -> None:
    assert row.rules_on is not None
    one = AwardCandidate(round_id=row.id, kind=PERSON if made.person else UNIT, name=made.path)
    if made.person:
        who = on_roll(made.path, made.person)
        one.employee_id, one.name, one.place, one.consented_on = who.id, who.name, made.path, row.rules_on
    else:
        one.department_id = session.scalars(select(Department.id).filter_by(path=made.path)).one()
    session.add(one)
    session.flush()
    day = row.rules_on + timedelta(days=14)
    for kind, evidence in made.sources:
        if row.state != CLOSED or kind != award_figures.BOARD:  # nobody acted yet in the year before
            source = {"evidence": f"{evidence}（演示）", "day": day, "actor": COMMAND_LINE.name}
            session.add(AwardSource(candidate_id=one.id, kind=kind, **source))


def on_roll(path: str, place: int) -> Employee:
    """Somebody of a department, by the order of their numbers."""
    query = select(Employee).join(Posting, Posting.employee_id == Employee.id).join(Department)
    found = session.scalars(query.filter(Department.path == path).order_by(Employee.id).offset(place - 1).limit(1))
    return found.one()


def settle_votes(row: AwardRound) -> None:
    """The closed round's meeting; its certificates carry the numbers of the year it was closed in."""
    recuse(row)
    assert row.publication_to is not None
    first = row.publication_to + timedelta(days=3)
    met_on, closed_on = working_days.workdays_between(first, first + timedelta(days=14))[:2]
    row.met_on, row.met_at, row.attendees = met_on, "主楼 4 楼会议室", 9
    row.decision = "评审人逐个听取了候选的事例和来源，投票确定。科室榜和积分只作参考，没有据此取舍。（演示）"
    wanted = {(made.path, bool(made.person)): made.votes for made in (*UNITS, *PEOPLE)}
    for ballot in award_decisions.ballots(row):
        one = ballot.candidate
        one.votes = min(wanted[one.place or one.name, one.kind == PERSON], ballot.voters)
        one.is_chosen = one.votes > ballot.voters / 2 and one.name != UNITS[-1].path
    award_decisions.seal(row, closed_on)


def recuse(row: AwardRound) -> None:
    """The judge from the archives does not vote on the candidate from there; open findings were looked at."""
    assert row.publication_from is not None
    for found in award_conflicts.open_ones(row):
        outcome, reason = SETTLED.get(found.kind, (award_conflicts.KEEP, "已核实，不影响参评（演示）"))
        one = AwardConflict(candidate_id=found.candidate.id, kind=found.kind, other_id=found.other_id, outcome=outcome)
        one.reason, one.actor, one.day = reason, COMMAND_LINE.name, row.publication_from
        session.add(one)
    session.flush()
