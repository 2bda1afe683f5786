"""Public areas and their rounds; findings from round, desk and phone; notices that name no one; objections."""

import re
from io import BytesIO

import pytest
import time_machine
from docx import Document
from sqlalchemy import select

import models
from desk import sit_down
from factories import make_department, make_employee
from models import Area, AuditEntry, Finding, Inspection, session


@pytest.fixture
def today():
    with time_machine.travel("2026-03-10T02:00:00Z", tick=True):
        yield


@pytest.fixture
def desk(app, today):
    return sit_down(app)


@pytest.fixture
def office(today, app):
    return make_department("县政府办/行政科")


def make_area(desk, office, name="3 楼茶水间", **changed):
    page = desk.post("/office/areas", {"name": name, "kind": "pantry", "department_id": office} | changed)
    assert page.status_code == 200, page.text
    with models.transaction(reading=True):
        return session.scalar(select(Area).filter_by(name=name))


def rows_of(model):
    with models.transaction(reading=True):
        return session.scalars(select(model).order_by(model.id)).all()


def report(desk, area, text="水龙头滴漏"):
    desk.post("/office/findings", {"area_id": area.id, "text": text})
    return rows_of(Finding)[-1]


def move(desk, finding, step, **form):
    return desk.post(f"/office/findings/{finding.id}/{step}", form)


def test_an_area_has_an_office_and_perhaps_a_keeper(desk, office):
    make_employee("县政府办/行政科", "钱多多", employee_no="A1")
    area = make_area(desk, office, keeper_no="A1")
    assert "钱多多" in desk.get("/office/areas").text
    page = desk.post(f"/office/areas/{area.id}", {"name": "3 楼茶水间", "kind": "lift", "department_id": office})
    assert "电梯" in page.text
    for changed, word in (
        ({"name": ""}, "请写区域名称"),
        ({"kind": "moon"}, "请选择类别"),
        ({"department_id": ""}, "请选择责任科室"),
        ({"keeper_no": "A9"}, "没有这个工号"),
        ({}, "已有这个名称"),
    ):
        page = desk.post("/office/areas", {"name": "3 楼茶水间", "kind": "lift", "department_id": office} | changed)
        assert (page.status_code, word in page.text) == (422, True), word
    desk.post(f"/office/areas/{area.id}/close")
    assert desk.post(f"/office/areas/{area.id}/close").status_code == 409


def test_a_finding_goes_from_the_round_to_the_recheck_and_all_of_it_is_logged(desk, office):
    make_area(desk, office)
    desk.post("/office/findings/rounds", {"count": 1})
    (inspection,) = rows_of(Inspection)
    page = desk.post(f"/office/findings/rounds/{inspection.id}", {"bad": ["taps"], "note_taps": "左侧龙头滴漏"})
    assert "左侧龙头滴漏" in page.text
    assert rows_of(Inspection)[0].checked == {"lights": True, "taps": False, "standby": True, "bins": True}
    assert desk.post(f"/office/findings/rounds/{inspection.id}", {}).status_code == 409
    (finding,) = rows_of(Finding)
    page = desk.post("/office/findings/notices", {"ids": finding.id, "due_on": "2026-03-20"})
    assert "2026-001" in page.text
    assert "待整改" in page.text
    move(desk, finding, "fix", words="已换阀芯")
    move(desk, finding, "recheck", due_on="2026-03-25")
    assert rows_of(Finding)[0].state == "notified"
    move(desk, finding, "fix", words="又换了一次")
    assert "已销号" in move(desk, finding, "recheck", in_order="yes").text
    assert move(desk, finding, "fix", words="再来").status_code == 409
    assert "100.0%" in desk.get("/office/findings").text
    actions = [row.action for row in rows_of(AuditEntry)][1:]
    expected = ["area.save", "inspection.draw", "finding.add", "inspection.record", "notice.publish"]
    assert actions == [*expected, *["finding.fix", "finding.recheck"] * 2]


