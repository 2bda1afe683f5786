"""The self-assessment report (自评报告): what was reached, what was lost and why, what is missing, what comes next.

The text follows from the database alone. Without a sheet, or without scores, it is complete all the same, and blank.
"""

from collections.abc import Iterator
from decimal import Decimal

import clock
from services.office.assessment import progress as assessment_progress
from services.office.assessment.progress import ENDING, NO_EVIDENCE, OPEN_MUST, UNMET, UNSCORED, Line, Progress, Sum
from services.office.evidence.base import day_words, plain, typed
from services.word.drafts import BLANK, Draft, Fact

EMPTY = Sum(Decimal(0), Decimal(0), Decimal(0))
SHEET = "现行评价表 assessment_items"
ANSWERS = "自评 assessment_answers"


def write(year: int) -> Draft:
    found = assessment_progress.of_year(year)
    draft = Draft(f"关于{year}年节约型机关创建自评情况的报告", facts(year, found))
    about(draft, year, found)
    for part in (reached, musts, lost, missing, after):
        part(draft, year, found)
    draft.endings()
    return draft


def facts(year: int, found: Progress | None) -> Iterator[Fact]:
    """Each is None, and so a blank line, where nothing was put down."""
    total = found.total if found else EMPTY
    lines = found.lines if found else []
    scored = sum(line.answer.score is not None for line in lines)
    judged = [line for line in lines if line.item.is_must and line.answer.is_met is not None]
    some = scored or None
    yield Fact("items", "评价项", len(lines) or None, "项", f"{SHEET}，{year}年")
    yield Fact("points", "评价表可读分值合计", total.points or None, "分", f"{SHEET} 分值，{year}年，不可读的不计")
    yield Fact("scored", "已自评", some, "项", f"{ANSWERS}，{year}年，填了自评分的")
    yield Fact("score", "自评得分", total.score if some else None, "分", f"{ANSWERS} 自评分合计，{year}年")
    yield Fact("lost", "自评失分", total.lost if some else None, "分", f"已自评各项的分值减自评分，{year}年")
    yield Fact("musts", "必达项", sum(line.item.is_must for line in lines) or None, "项", f"{SHEET} 必达项，{year}年")
    met = sum(bool(line.answer.is_met) for line in judged)
    yield Fact("met", "达到的必达项", met if judged else None, "项", f"{ANSWERS} 必达项判断，{year}年")
    proofs = sum(line.proofs for line in lines)
    yield Fact("evidence", "佐证", proofs or None, "份", f"佐证链接 assessment_evidence 和上传的文件，{year}年")
    bare = sum(NO_EVIDENCE in line.gaps for line in lines)
    yield Fact(
        "bare", "没有佐证的评价项", bare if lines else None, "项", "没有上传文件，也没有佐证链接，或链接的记录已不存在"
    )
    for place, (name, mine, total_of) in enumerate(found.categories() if found else []):
        done = any(line.answer.score is not None for line in mine)
        source = f"类别“{typed(name)}”，{year}年"
        points = total_of.points or None
        yield Fact(f"category.{place}.points", f"{typed(name)}分值", points, "分", f"{SHEET} 分值，{source}")
        score, less = (total_of.score, total_of.lost) if done else (None, None)
        yield Fact(f"category.{place}.score", f"{typed(name)}自评分", score, "分", f"{ANSWERS} 自评分合计，{source}")
        yield Fact(f"category.{place}.lost", f"{typed(name)}失分", less, "分", f"已自评各项的分值减自评分，{source}")


def about(draft: Draft, year: int, found: Progress | None) -> None:
    if found is None:
        draft.blank["sheet"] = f"{year}年的评价表"
        draft.paragraph(f"按照{BLANK}，现将{year}年节约型机关创建自评情况报告如下。")
        return
    sheet = found.sheet
    issuer = typed(sheet.issuer) + "印发的" if sheet.issuer else ""
    draft.paragraph(f"按照{issuer}《{typed(sheet.title)}》（第{sheet.version}版），现将{year}年自评情况报告如下。")
    draft.paragraph(f"评价表来源：{typed(sheet.source)}。")
    if sheet.note:
        draft.paragraph(f"评价表的说明：{typed(sheet.note)}")


