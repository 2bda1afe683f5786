"""The papers of a round as Word drafts: the publication sheet (公示) and the minutes (评审会会议纪要).

Whoever was withdrawn is named in neither, nobody's points are in either, and both say that points never decide.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from models import AwardRevocation, AwardRound
from services import working_days
from services.office.awards import awards
from services.office.awards import candidates as award_candidates
from services.office.awards import conflicts as award_conflicts
from services.office.awards import decisions as award_decisions
from services.office.awards import objections as award_objections
from services.office.awards import revocations as award_revocations
from services.office.awards.awards import CLOSED, KINDS, LAW, OWN_SETTING, PERSON, UNIT
from services.office.awards.candidates import Shown
from services.office.notices import words
from services.word.drafts import Draft

BLANK = "＿＿＿＿"


def publication(row: AwardRound) -> Draft:
    made = Draft(f"关于{awards.period(row)}{awards.kinds(row)}评选候选对象的公示")
    rules = awards.rule(row)
    made.paragraph(
        "根据“{title}”评选办法（{day}公布，现行第 {number} 版），经推荐、审核和利益冲突核查，现将候选对象予以公示。",
        title=row.title, day=day(row.rules_on), number=str(rules.number),
    )  # fmt: skip
    for kind in awards.places(rules):
        shown = [one for one in award_candidates.standing(row.id) if one.candidate.kind == kind]
        made.heading(1, f"{KINDS[kind]}候选（拟评不超过 {awards.places(rules)[kind]} 个）")
        listed(made, kind, shown)
    made.heading(1, "公示时间")
    made.paragraph("{first}至{last}（{count}）。", first=day(row.publication_from), last=day(row.publication_to),
                   count=workdays(row))  # fmt: skip
    made.heading(1, "反映问题的方式")
    made.paragraph(
        "公示期内对候选对象有异议的，请向{channel}反映，可以不署名；反映的情况逐条核实答复后再评审。",
        channel=row.channel or BLANK,
    )
    made.heading(1, "说明")
    made.paragraph(f"{LAW}列入的职工都经本人同意。{OWN_SETTING}")
    made.signature(row.issuer, day(row.publication_from))
    return made


def workdays(row: AwardRound) -> str:
    if row.publication_from is None or row.publication_to is None:
        return f"{BLANK}个工作日"
    return f"{len(working_days.workdays_between(row.publication_from, row.publication_to))} 个工作日"


def listed(made: Draft, kind: str, shown: list[Shown]) -> None:
    if not shown:
        made.paragraph("本次没有候选。")
        return
    rows = ([str(at), *cells(kind, one), one.names] for at, one in enumerate(shown, start=1))
    made.table(("序号", *titles(kind), "候选来源"), rows)


def titles(kind: str) -> tuple[str, ...]:
    return ("姓名", "所在科室") if kind == PERSON else ("科室",)


def cells(kind: str, one: Shown) -> list[str]:
    names = [plain(one.candidate.name)]
    return [*names, plain(one.candidate.place)] if kind == PERSON else names


def plain(text: str) -> str:
    """A path as people say it; braces would be read as a place for a figure."""
    return text.replace("/", " ").replace("{", "｛").replace("}", "｝")


def minutes(row: AwardRound) -> Draft:
    """Until the round is closed it says that it is a draft."""
    made = Draft(f"{awards.period(row)}{awards.kinds(row)}评审会会议纪要{'' if row.state == CLOSED else '（草稿）'}")
    meeting(made, row)
    made.heading(1, "利益冲突及处理")
    table(made, ("候选", "情况", "处理", "理由"), conflicts(row), "没有需要处理的利益冲突。")
    made.heading(1, "公示期间的异议及答复")
    objections = (
        [str(at), plain(one.about), plain(one.objection.text), one.result, plain(one.objection.answer)]
        for at, one in enumerate(award_objections.listing(row.id), start=1)
    )
    table(made, ("序号", "涉及", "反映的情况", "结果", "答复"), objections, "公示期间没有收到异议。")
    made.heading(1, "表决情况")
    table(made, ("类别", "候选", "可投票", "赞成", "回避", "结果"), votes(row), "没有候选。")
    made.heading(1, "评审决定")
    for line in (row.decision or BLANK).split("\n"):
        made.paragraph("{line}", line=line)
    made.paragraph(winners(row))
    revoked = award_revocations.of_round(row.id)
    if revoked:
        made.heading(1, "定稿以后的撤销")
        table(made, ("荣誉", "获得者", "决定日期", "文号", "理由"), revocations(row, revoked), "")
    made.heading(1, "说明")
    made.paragraph(LAW)
    made.signature(row.issuer, day(row.closed_on or row.met_on))
    return made


def meeting(made: Draft, row: AwardRound) -> None:
    made.heading(1, "会议情况")
    rules, judges = awards.rule(row), award_conflicts.judges(row.id)
    made.paragraph(
        "会议于{day}在{place}召开，{count}人参加。评审人：{names}。",
        day=day(row.met_on), place=row.met_at or BLANK, count=f"{row.attendees} " if row.attendees else BLANK,
        names="、".join(one.name for one in judges) or BLANK,
    )  # fmt: skip
    made.paragraph(
        "会议按照“{title}”评选办法（{published}公布，现行第 {number} 版）审议。候选名单于{first}至{last}在{place}公示，"
        "共{days}。",
        title=row.title, published=day(row.rules_on), number=str(rules.number), first=day(row.publication_from),
        last=day(row.publication_to), place=row.publication_place or BLANK, days=workdays(row),
    )  # fmt: skip


def table(made: Draft, heads: tuple[str, ...], rows: Iterator[list[str]], nothing: str) -> None:
    found = list(rows)
    if found:
        made.table(heads, found)
    else:
        made.paragraph(nothing)


def conflicts(row: AwardRound) -> Iterator[list[str]]:
    names = {one.candidate.id: one.label for one in award_candidates.listing(row.id)}
    people = {one.employee_id: one.name for one in award_conflicts.judges(row.id)}
    for one in award_conflicts.settled(row.id):
        judge = people.get(one.other_id, "") if one.kind in award_conflicts.ALLOWED else ""
        situation = f"{award_conflicts.KINDS[one.kind]}{f'（{judge}）' if judge else ''}"
        name = plain(names[one.candidate_id])
        yield [name, plain(situation), award_conflicts.OUTCOMES[one.outcome], plain(one.reason)]


def votes(row: AwardRound) -> Iterator[list[str]]:
    for one in award_decisions.ballots(row):
        count = BLANK if one.candidate.votes is None else str(one.candidate.votes)
        result = "当选" if one.candidate.is_chosen else "未当选"
        names = [KINDS[one.candidate.kind], plain(one.candidate.name)]
        yield [*names, str(one.voters), count, plain("、".join(one.recused)) or "无", result]


def revocations(row: AwardRound, revoked: Mapping[int, AwardRevocation]) -> Iterator[list[str]]:
    """The minutes say what was decided then; what became of it since is said apart."""
    for shown in award_candidates.standing(row.id):
        one, found = shown.candidate, revoked.get(shown.candidate.id)
        if found:
            yield [KINDS[one.kind], plain(one.name), words(found.day), plain(found.number), plain(found.reason)]


def winners(row: AwardRound) -> str:
    shown = [one.candidate for one in award_candidates.standing(row.id) if one.candidate.is_chosen]
    parts = [
        f"{KINDS[kind]}：{'、'.join(plain(one.name) for one in shown if one.kind == kind) or '空缺'}。"
        for kind in (UNIT, PERSON)
        if kind in awards.places(awards.rule(row))
    ]
    return "".join(parts)


def day(given: date | None) -> str:
    return words(given) if given else BLANK
