"""The yearly report: five parts, problems and next steps, and where every figure comes from.

The text follows from the database alone: the same data give the same text. What has no data stays blank and is listed.
Acts of the staff are told as what was done, never as energy saved.
"""

from services.activities import ACTIVITIES
from services.office import (
    factors,
    indicators,
    ledger,
    papers,
    report_charts,
    report_facts,
    report_problems,
    targets,
    year_facts,
)
from services.office.bills import bills
from services.office.events import facts as event_facts
from services.office.indicators import TITLES
from services.office.kinds import KINDS
from services.waste import classes as waste_classes
from services.word.drafts import Draft

VOLUNTARY = "以上记录来自职工自愿参加的打卡，只说明倡导活动开展的情况，不计入本报告的任何能耗指标，也不作为考核的依据。"


CHARTED = ("electricity", "water")


def yearly(year: int) -> Draft:
    draft = Draft(f"关于{year}年节约型机关创建工作的报告", report_facts.of(year))
    through = indicators.through(year, ledger.year(year))
    span = "全年" if through == 12 else f"1—{through}月" if through else "（本年还没有用能账单）"
    draft.paragraph(f"现将{year}年节约型机关创建工作情况报告如下。能源资源数据统计期为{year}年{span}。")
    for part in (goals, rules, green_office, sorting, publicity):
        part(draft, year)
    report_problems.write(draft, year)
    draft.endings()
    return draft


def goals(draft: Draft, year: int) -> None:
    draft.heading(1, "目标管理")
    draft.heading(2, "基本情况")
    draft.paragraph("建筑面积{floor_area}，用能人数{heads}。能耗总量{energy}，其中车辆用油{energy.vehicles}。")
    draft.heading(2, "能源资源消费指标")
    rows = [
        (f"{title}（{unit}）", f"{{{key}:n}}", f"{{before.{key}:n}}", f"{{change.{key}:n}}")
        for key, (title, unit) in TITLES.items()
    ]
    draft.table(("指标", f"{year}年", "上年同期", "同比（%）"), rows)
    given = indicators.basis(year)
    counts = f"车辆用油{factors.VEHICLE_FUEL[given.vehicle_fuel]}"
    draft.paragraph(f"折算口径：{counts}；水和纸不折算标准煤；上年同期按本年的系数折算。")
    draft.heading(2, "目标完成情况")
    listed = targets.listing(year)
    if not listed:
        draft.blank["targets"] = f"{year}年的节能目标"
        draft.paragraph(f"{year}年节能目标：＿＿＿＿。")
    for target in listed:
        draft.paragraph(goal_sentence(draft, target))


def goal_sentence(draft: Draft, target: targets.Target) -> str:
    """One target and how the year stands to it; its own figures become facts of the draft."""
    found = targets.outlook(target)
    key, forecast = target.indicator, found.forecast
    made = report_facts.of_target(found)
    draft.facts |= {fact.key: fact for fact in made}
    sentence = f"{found.title}的目标是比{target.base_year}年下降{{goal.{key}.cut}}，即不高于{{goal.{key}}}。"
    if forecast.done == 12 or forecast.expected is None:
        return sentence + f"{target.year}年实际为{{{key}}}。"
    sentence += (
        f"按前{forecast.done}个月推算，全年合计约{{goal.{key}.expected}}，目标对应的全年上限为{{goal.{key}.limit}}。"
    )
    if found.december is not None and found.december < 0:
        return sentence + "照此已经超出上限。"
    return sentence + f"要达到目标，12月不能超过{{goal.{key}.december}}。"


def rules(draft: Draft, year: int) -> None:
    draft.heading(1, "制度体系")
    draft.paragraph(f"截至{year}年底，有效的节约能源资源、垃圾分类、公务用车等制度文件{{papers}}。")
    listed = papers.valid_in(year)
    if listed:
        rows = [(row.title, row.number or "—", f"{row.issued_on:%Y-%m-%d}", day(row.valid_to)) for row in listed]
        draft.table(("文件", "文号", "印发", "有效期至"), rows)
    draft.paragraph(event_facts.meetings(draft))


def day(value: object) -> str:
    return "长期" if value is None else f"{value:%Y-%m-%d}"


def green_office(draft: Draft, year: int) -> None:
    draft.heading(1, "绿色办公")
    draft.heading(2, "能源资源消费")
    kinds = [kind for kind in report_facts.OFFICE_KINDS if draft.has(f"amount.{kind}") or draft.has(f"earlier.{kind}")]
    rows = [
        (
            f"{KINDS[kind].title}（{KINDS[kind].unit}）",
            *(f"{{{name}.{kind}:n}}" for name in ("amount", "earlier", "use_change", "cost")),
        )
        for kind in kinds or ("electricity", "water")
    ]
    draft.table(("种类", f"{year}年", "上年同期", "同比（%）", "费用（元）"), rows)
    books = ledger.year(year), ledger.year(year - 1)
    for kind in CHARTED:
        report_charts.monthly(draft, kind, year, indicators.through(year, books[0]), books)
    corrected(draft, year)
    draft.heading(2, "公务用车")
    draft.paragraph(
        "公务用车{vehicles}，用油{vehicles.fuel}、{vehicles.cost}，行驶{vehicles.distance}，维修保养{vehicles.upkeep}；"
        "其中新能源车{fact.new_energy_cars}。"
    )
    draft.heading(2, "采购、照明、空调和节水")
    asked = ("green_purchase", "led", "water_fittings", "summer_ac", "winter_ac")
    draft.paragraph("；".join(f"{year_facts.ASKED[key].title}{{fact.{key}}}" for key in asked) + "。")
    draft.heading(2, "节约用纸")
    draft.paragraph("复印纸{amount.paper}，无纸化办文比例{fact.paperless}，双面打印比例{fact.duplex}。")


def corrected(draft: Draft, year: int) -> None:
    """Every correction of the year's months, with its reason."""
    rows = [
        (
            f"{row.month.month}月",
            f"{KINDS[meter.kind].title} {meter.name}",
            f"{row.amount:f}".rstrip("0").rstrip("."),
            f"{row.cost:f}",
            row.reason,
        )
        for row, meter in bills.corrections(year)
    ]
    if rows:
        draft.paragraph("结账以后登记的更正如下，已计入上表。")
        draft.table(("月份", "表", "用量增减", "费用增减（元）", "理由"), rows)


def sorting(draft: Draft, year: int) -> None:
    draft.heading(1, "垃圾分类")
    labels = waste_classes.labels()
    draft.heading(2, "设施")
    draft.paragraph("在用的分类桶：" + "，".join(f"{label}{{bins.{key}}}" for key, label in labels.items()) + "。")
    draft.heading(2, "收运")
    rows = [(label, f"{{times.{key}:n}}", f"{{weight.{key}:n}}") for key, label in labels.items()]
    draft.table(("类别", "收运次数", "重量（千克）"), rows)
    draft.paragraph("其中有交接联单的{slips}。")


def publicity(draft: Draft, year: int) -> None:
    draft.heading(1, "宣传教育")
    draft.heading(2, "培训和活动")
    draft.paragraph(event_facts.gatherings(draft))
    if told := event_facts.low_carbon(draft):
        draft.paragraph(told)
    draft.heading(2, "倡导绿色行为")
    told = "，".join(f"{activity.title}{{acts.{key}}}" for key, activity in ACTIVITIES.items())
    draft.paragraph(f"通过小程序倡导绿色行为，全年记录{told}。{VOLUNTARY}")
