"""Ledgers of bills from Excel: what is read, what is argued about, and what nobody may put in."""

import re
from io import BytesIO

import pytest
import time_machine
from sqlalchemy import func, select
from xlsxwriter import Workbook

import models
from desk import sit_down
from factories import make_department
from ledgers import AMOUNT, COAL, COST, FACTOR, MONTH, TITLES, at, clean
from models import AuditEntry, Bill, Meter, session
from rolls import csv_file, xls

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def today():
    with time_machine.travel("2026-03-10T02:00:00Z", tick=True):
        yield


@pytest.fixture
def desk(app, today):
    return sit_down(app)


def sheet(rows, titles=TITLES, name="台账", above=()):
    """Numbers as numbers, as an office has them."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet(name)
        for line, row in enumerate([*above, titles, *rows]):
            for column, cell in enumerate(row):
                page.write(line, column, cell)
    return file.getvalue()


def upload(desk, content, name="台账.xlsx"):
    data = {"file": (BytesIO(content), name)}
    return desk.post("/office/bill-imports", data, content_type="multipart/form-data")


def take_over(desk, page, reason=""):
    return desk.post(page.request.path.removeprefix("/console"), {"reason": reason})


def found(page):
    """Line → sentences of a preview."""
    lines = re.findall(r'<th scope="row" class="nowrap">第 (\d+) 行.*?</th><td>(.*?)</td><td>(.*?)</td>', page.text)
    said = {}
    for line, _, sentence in lines:
        said.setdefault(int(line), []).append(sentence)
    return said


def stored():
    with models.transaction(reading=True):
        return session.execute(
            select(Meter.kind, func.count(), func.sum(Bill.amount), func.sum(Bill.cost)).join(Bill).group_by(Meter.kind)
        ).all()


def count():
    with models.transaction(reading=True):
        return session.scalar(select(func.count()).select_from(Bill))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_three_clean_years_raise_no_question(desk, seed):
    rows = clean(seed=seed)
    page = upload(desk, sheet(rows))
    assert found(page) == {}
    assert "已写入" in take_over(desk, page).text
    assert count() == len(rows)


def planted():
    """Three clean years with twelve mistakes; (line, word of the likely cause) of each, and the rows."""
    rows = clean()
    named = {}

    def spoil(meter, month, cause, cells):
        place, line = at(rows, meter, month)
        for column, value in cells.items():
            rows[place][column] = value(rows[place][column]) if callable(value) else value
        named[cause] = line

    def swap(meter, one, other, column):
        (a, line), (b, _) = at(rows, meter, one), at(rows, meter, other)
        rows[a][column], rows[b][column] = rows[b][column], rows[a][column]
        return line

    heat = [at(rows, "供热入口", f"2024-{month:02}")[0] for month in range(1, 13)]
    figures = [rows[place][AMOUNT:] for place in heat]
    for place, moved in zip(heat, figures[1:] + figures[:1], strict=True):
        rows[place][AMOUNT:] = moved
    named["错开一个月"] = heat[0] + 2
    named["年份多半写错或两年对调"] = swap("主楼电表", "2023-05", "2024-05", MONTH)
    spoil("食堂水表", "2024-03", "费用像是按万元填的", {COST: lambda cost: cost / 10_000})
    spoil("附楼电表", "2024-06", "用量像是按万千瓦时填的", {AMOUNT: lambda amount: amount / 10_000, COAL: ""})
    spoil("供热入口", "2025-01", "差 1000 倍", {FACTOR: 34.12})
    spoil("主楼水表", "2023-09", "把水当作能源", {COAL: 28.3})
    spoil("食堂气表", "2023-11", "负数", {AMOUNT: lambda amount: -amount, COAL: ""})
    spoil("食堂气表", "2024-07", "缺2024年7月，多半是那个月的", {MONTH: "2024-08"})
    spoil("附楼电表", "2023-02", "没有费用", {COST: ""})
    spoil("主楼电表", "2025-10", "单价", {COST: lambda cost: cost * 1.6})
    spoil("食堂水表", "2025-12", "还没有到", {MONTH: "2026-12"})
    spoil("主楼电表", "2025-07", "正像“附楼电表”", {AMOUNT: 0})
    other, _ = at(rows, "附楼电表", "2025-07")
    mine, _ = at(rows, "主楼电表", "2025-07")
    rows[mine][AMOUNT:] = rows[other][AMOUNT:]
    del rows[other]
    return rows, {cause: line - (line > other + 2) for cause, line in named.items()}


def test_twelve_planted_mistakes_are_named_with_the_row_and_the_likely_cause(desk):
    rows, named = planted()
    page = upload(desk, sheet(rows))
    said = found(page)
    assert len(named) == 12
    for cause, line in named.items():
        assert any(cause in sentence for sentence in said.get(line, [])), (cause, line, said)
    assert set(said) - set(named.values()) <= {18, 68, 164}, said  # the other half of a swap or of a doubled month
    page = take_over(desk, page, "都属实")
    assert page.status_code == 409
    assert count() == 0


def test_doubts_alone_may_be_answered_and_the_answer_is_kept(desk):
    rows = clean()
    place, line = at(rows, "食堂水表", "2024-03")
    rows[place][COST] = rows[place][COST] / 10_000
    page = upload(desk, sheet(rows))
    assert found(page) == {line: [found(page)[line][0]]}
    assert "请先回答上面的疑问" in take_over(desk, page).text
    assert count() == 0
    assert "台账已写入" in take_over(desk, page, "减免后只付尾款").text
    take_over(desk, page, "再来一次")
    assert count() == len(rows)
    with models.transaction(reading=True):
        assert session.scalars(select(Bill.remark).where(Bill.remark != "")).all() == ["减免后只付尾款"]
        reasons = session.scalars(select(AuditEntry.reason).filter_by(action="bill.import")).all()
    assert reasons == ["减免后只付尾款"]


def test_the_same_file_again_changes_nothing_and_says_so(desk):
    content = sheet(clean())
    take_over(desk, upload(desk, content))
    before = stored()
    page = upload(desk, content)
    assert re.search(r"<span>不变</span><b>216</b>", page.text)
    take_over(desk, page)
    assert stored() == before


SIDE_BY_SIDE = ("年份", "月份", "用电量（万千瓦时）", "电费（元）", "用水量（吨）", "水费（元）")
OF_CARS = ("年月", "车牌号", "油品", "加油量(升)", "油费(元)", "行驶里程", "维修费")
OF_HEAT = ("日期", "项目", "用量", "计量单位", "金额（万元）")
OF_WATER = ("账期", "能源种类", "数量", "金额/元")
OWN_COLUMNS = {
    "side by side": (
        sheet([(2025, 3, 1.25, 9000, 300, 1095)], SIDE_BY_SIDE),
        {"electricity": (12_500, 9000), "water": (300, 1095)},
    ),
    "year and kind in the title": (
        sheet([("3月", "12,500度", "0.9万元")], ("月份", "用量", "费用"), name="电", above=[("2025年用电台账",)]),
        {"electricity": (12_500, 9000)},
    ),
    "csv": (csv_file([("2025年3月", "水", "300", "1,095.00")], OF_WATER, "gb18030"), {"water": (300, 1095)}),
    "xls": (xls([("202503", "湘A12345", "汽油", 180, 1449, 1900, 650)], OF_CARS), {"petrol": (180, 1449)}),
    "months side by side": (
        sheet(
            [
                ("用电量（万千瓦时）", *[1.25] * 12, 15),
                ("电费（元）", *[9000] * 12, 108_000),
                ("用水量（吨）", *[300] * 12, 3600),
                ("水费（元）", *[1095] * 12, 13_140),
                ("合计", *[10_095] * 12, 121_140),
            ],
            ("项目", *(f"{month}月" for month in range(1, 13)), "全年"),
            above=[("2025年能源资源消耗统计表",)],
        ),
        {"electricity": (150_000, 108_000), "water": (3600, 13_140)},
    ),
    "serial days, MJ, 万元, a sum": (
        sheet([(45717, "热力", 60_000, "MJ", 0.36), ("合计", "", 60_000, "", 0.36)], OF_HEAT),
        {"heat": (60, 3600)},
    ),
}


@pytest.mark.parametrize(("content", "expected"), OWN_COLUMNS.values(), ids=OWN_COLUMNS)
def test_an_offices_own_columns_are_understood(desk, content, expected):
    page = upload(desk, content)
    assert found(page) == {}
    assert "台账已写入" in take_over(desk, page).text
    assert {kind: (amount, cost) for kind, _, amount, cost in stored()} == expected


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("2025.1.", "电", "", 1, 1), "读不懂"),
        ((2025.1, "电", "", 1, 1), "看不出是 1 月还是 10 月"),
        (("3月", "电", "", 1, 1), "没有写年份"),
        (("2025-03", "风", "", 1, 1), "不认识类别“风”"),
        (("2025-03", "", "", 1, 1), "看不出是电、水、气还是别的"),
        (("2025-03", "电", "", "很多", 1), "不是数字"),
        (("2025-03", "电", "", 1e300, 1), "数字太大"),
        (("2025-03", "电", "", "3吨", 1), "不是电的单位"),
        (("2025-03", "电", "", "", 10), "有费用没有用量"),
        (("2025-03", "电", "", 1, "1箱"), "请写元或万元"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_row(desk, row, sentence):
    page = upload(desk, sheet([row], ("年月", "类别", "表号", "用量", "费用")))
    assert sentence in found(page)[2][0]


def test_a_meters_name_is_held_against_those_that_are_there(desk):
    take_over(desk, upload(desk, sheet(clean())))
    titles = ("年月", "类别", "表号", "用量", "金额（元）")
    page = upload(
        desk,
        sheet(
            [("2026-01", "电", "食堂水表", 9, 9), ("2026-01", "电", "主楼 电 表1", 9, 9), ("2026-01", "电", "", 9, 9)],
            titles,
        ),
    )
    said = found(page)
    assert "是水表，这一行写的是电" in said[2][0]
    assert "是不是“主楼电表”" in said[3][0]
    assert "电有几块表（主楼电表、附楼电表）" in said[4][0]


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"\x00\x01", "认不出"), (sheet([("a", 1)], ("甲", "乙")), "没有找到表头"), (sheet([]), "表头下面没有内容")],
)
def test_a_file_that_is_no_ledger_says_so(desk, content, word):
    page = upload(desk, content)
    assert page.status_code == 422
    assert word in page.text


def test_what_is_downloaded_can_be_uploaded_again(desk):
    take_over(desk, upload(desk, sheet(clean())))
    before = stored()
    page = upload(desk, desk.get("/office/bills/ledger.xlsx?year=2025").data)
    assert found(page) == {}
    assert re.search(r"<span>不变</span><b>72</b>", page.text)
    take_over(desk, page)
    assert stored() == before
    assert "表头下面没有内容" in upload(desk, desk.get("/office/bill-imports/template.xlsx").data).text


def test_a_reader_and_a_manager_of_one_tree_stay_outside(app, today):
    reader, part = sit_down(app, "reader"), sit_down(app, "manager", make_department())
    for desk in (reader, part):
        assert desk.get("/office/bill-imports").status_code == 403
        assert desk.get("/office/bills").status_code == 200
        assert upload(desk, sheet(clean())).status_code == 403