def test_a_notice_names_places_and_offices_and_never_a_person(desk, office):
    make_employee("县政府办/行政科", "钱多多", employee_no="A1")
    area = make_area(desk, office, keeper_no="A1")
    page = desk.post("/office/findings", {"area_id": area.id, "text": "钱多多没关灯"})
    assert page.status_code == 422
    assert "不要写人的姓名" in page.text
    one, other = report(desk, area), report(desk, area, "会议室空调 22℃")
    desk.post("/office/findings/notices", {"ids": [one.id, other.id], "due_on": "2026-03-20"})
    content = desk.get("/office/findings/notices/2026-001.docx").data
    file = Document(BytesIO(content))
    said = [line.text for line in file.paragraphs] + [cell.text for row in file.tables[0].rows for cell in row.cells]
    assert "钱多多" not in "".join(said)
    assert said[said.index("3 楼茶水间") :][:3] == ["3 楼茶水间", "行政科", "水龙头滴漏"]
    move(desk, other, "object", words="该室当天检修空调")
    assert "有异议" in desk.get("/office/findings").text
    assert "已撤销" in move(desk, other, "answer", words="属实，撤销", is_upheld="yes").text
    again = Document(BytesIO(desk.get("/office/findings/notices/2026-001.docx").data))
    assert len(again.tables[0].rows) == 2
    assert re.search(r"行政科</th><td[^>]*>1<", desk.get("/office/findings").text)


def test_steps_that_cannot_be_are_refused(desk, office):
    area = make_area(desk, office)
    finding = report(desk, area)
    for step, status in (("fix", 409), ("recheck", 409), ("object", 409), ("answer", 409), ("fly", 404)):
        assert move(desk, finding, step, words="x", in_order="yes").status_code == status
    for form, word in (
        ({"ids": "", "due_on": "2026-03-20"}, "请先勾选"),
        ({"ids": finding.id, "due_on": "2026-03-10"}, "整改期限要在明天"),
        ({"ids": finding.id, "due_on": ""}, "请填写整改期限"),
    ):
        page = desk.post("/office/findings/notices", form)
        assert (page.status_code, word in page.text) == (422, True), page.text
    assert desk.post("/office/findings/rounds", {"count": 0}).status_code == 422
    assert move(desk, finding, "dismiss", words=" ").status_code == 422
    assert "已撤销" in move(desk, finding, "dismiss", words="看错了").text
    assert desk.get("/office/findings/99").status_code == 404


def test_a_round_takes_what_was_not_looked_at_for_longest(desk, office):
    for count in range(6):
        make_area(desk, office, f"走廊 {count}")
    desk.post("/office/findings/rounds", {"count": 3})
    first = {row.area_id for row in rows_of(Inspection)}
    for row in rows_of(Inspection):
        desk.post(f"/office/findings/rounds/{row.id}", {})
    desk.post("/office/findings/rounds", {"count": 3})
    second = {row.area_id for row in rows_of(Inspection)[3:]}
    assert len(first | second) == 6


def test_a_round_that_waits_is_listed_and_not_drawn_again(desk, office):
    make_area(desk, office, "茶水间")
    make_area(desk, office, "走廊")
    assert "等待巡查" in desk.post("/office/findings/rounds", {"count": 1}).text
    desk.post("/office/findings/rounds", {"count": 2})
    assert len({row.area_id for row in rows_of(Inspection)}) == len(rows_of(Inspection)) == 2
    refused = desk.post("/office/findings/rounds", {"count": 1})
    assert (refused.status_code, "都在等待巡查" in refused.text) == (422, True)


def test_a_finding_comes_from_the_phone_once_and_without_its_reporter(desk, office, person):
    area = make_area(desk, office)
    one = person(joined=False)
    body = {"area_code": area.code.lower(), "text": "  走廊灯\u3000白天亮着 "}
    first, again = one.post("/findings", body), one.post("/findings", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    assert first.json["data"]["text"] == "走廊灯 白天亮着"
    assert one.post("/findings", {"text": "东门喷淋一直开"}).status_code == 201
    assert one.post("/findings", {"area_code": "AAAAAAAA", "text": "x"}).json["error"]["code"] == "AREA_UNKNOWN"
    make_employee(name="钱多多")
    refused = one.post("/findings", {"text": "钱多多不关灯"})
    assert (refused.status_code, list(refused.json["error"]["fields"])) == (422, ["text"])
    for text in ("", " ", "长" * 201):
        assert one.post("/findings", {"text": text}).status_code == 422
    assert one.post("/findings", {"text": "x", "who": "y"}).status_code == 422
    rows = rows_of(Finding)
    assert [(row.area_id, row.source) for row in rows] == [(area.id, "phone"), (None, "phone")]
    assert not any("account" in column or "employee" in column for column in Finding.__table__.columns.keys())  # noqa: SIM118
    page = move(desk, rows[1], "place", area_id=area.id)
    assert "3 楼茶水间" in page.text


def test_strangers_and_the_unbound_report_nothing(client, person):
    assert client.post("/findings", {"text": "x"}).status_code == 401
    assert person(bound=False).post("/findings", {"text": "x"}).status_code == 403
