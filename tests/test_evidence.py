"""Evidence: records linked to items from everywhere, and the pack that is handed over, which names nobody."""

import io
import re
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from docx import Document
from openpyxl import load_workbook
from PIL import Image
from sqlalchemy import select

import clock
import models
from desk import found, sit_down
from factories import make_employee
from models import (
    Area,
    AssessmentEvidence,
    Bill,
    Campaign,
    Contractor,
    Event,
    Finding,
    Inspection,
    Meter,
    Paper,
    Target,
    WasteCollection,
    YearFact,
    session,
)
from services.office.evidence import KINDS
from test_assessment import RULES, all_of, answer, bring, item_of

STAFF, OUTSIDER, PHONE = "欧阳若溪", "慕容清景", "13900001234"
SHORT = "萧怀"


@pytest.fixture
def desk(app):
    with time_machine.travel("2026-03-10T02:00:00Z", tick=True):
        yield sit_down(app)


def office():
    """One record of every kind, with names and a number where a clerk may have typed them."""
    day, month = date(2026, 2, 3), date(2026, 2, 1)
    with models.transaction():
        paper = Paper(title="车辆办法", number="机管〔2024〕3号", issued_on=date(2024, 3, 1), valid_to=date(2026, 5, 1))
        meter = Meter(kind="electricity", name="主楼总表")
        firm = Contractor(name="洁城环卫", categories=["kitchen"], valid_from=month, valid_to=date(2026, 12, 31))
        area = Area(code="A1", name="茶水间", kind="pantry")
        campaign = Campaign(name="节水周", kind="own", first_day=day, last_day=day, state="closed")
        campaign.closed_at, campaign.summary = clock.now(), f"由{STAFF}主讲，联系电话{PHONE}。"
        event = Event(kind="meeting", board="leading", title="推进节水", first_day=day, last_day=day, state="held")
        event.attendance, event.summary = 12, f"{OUTSIDER}主持会议。"
        session.add_all([paper, meter, firm, area, campaign, event])
        session.flush()
        session.add_all(
            [
                Bill(meter_id=meter.id, month=month, amount=Decimal(1200), cost=Decimal("864.5")),
                Target(year=2026, indicator="energy_per_m2", base_year=2025, cut=Decimal("1.2")),
                Inspection(area_id=area.id, day=day, checked={"lights": True, "taps": False}, actor="巡查员"),
                Finding(area_id=area.id, day=day, item="taps", text="水龙头滴漏", source="round", fix=f"{SHORT}已修"),
                WasteCollection(
                    day=day, category="kitchen", weight=Decimal(80), contractor_id=firm.id, slip=OUTSIDER[:2]
                ),
                YearFact(year=2026, key="led", value=Decimal(96), evidence=f"验收单，{OUTSIDER} 签字"),
            ]
        )


REFS = {
    "paper": "1",
    "bills": "2026-02",
    "targets": "2026",
    "round": "2026-02-03",
    "finding": "1",
    "collections": "2026-02",
    "campaign": "1",
    "event": "1",
    "fact": "2026-led",
    "report": "2026-q1",
}


def link(desk, number, kind, ref, **more):
    return desk.post("/office/evidence", {"item_id": item_of(number), "kind": kind, "ref": ref} | more)


def link_all(desk):
    office()
    bring(desk)
    for place, (kind, ref) in enumerate(REFS.items()):
        link(desk, "123"[place % 3], kind, ref)


def pack(desk, year=2026):
    page = desk.get(f"/office/evidence/pack.zip?year={year}")
    assert page.status_code == 200, page.text
    return page.data, zipfile.ZipFile(BytesIO(page.data))


def upload(desk, number, *files):
    data = {"file": [(BytesIO(content), name) for content, name in files]}
    return desk.post(f"/office/attachments/assessment_item/{item_of(number)}", data, content_type="multipart/form-data")


def test_a_record_of_every_kind_is_offered_linked_and_taken_off_again(desk):
    assert REFS.keys() == KINDS.keys()
    office()
    bring(desk)
    path = f"/office/assessment/items/{item_of('2')}"
    for kind, ref in REFS.items():
        page = desk.get(f"{path}?kind={kind}")
        assert f'<option value="{ref}">' in page.text, kind
        assert "佐证已链接" in link(desk, "2", kind, ref, note="第一条").text
    assert [(row.kind, row.ref) for row in all_of(AssessmentEvidence)] == list(REFS.items())
    link(desk, "2", "paper", "1", note="第二条")
    assert all_of(AssessmentEvidence)[0].note == "第二条"
    for row in all_of(AssessmentEvidence):
        page = desk.post(f"/office/evidence/{row.id}/remove")
        assert "佐证已去掉" in page.text
    assert all_of(AssessmentEvidence) == []
    assert len(all_of(Paper)) == 1
    assert desk.post("/office/evidence/99/remove").status_code == 404


