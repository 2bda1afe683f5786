"""The office's lists as Excel files: meters, vehicles, indicators, areas, findings, documents and yearly facts."""

from collections.abc import Sequence

from services.office import areas, comparisons, findings, indicators, kinds, meters, papers, vehicles, year_facts
from services.workbooks.workbooks import Column, make

METERS = (
    Column("名称", 22), Column("类别", 12), Column("计量单位", 12), Column("位置", 24), Column("上级表", 20),
    Column("停用日期"),
)  # fmt: skip
VEHICLES = (
    Column("车辆", 18), Column("能源", 10), Column("加油（充电）", 14, "#,##0.00"), Column("单位", 8),
    Column("费用（元）", 14, "#,##0.00"), Column("里程（公里）", 14, "#,##0"), Column("百公里", 10, "0.0"),
    Column("维修费（元）", 14, "#,##0.00"), Column("停用日期"),
)  # fmt: skip
INDICATORS = (
    Column("指标", 22), Column("单位", 20), Column("本年", 14, "#,##0.00"), Column("上年同期", 14, "#,##0.00"),
    Column("同比（%）", 12, "0.0"), Column("基准年", 10), Column("基准值", 14, "#,##0.00"),
    Column("与基准年比（%）", 16, "0.0"),
)  # fmt: skip
AREAS = (
    Column("区域", 24), Column("类别", 14), Column("责任科室", 24), Column("编码", 12), Column("上次巡查"),
    Column("停用日期"),
)  # fmt: skip
FINDINGS = (
    Column("编号", 8), Column("日期"), Column("区域", 22), Column("责任科室", 20), Column("问题", 40),
    Column("来源", 12),
    Column("状态", 10), Column("通报", 12), Column("整改期限"), Column("整改日期"), Column("整改情况", 30),
    Column("销号日期"), Column("异议", 26), Column("答复", 26),
)  # fmt: skip
PAPERS = (Column("文件", 40), Column("文号", 24), Column("印发"), Column("有效期至"), Column("状态", 12))
FACTS = (Column("事项", 34), Column("数", 12, "#,##0.##"), Column("单位", 8), Column("依据", 50))
SOURCES = {"round": "巡查", "phone": "职工报告", "desk": "工作台登记"}


def of_meters() -> bytes:
    """Meters and accounts without vehicles."""
    rows = [row for row in meters.listing() if not row.is_vehicle]
    names = {row.id: row.name for row in rows}
    cells = (
        [one.name, kind.title, kind.unit, one.place, names.get(one.parent_id or 0, ""), one.closed_on]
        for one, kind in ((row, kinds.KINDS[row.kind]) for row in rows)
    )
    return make("计量表一览", METERS, cells, "分表的用量已在上级表里。")


def of_vehicles(year: int) -> bytes:
    cells = (
        [one.meter.name, kinds.KINDS[one.meter.kind].title, one.amount, kinds.KINDS[one.meter.kind].unit, one.cost,
         one.distance, one.per_100, one.upkeep, one.meter.closed_on]
        for one in vehicles.of(year)
    )  # fmt: skip
    return make(f"{year}年公务用车台账", VEHICLES, cells, "百公里只用同时有加油量和里程的月份算。")


def of_indicators(year: int) -> bytes:
    """As the page has them: the months of the year that have bills, beside the same months before."""
    basis = indicators.basis(year)
    cells = (
        [one.title, one.unit, one.now, one.before, one.change, one.base_year, one.base, one.base_change]
        for one in comparisons.of(year)
    )
    first, last = basis.months
    return make(f"{year}年能耗指标", INDICATORS, cells, f"{first}—{last} 月，各年都按本年选定的系数折算。")


def of_areas() -> bytes:
    """Without the people responsible: who they are is shown in the console only."""
    cells = (
        [one.area.name, areas.KINDS[one.area.kind][0], one.department, one.area.code, one.looked_on, one.area.closed_on]
        for one in areas.listing()
    )
    return make("公共区域一览", AREAS, cells)


def of_findings(state: str) -> bytes:
    """Places and offices, never a person."""
    named = f"，只列{findings.LABELS[state]}的" if state in findings.LABELS else ""
    return make("公共区域巡查台账", FINDINGS, map(finding, findings.listing(state)), f"新的在前，最多 300 条{named}。")


def finding(one: findings.Shown) -> Sequence[object]:
    row = one.finding
    about = [row.id, row.day, one.area, one.department, row.text, SOURCES.get(row.source, row.source)]
    steps = [findings.LABELS[row.state], one.number, row.due_on, row.fixed_on, row.fix, row.closed_on]
    return [*about, *steps, row.objection, row.answer]


def of_papers() -> bytes:
    rows = (
        [one.title, one.number, one.issued_on, one.valid_to or "长期", papers.state(one)] for one in papers.listing()
    )
    return make("制度文件一览", PAPERS, rows)


def of_facts(year: int) -> bytes:
    """What no ledger holds, with its evidence; what was not filled in stays empty."""
    known = year_facts.of(year)
    rows = (
        [
            asked.title,
            known[key].value if key in known else None,
            asked.unit,
            known[key].evidence if key in known else "",
        ]
        for key, asked in year_facts.ASKED.items()
    )
    return make(f"{year}年度事项", FACTS, rows, "没有填写的留空。")
