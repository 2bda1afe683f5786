"""The quarter's publication sheet: consumption, vehicles and waste, to be put on the wall."""

from services.office import report_facts
from services.office.kinds import KINDS
from services.waste import classes as waste_classes
from services.word.drafts import Draft

NUMERALS = "一二三四"


def write(year: int, quarter: int) -> Draft:
    first, last = quarter * 3 - 2, quarter * 3
    draft = Draft(f"{year}年第{NUMERALS[quarter - 1]}季度能源资源消费情况公示", report_facts.of(year, first, last))
    draft.paragraph(f"现将{year}年{first}—{last}月能源资源消费和生活垃圾收运情况公示如下，欢迎监督。")
    draft.heading(1, "能源资源消费")
    kinds = [kind for kind in report_facts.OFFICE_KINDS if draft.has(f"amount.{kind}") or draft.has(f"earlier.{kind}")]
    rows = [
        (
            f"{KINDS[kind].title}（{KINDS[kind].unit}）",
            *(f"{{{name}.{kind}:n}}" for name in ("amount", "earlier", "use_change", "cost")),
        )
        for kind in kinds or ("electricity", "water")
    ]
    draft.table(("种类", "本季度", "上年同期", "同比（%）", "费用（元）"), rows)
    draft.heading(1, "生活垃圾收运")
    labels = waste_classes.labels()
    classes = [(label, f"{{times.{key}:n}}", f"{{weight.{key}:n}}") for key, label in labels.items()]
    draft.table(("类别", "收运次数", "重量（千克）"), classes)
    draft.paragraph("其中有交接联单的{slips}。")
    draft.paragraph("监督电话：＿＿＿＿。公示时间：＿＿＿＿。")
    draft.endings()
    return draft
