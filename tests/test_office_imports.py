"""Ledgers of bills from Excel: what is read, what is argued about, and what nobody may put in."""

import re
from io import BytesIO

import pytest
import time_machine
from sqlalchemy import func, select
from xlsxwriter import Workbook

import models
from desk import sit_down
from ledgers import AMOUNT, COAL, COST, FACTOR, KIND, METER, MONTH, TITLES, UNIT, at, clean
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


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5, 6, 7, 8])
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

    def spoil(meter, month, cause, **cells):
        place, line = at(rows, meter, month)
        for column, value in cells.items():
            old = rows[place][globals()[column]]
            rows[place][globals()[column]] = value(old) if callable(value) else value
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
    spoil("食堂水表", "2024-03", "费用像是按万元填的", COST=lambda cost: cost / 10_000)
    spoil("附楼电表", "2024-06", "用量像是按万千瓦时填的", AMOUNT=lambda amount: amount / 10_000, COAL="")
    spoil("供热入口", "2025-01", "差 1000 倍", FACTOR=34.12)
    spoil("主楼水表", "2023-09", "把水当作能源", COAL=28.3)
    spoil("食堂气表", "2023-11", "负数", AMOUNT=lambda amount: -amount, COAL="")
    spoil("食堂气表", "2024-07", "缺2024年7月，多半是那个月的", MONTH="2024-08")
    spoil("附楼电表", "2023-02", "没有费用", COST="")
    spoil("主楼电表", "2025-10", "单价", COST=lambda cost: cost * 1.6)
    spoil("食堂水表", "2025-12", "还没有到", MONTH="2026-12")
    spoil("主楼电表", "2025-07", "正像“附楼电表”", AMOUNT=0)
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
