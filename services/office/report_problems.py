"""Problems and next steps of a report: only what the figures themselves say. Causes are for people to write."""

from collections.abc import Iterator

from services.office import collections, papers, targets
from services.office.indicators import TITLES
from services.office.kinds import KINDS
from services.word.drafts import Draft

KINDS_TOLD = ("electricity", "water", "gas")


def write(draft: Draft, year: int) -> None:
    found = list(of(draft, year))
    draft.heading(1, "存在的问题和下一步打算")
    draft.heading(2, "存在的问题")
    for problem, _ in found:
        draft.paragraph(problem)
    if not found:
        draft.paragraph("从现有数据看不出问题；数据不全的项目见附件 1。")
    draft.paragraph("其他问题和原因分析：＿＿＿＿。")
    draft.heading(2, "下一步打算")
    for step in dict.fromkeys(step for _, step in found):
        draft.paragraph(step)
    draft.paragraph("其他措施、责任人和时限：＿＿＿＿。")


def of(draft: Draft, year: int) -> Iterator[tuple[str, str]]:
    """A problem, and the step that answers it."""
    for key, (title, _) in TITLES.items():
        change = draft.facts[f"change.{key}"].value
        if change is not None and change > 0:
            yield (
                f"{title}同比上升{{change.{key}}}。",
                f"逐月核对用量上升的表和时段，找出{title}上升的原因，列出整改措施。",
            )
    for kind in KINDS_TOLD:
        change = draft.facts[f"use_change.{kind}"].value
        if change is not None and change > 0:
            title = KINDS[kind].title
            yield f"{title}用量同比上升{{use_change.{kind}}}。", f"加强{title}的计量和巡查。"
    yield from missed(draft, year)
    if (draft.facts["gaps"].value or 0) > 0:
        yield "台账缺账单{gaps}，上面的数可能偏小。", "补齐缺少的账单，过完一个月就核对、结账。"
    for row in papers.listing():
        if row.valid_to is not None and row.valid_to.year in (year, year + 1) and row.issued_on.year <= year:
            yield f"《{row.title}》{row.valid_to:%Y-%m-%d}到期。", "到期的制度文件及时修订、续期。"
    for firm in collections.contractors():
        if firm.valid_to.year in (year, year + 1):
            yield f"与{firm.name}的收运合同{firm.valid_to:%Y-%m-%d}到期。", "收运合同到期前完成续签。"


def missed(draft: Draft, year: int) -> Iterator[tuple[str, str]]:
    for target in targets.listing(year):
        found = targets.outlook(target)
        expected, limit, key = found.forecast.expected, found.limit, target.indicator
        if expected is not None and limit is not None and expected > limit:
            words = "没有达到目标" if found.forecast.done == 12 else "照现在的用量推算达不到目标"
            yield (
                f"{found.title}{words}：全年合计{{goal.{key}.expected}}，上限{{goal.{key}.limit}}。",
                f"按月下达{found.title}的用量预算，超出的月份当月说明原因。",
            )