@pytest.mark.parametrize("kind", [*REFS, "unknown"])
def test_what_is_not_there_cannot_be_linked(desk, kind):
    bring(desk)
    for ref in ("", "99", "2031-01", "2031", "x" * 300):
        if (kind, ref) == ("report", "2031"):
            continue
        page = link(desk, "2", kind, ref)
        assert page.status_code == 404, (kind, ref)
    assert all_of(AssessmentEvidence) == []
    assert desk.get(f"/office/evidence?kind={kind}&ref=99").status_code == 404


def test_a_note_that_names_somebody_is_refused_at_its_field(desk):
    office()
    bring(desk)
    make_employee(name=STAFF)
    page = link(desk, "2", "paper", "1", note=f"{STAFF}起草")
    assert page.status_code == 422
    assert "不要写人的姓名" in page.text
    assert f'value="{STAFF}起草"' in page.text
    assert all_of(AssessmentEvidence) == []


def test_from_the_records_own_page(desk):
    office()
    bring(desk)
    for path, kind, ref in (
        ("/office/papers", "paper", "1"),
        ("/office/collections?month=2026-02", "collections", "2026-02"),
        ("/office/bills/2026-02", "bills", "2026-02"),
        ("/office/findings/1", "finding", "1"),
        ("/campaigns/1", "campaign", "1"),
        ("/office/events/1", "event", "1"),
    ):
        page = desk.get(path)
        door = re.search(r'href="/console(/office/evidence\?[^"]*)"', page.text)
        form = desk.get(door[1].replace("&amp;", "&")) if door else page
        assert f'name="kind" value="{kind}"' in form.text, path
        assert f'name="ref" value="{ref}"' in form.text, path
        link(desk, "3", kind, ref)
        again = desk.get(door[1].replace("&amp;", "&")) if door else desk.get(path)
        assert "已作为佐证" in again.text


def test_what_ends_or_is_gone_is_said(desk):
    office()
    bring(desk)
    link(desk, "2", "paper", "1")
    page = desk.get("/office/assessment")
    assert "佐证即将到期" in page.text
    assert re.search(r"车辆办法.*?2026-05-01.*?即将到期", page.text, re.DOTALL)
    desk.post("/office/papers/1/remove")
    page = desk.get(f"/office/assessment/items/{item_of('2')}")
    assert '车辆办法（机管〔2024〕3号） <span class="state bad">记录已不存在</span>' in page.text
    assert "还缺：佐证的记录已不存在、没有佐证" in page.text
    _, archive = pack(desk)
    assert not [name for name in archive.namelist() if "车辆办法" in name]
    assert "已不存在，没有文件" in text_of(archive)


def test_what_is_over_is_said(app, desk):
    office()
    bring(desk)
    link(desk, "2", "paper", "1")
    with time_machine.travel("2026-06-01T02:00:00Z", tick=True):
        page = sit_down(app).get("/office/assessment?year=2026")
    assert re.search(r"车辆办法.*?2026-05-01.*?已到期", page.text, re.DOTALL)
    assert "佐证已到期" in page.text


def text_of(archive):
    """All words of a zip: of its names, of its Word and Excel files, and every other file as it is."""
    words = list(archive.namelist())
    for name in archive.namelist():
        content = archive.read(name)
        if name.endswith((".docx", ".xlsx")):
            inner = zipfile.ZipFile(BytesIO(content))
            parts = {part: inner.read(part).decode() for part in inner.namelist() if part.endswith((".xml", ".rels"))}
            words += [part + text for part, text in parts.items()]
            words += [re.sub(r"<[^>]+>", "", text) for text in parts.values()]
        else:
            words.append(content.decode("latin-1") + content.decode("utf-8", "ignore"))
    return "\n".join(words)


def picture():
    file, data = io.BytesIO(), Image.Exif()
    data[0x013B], data[0x8825] = STAFF.encode(), {2: (31.0, 12.0, 0.0)}
    Image.new("RGB", (64, 64), "green").save(file, "JPEG", exif=data)
    return file.getvalue()


