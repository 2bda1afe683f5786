"""Sub-meters against the meter above them: in a sheet, on the month's page, and before a month is closed."""

import pytest
import time_machine
from sqlalchemy import select

from desk import sit_down
from ledgers import AMOUNT, COST, at, clean, with_parts
from models import AuditEntry, MonthLock, session
from test_office_imports import found, sheet, take_over, upload

ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # where the database has no say


@pytest.fixture
def desk(app):
    """With a main meter and its two parts."""
    with time_machine.travel("2026-03-10T02:00:00Z", tick=True):
        made = sit_down(app)
        for name, above in (("主楼电表", ""), ("食堂分表", "1"), ("机房分表", "1"), ("附楼电表", "")):
            made.post("/office/meters", {"kind": "electricity", "name": name, "parent_id": above})
        yield made


def spoil(rows, meter, month, times):
    place, line = at(rows, meter, month)
    rows[place] = [*rows[place]]
    rows[place][AMOUNT] = round(rows[place][AMOUNT] * times)
    rows[place][COST] = round(rows[place][COST] * times, 2)
    return line


@ONE
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_three_clean_years_with_parts_raise_no_question(desk, seed):
    rows = with_parts(clean(seed=seed), seed)
    page = upload(desk, sheet(rows))
    assert found(page) == {}
    assert "已写入" in take_over(desk, page).text
    assert all("trouble" not in desk.get(f"/office/bills/2025-{month:02}").text for month in (1, 7, 12))


@ONE
@pytest.mark.parametrize(
    ("meter", "times", "words"),
    [
        ("机房分表", 10, ("“机房分表”约是平时", "10 倍", "倍率或小数点")),
        ("主楼电表", 0.1, ("“主楼电表”约是平时", "10 分之一")),
        ("食堂分表", 1.9, ("“食堂分表”比平时", "请核对这块分表的读数")),
        ("主楼电表", 0.7, ("“主楼电表”比平时", "少登了一张账单")),
    ],
)
def test_parts_that_come_to_more_than_the_whole_are_named_with_month_and_cause(desk, meter, times, words):
    rows = with_parts(clean())
    line = spoil(rows, meter, "2025-07", times)
    page = upload(desk, sheet(rows))
    said = found(page)
    assert list(said) == [line]
    for word in ("2025年7月", "主楼电表", "分表合计", "食堂分表", "机房分表", "多出", *words):
        assert word in said[line][0], word
    assert "写明为什么属实" in take_over(desk, page).text
    assert "已写入" in take_over(desk, page, "已到现场核对").text


def test_the_whole_may_be_in_the_ledger_and_the_parts_in_the_sheet(desk):
    rows = with_parts(clean())
    whole = [row for row in rows if "分表" not in row[2]]
    take_over(desk, upload(desk, sheet(whole)))
    parts = [row for row in rows if "分表" in row[2]]
    assert found(upload(desk, sheet(parts))) == {}
    line = spoil(parts, "机房分表", "2024-03", 1.8)
    assert "“机房分表”比平时" in found(upload(desk, sheet(parts)))[line][0]


def test_a_month_in_doubt_says_so_and_is_not_closed_without_a_reason(desk):
    month = {
        "amount_1": "1000",
        "amount_2": "600",
        "amount_3": "500",
        "cost_1": "720",
        "cost_2": "432",
        "cost_3": "360",
    }
    page = desk.post("/office/bills/2026-02", month)
    for words in ("分表合计 1,100", "“主楼电表”1,000 千瓦时", "多出 100（10%）", "抄表日不同"):
        assert words in page.text
    answer = desk.post("/office/bills/2026-02/lock")
    assert (answer.status_code, "请写明为什么属实" in answer.text) == (422, True)
    assert session.scalar(select(MonthLock.id)) is None
    assert "已结账" in desk.post("/office/bills/2026-02/lock", {"doubts": "总表 25 日抄，分表月底抄"}).text
    entry = session.scalars(select(AuditEntry).filter_by(action="month.lock")).one()
    assert entry.reason == "总表 25 日抄，分表月底抄"
    assert "分表合计" in str(entry.change)


def test_a_little_more_is_let_pass(desk):
    page = desk.post("/office/bills/2026-02", {"amount_1": "1000", "amount_2": "600", "amount_3": "419"})
    assert "trouble" not in page.text
    assert "已结账" in desk.post("/office/bills/2026-02/lock").text