def reached(draft: Draft, year: int, found: Progress | None) -> None:
    draft.heading(1, "自评结果")
    draft.paragraph("评价表共{items}，可读分值合计{points}；已自评{scored}，自评得分{score}，失分{lost}。")
    if found and found.sheet.pass_points is not None:
        draft.paragraph(f"评价表写明合格分数为{plain(found.sheet.pass_points)}分。")
    if found and found.unreadable:
        numbers = "、".join(typed(line.item.number) for line in found.unreadable)
        draft.paragraph(f"第{numbers}项的分值在所用的表里不可读，没有计入任何合计。")
    rows = [
        (typed(name), *(f"{{category.{place}.{key}:n}}" for key in ("points", "score", "lost")), unscored(lines))
        for place, (name, lines, _) in enumerate(found.categories() if found else [])
    ]
    draft.table(("类别", "分值", "自评分", "失分", "未自评"), rows or [(BLANK, BLANK, BLANK, BLANK, BLANK)])


def unscored(lines: list[Line]) -> str:
    count = sum(UNSCORED in line.gaps for line in lines)
    return f"{count}项" if count else "—"


def musts(draft: Draft, year: int, found: Progress | None) -> None:
    draft.heading(1, "必达项")
    draft.paragraph("评价表列明必达项{musts}，达到{met}。")
    rows = [
        (typed(line.item.number), typed(line.item.text), verdict(line), typed(line.answer.reason) or BLANK)
        for line in (found.musts if found else [])
    ]
    if rows:
        draft.table(("序号", "评价内容", "是否达到", "说明"), rows)


def verdict(line: Line) -> str:
    return BLANK if line.answer.is_met is None else "达到" if line.answer.is_met else "未达到"


def lost(draft: Draft, year: int, found: Progress | None) -> None:
    draft.heading(1, "失分和原因")
    rows = [
        (typed(line.item.number), typed(line.item.text), plain(line.lost), typed(line.answer.reason) or BLANK)
        for line in (found.lines if found else [])
        if line.lost
    ]
    if rows:
        draft.table(("序号", "评价内容", "失分", "原因"), rows)
    elif draft.has("scored"):
        draft.paragraph("已自评的各项没有失分。")
    else:
        draft.paragraph(f"失分和原因：{BLANK}。")


def missing(draft: Draft, year: int, found: Progress | None) -> None:
    draft.heading(1, "佐证和缺口")
    draft.paragraph("已有佐证{evidence}，没有佐证的评价项{bare}。")
    rows = [
        (typed(line.item.number), typed(line.item.text), "；".join(line.words), typed(line.answer.role) or "—")
        for line in sorted(found.todo if found else [], key=lambda line: line.item.place)
    ]
    if rows:
        draft.table(("序号", "评价内容", "缺口", "责任岗位"), rows)
    elif found:
        draft.paragraph("各项均有自评分、理由和佐证，没有缺口。")
    rows = [
        (typed(one.line.item.number), typed(one.link.label), day_words(one.link.expires_on), state(one.is_over))
        for one in (found.expiring if found else [])
    ]
    if rows:
        draft.paragraph(f"以下佐证在{year}年内或90天内到期（{day_words(clock.today())}判断）。")
        draft.table(("序号", "佐证", "有效期至", "状态"), rows)


def state(is_over: bool) -> str:
    return "已到期" if is_over else "即将到期"


def after(draft: Draft, year: int, found: Progress | None) -> None:
    """One sentence for each kind of thing to do, the most urgent first; whose task it is, and until when."""
    draft.heading(1, "下一步打算")
    todo = found.todo if found else []
    said = [
        ("整改未达到的必达项", [line for line in todo if UNMET in line.gaps]),
        ("核实必达项是否达到", [line for line in todo if OPEN_MUST in line.gaps]),
        ("补齐佐证", [line for line in todo if NO_EVIDENCE in line.gaps]),
        ("完成自评打分", [line for line in todo if UNSCORED in line.gaps]),
        ("续订、更新即将到期的文件", [line for line in todo if ENDING in line.gaps]),
    ]
    for words, lines in said:
        if lines:
            draft.paragraph(f"{words}：{'、'.join(map(task, lines))}。")
    if not todo:
        draft.paragraph("继续保持，按月补充佐证。" if found else f"{BLANK}。")


def task(line: Line) -> str:
    role = f"，{typed(line.answer.role)}" if line.answer.role else ""
    day = line.answer.due_on
    due = f"，{day.year}年{day.month}月{day.day}日前" if day else ""
    extra = f"（{(role + due).strip('，')}）" if role or due else ""
    return f"第{typed(line.item.number)}项{extra}"