def word_file(author):
    made = Document()
    made.add_paragraph("会议签到情况：应到 12 人，实到 12 人。")
    made.core_properties.author = made.core_properties.last_modified_by = author
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def test_the_pack_has_an_index_a_folder_an_item_and_readable_papers(desk):
    link_all(desk)
    answer(desk, "2", score="25", reason="少一份文件")
    upload(desk, "2", (picture(), "现场.jpg"), (word_file(STAFF), "签到.docx"))
    _, archive = pack(desk)
    assert archive.testzip() is None
    names = archive.namelist()
    assert names[:3] == ["目录.xlsx", "目录.docx", "自评报告.docx"]
    assert [name for name in names if name.endswith("/")] == [
        "01 1 完成年度节能目标/",
        "02 2 明确管理机构和职责/",
        "03 3 建立能源资源消费台账/",
    ]
    assert [name for name in names if name.startswith("02 2")][1:] == [
        "02 2 明确管理机构和职责/01 2026年2月用能账单（未结账）.docx",
        "02 2 明确管理机构和职责/02 2026-02-03 茶水间：水龙头滴漏（待通报）.docx",
        "02 2 明确管理机构和职责/03 推进节水（2026-02-03，已举办）.docx",
        "02 2 明确管理机构和职责/04 上传01 现场.jpg",
        "02 2 明确管理机构和职责/04 上传02 签到.docx",
    ]
    bills = Document(BytesIO(archive.read("02 2 明确管理机构和职责/01 2026年2月用能账单（未结账）.docx")))
    assert [cell.text for cell in bills.tables[0].rows[1].cells] == ["电 主楼总表", "1,200", "千瓦时", "864.5"]
    sheet = load_workbook(BytesIO(archive.read("目录.xlsx"))).active
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert {row[8] for row in rows} == {name for name in names[3:] if not name.endswith("/")}
    assert [row[5] for row in rows if row[0] == "2"] == [25] * 5
    assert "没有自评分" in rows[0][-1]


def test_the_pack_says_what_is_missing(desk):
    bring(desk)
    _, archive = pack(desk)
    words = text_of(archive)
    for said in ("没有佐证", "必达项还没有判断", "没有自评分"):
        assert said in words
    assert archive.namelist()[3:] == [
        "01 1 完成年度节能目标/",
        "02 2 明确管理机构和职责/",
        "03 3 建立能源资源消费台账/",
    ]


def test_nothing_in_the_pack_names_anybody(app, desk, person):
    """Not who takes part, not who does not, not who left, not the clerk; nowhere, in no part of any file."""
    someone = person(name=STAFF, phone=PHONE)
    make_employee(name=OUTSIDER, phone="13700005678")
    make_employee(name=SHORT)
    someone.check_in()
    link_all(desk)
    with models.transaction():
        row = session.scalars(select(AssessmentEvidence).filter_by(kind="finding")).one()
        row.note = f"{SHORT}经办 {STAFF[0]} {STAFF[1:]} 复核 139 0000 1234"
        paper = session.scalars(select(Paper)).one()
        paper.title = f"{OUTSIDER}同志分工通知"
    upload(desk, "1", (picture(), f"{OUTSIDER}照片.jpg"), (word_file(OUTSIDER), f"{STAFF}发言.docx"))
    _, archive = pack(desk)
    words = text_of(archive)
    assert "水龙头滴漏" in words
    assert "（姓名略）同志分工通知" in words
    assert "主讲，联系电话（号码略）" in words
    for name in (STAFF, OUTSIDER, SHORT, "测试owner", f"{STAFF[0]} {STAFF[1:]}"):
        assert name not in words, name
    for phone in (PHONE, "13700005678", "139 0000 1234"):
        assert phone not in words
    jpeg = next(archive.read(name) for name in archive.namelist() if name.endswith(".jpg"))
    assert not Image.open(BytesIO(jpeg)).getexif()
    made = next(archive.read(name) for name in archive.namelist() if name.endswith("（姓名略）发言.docx"))
    assert [line.text for line in Document(BytesIO(made)).paragraphs] == ["会议签到情况：应到 12 人，实到 12 人。"]


def test_the_same_data_make_the_same_bytes(desk):
    link_all(desk)
    upload(desk, "1", (picture(), "现场.jpg"), (word_file("某人"), "签到.docx"))
    first, _ = pack(desk)
    with time_machine.travel(clock.now() + timedelta(minutes=7), tick=True):
        second, _ = pack(desk)
    assert first == second
    answer(desk, "3", score="30", reason="齐全")
    third, _ = pack(desk)
    assert third != first


def test_the_pack_is_sent_while_it_is_made(desk):
    """File by file: what is held at once is one file, not the whole."""
    link_all(desk)
    answer = desk.http.get("/console/office/evidence/pack.zip?year=2026", buffered=False)
    parts = [len(part) for part in answer.iter_encoded()]
    answer.close()
    names = pack(desk)[1].infolist()
    assert len(parts) == len(names) + 1
    assert max(parts) < sum(parts) / 3
    assert "Content-Length" not in answer.headers


def test_uploads_stay_with_the_item_in_the_next_version(desk):
    bring(desk)
    page = upload(desk, "2", (picture(), "现场.jpg"))
    assert "附件已上传" in page.text
    assert "没有佐证" not in found(r"还缺：([^<]*)", page.text)
    bring(desk)
    new = item_of("2", 2)
    assert "现场.jpg" in desk.get(f"/office/assessment/items/{new}").text
    assert upload(desk, "2", (picture(), "又一张.jpg")).status_code == 200
    bring(desk, (RULES[0],))
    assert upload(desk, "2", (picture(), "晚了.jpg")).status_code == 409
