"""The waste collection ledger, documents with their validity, yearly facts with their evidence."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from sqlalchemy import select
from xlsxwriter import Workbook

import models
from desk import sit_down
from models import AuditEntry, Contractor, Paper, WasteCollection, YearFact, session

COLUMNS = ("收运日期", "垃圾种类", "重量（吨）", "收运单位", "联单编号")


@pytest.fixture
def desk(app):
    with time_machine.travel("2026-03-10T02:00:00Z", tick=True):
        yield sit_down(app)


def rows_of(model):
    with models.transaction(reading=True):
        return session.scalars(select(model).order_by(model.id)).all()


def sign(desk, **changed):
    form = {"name": "洁城环卫", "categories": ["kitchen", "other"], "contract_no": "A-1"}
    span = {"valid_from": "2026-01-01", "valid_to": "2026-04-30"}
    return desk.post("/office/collections/contractors", form | span | changed)


def hand_over(desk, **changed):
    form = {"day": "2026-03-02", "category": "kitchen", "weight": "86.5", "contractor_id": "1", "slip": "0302-1"}
    return desk.post("/office/collections", form | changed)


def upload(desk, rows, titles=COLUMNS):
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for line, row in enumerate([titles, *rows]):
            page.write_row(line, 0, row)
    data = {"file": (BytesIO(file.getvalue()), "台账.xlsx")}
    return desk.post("/office/collections/imports", data, content_type="multipart/form-data")


def test_a_hand_over_is_put_down_summed_taken_away_and_logged(desk):
    assert "还有 51 天到期" in sign(desk).text
    page = hand_over(desk)
    for words in ("86.5", "洁城环卫", "0302-1", "联单 1"):
        assert words in page.text
    assert "已删除" in desk.post("/office/collections/1/remove", {"month": "2026-03"}).text
    assert desk.post("/office/collections/1/remove").status_code == 404
    assert rows_of(WasteCollection) == []
    actions = [row.action for row in rows_of(AuditEntry)][1:]
    assert actions == ["contractor.save", "collection.save", "collection.remove"]


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"day": ""}, "请填写日期"),
        ({"day": "2026-13-01"}, "请写成 2026-03-01 的样子"),
        ({"day": "2026-03-11"}, "日期还没有到"),
        ({"day": "2025-12-31"}, "不在洁城环卫合同的有效期内"),
        ({"category": "hazardous"}, "合同不含有害垃圾"),
        ({"category": "paper"}, "请选择类别"),
        ({"weight": "0"}, "要大于 0"),
        ({"weight": ""}, "要大于 0"),
        ({"contractor_id": "9"}, "请选择收运单位"),
    ],
)
def test_a_hand_over_that_cannot_be_is_refused_at_its_field(desk, changed, word):
    sign(desk)
    page = hand_over(desk, **changed)
    assert page.status_code == 422
    assert word in page.text
    assert rows_of(WasteCollection) == []


def test_a_form_sent_twice_is_put_down_once(desk):
    sign(desk)
    hand_over(desk)
    assert "已经登记过" in hand_over(desk).text
    assert hand_over(desk, slip="0302-2").status_code == 200
    assert len(rows_of(WasteCollection)) == 2


def test_a_contract_is_renewed_under_the_same_name(desk):
    sign(desk)
    sign(desk, valid_to="2027-12-31", categories=["kitchen"])
    (row,) = rows_of(Contractor)
    assert (row.valid_to, row.categories) == (date(2027, 12, 31), ["kitchen"])
    assert sign(desk, valid_to="2025-12-31").status_code == 422
    assert sign(desk, categories=[]).status_code == 422


def test_a_ledger_in_tons_comes_from_a_file_or_not_at_all(desk):
    sign(desk)
    rows = [("2026-03-02", "厨余", 0.0865, "洁城环卫", "1"), ("2026年3月3日", "其它垃圾", "120千克", "洁城环卫", "")]
    bad = [
        *rows,
        ("2026-03-04", "厨余", 1, "没签过的", ""),
        ("2026-03-05", "干湿", 1, "洁城环卫", ""),
        ("合计", "", 2, "", ""),
    ]
    page = upload(desk, bad)
    for line, word in ((4, "还没有登记收运单位“没签过的”"), (5, "不认识类别“干湿”")):
        assert f"<b>第 {line} 行</b>　{word}" in page.text
    assert rows_of(WasteCollection) == []
    assert "已全部登记" in upload(desk, rows).text
    assert [row.weight for row in rows_of(WasteCollection)] == [Decimal("86.5"), Decimal(120)]
    again = upload(desk, rows)
    assert "已经登记过" in again.text
    content = desk.get("/office/collections/ledger.xlsx?month=2026-03").data
    data = {"file": (BytesIO(content), "下载.xlsx")}
    page = desk.post("/office/collections/imports", data, content_type="multipart/form-data")
    assert page.text.count("已经登记过") == 2


def test_documents_have_a_number_a_day_and_an_end(desk):
    form = {
        "title": "公务用车管理办法",
        "number": "机管〔2024〕3号",
        "issued_on": "2024-03-01",
        "valid_to": "2026-05-01",
    }
    page = desk.post("/office/papers", form)
    assert "即将到期" in page.text
    assert "长期" in desk.post("/office/papers", form | {"valid_to": ""}).text
    assert desk.post("/office/papers", form | {"valid_to": "2023-01-01"}).status_code == 422
    assert desk.post("/office/papers", form | {"title": " "}).status_code == 422
    assert desk.post("/office/papers", form | {"issued_on": "2026-03-11"}).status_code == 422
    assert [row.title for row in rows_of(Paper)] == ["公务用车管理办法"]
    desk.post("/office/papers/1/remove")
    assert rows_of(Paper) == []


def test_a_yearly_fact_needs_its_evidence(desk):
    page = desk.post("/office/papers/facts", {"year": 2025, "value_led": "96"})
    assert page.status_code == 422
    assert "LED 等高效照明光源占比的依据没有写" in page.text
    desk.post("/office/papers/facts", {"year": 2025, "value_led": "96", "evidence_led": "改造验收单"})
    assert [(row.year, row.key, row.value) for row in rows_of(YearFact)] == [(2025, "led", Decimal(96))]
    assert desk.post("/office/papers/facts", {"year": 2025, "value_led": "101", "evidence_led": "x"}).status_code == 422
    desk.post("/office/papers/facts", {"year": 2025, "value_led": ""})
    assert rows_of(YearFact) == []
