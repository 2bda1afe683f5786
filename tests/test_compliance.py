"""国办函〔2026〕12号 as a room: every point with its live state, the switches, the papers, the self-check sheet."""

import re
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from sqlalchemy import select, text

from config import ROOT
from desk import found, sit_down
from factories import make_department, make_employee, make_person
from models import AuditEntry, Employee, Participation, session, transaction
from services.compliance import compliance, filing, switches
from services.compliance.compliance import ATTENTION, KEPT, OFF

PAPERS = {
    "authority": "县政府办公室", "person": "信息科", "project_no": "县数〔2026〕3号", "project_on": "2026-03-01",
    "record_no": "MP-001", "record_on": "2026-04-01", "accepted_no": "通过", "accepted_on": "2026-06-30",
}  # fmt: skip


@pytest.fixture
def desk(app):
    return sit_down(app)


def state(key):
    session.remove()
    with transaction(reading=True):
        return next(one.finding for one in compliance.look() if one.point.key == key)


def test_a_fresh_office_keeps_every_point_but_its_papers(desk):
    states = {one.point.key: one.finding.state for one in compliance.look()}
    left = {key for key, found in states.items() if found == ATTENTION}
    assert left <= {"papers", "suggestions"}
    assert (states["people_board"], states["reminders"]) == (OFF, OFF)
    page = desk.get("/compliance").text
    for one in compliance.POINTS:
        assert one.title in page


def test_the_tests_that_are_named_are_there():
    for point in compliance.POINTS:
        path, _, name = point.tests.partition("::")
        if point.key != "suggestions" or state_of_table():
            assert (ROOT / path).is_file(), point.key
            assert not name or f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), point.key


def state_of_table():
    return compliance.suggestions().state == KEPT


def test_what_goes_wrong_shows(desk, app):
    """Each point watches something: break it, and the point says so."""
    person = make_person(app, phone="13800000001")
    with transaction():
        part = session.scalars(select(Participation)).one()
        part.policy_version = ""
    assert state("consent").state == ATTENTION
    with transaction():
        part = session.scalars(select(Participation)).one()
        part.policy_version, part.account_id, part.on_people_board = "2026-11", None, True
    assert state("consent").state == KEPT
    assert state("leaving").state == ATTENTION
    assert state("sealed").state == KEPT
    with transaction():
        session.get_one(Employee, person.employee_id).phone_sealed = "13800000001"
    assert "未加密的：1 条" in state("sealed").evidence
    assert state("sealed").state == ATTENTION


def test_a_column_for_places_or_times_would_be_seen():
    assert compliance.columns(compliance.NO_COLUMNS) == []
    assert compliance.columns(compliance.NO_TIMES) == []
    assert "console_sessions.seen_at" in compliance.columns(("seen",)), "the look at the tables works"


def test_a_changed_log_shows(desk):
    with transaction():
        for trigger in ("audit_entries_keep", "audit_entries_stay"):
            if session.get_bind().dialect.name == "sqlite":
                session.execute(text(f"DROP TRIGGER {trigger}"))
        if session.get_bind().dialect.name != "sqlite":
            session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(text("UPDATE audit_entries SET subject = 'x' WHERE number = 1"))
    assert "第 1 条处断开" in desk.get("/compliance").text


def test_a_switch_needs_a_reason_and_is_logged(desk):
    desk.get("/compliance")
    for reason in ("", " ", "试试"):
        refused = desk.post("/compliance/switches/people_board_on", {"is_on": "yes", "reason": reason})
        assert refused.status_code == 422
        assert 'id="people_board_on-fault"' in refused.text
    assert not switches.is_on(switches.PEOPLE_BOARD)
    page = desk.post("/compliance/switches/people_board_on", {"is_on": "yes", "reason": "节能宣传周自愿报名"})
    assert "已开启，理由已记入操作日志" in page.text
    assert "理由：节能宣传周自愿报名" in page.text
    desk.post("/compliance/switches/people_board_on", {"is_on": "yes", "reason": "再来一次，没有变化"})
    assert "已关闭" in desk.post("/compliance/switches/people_board_on", {"is_on": "no"}).text
    session.remove()
    entries = session.scalars(select(AuditEntry).filter_by(action="people_board.switch").order_by(AuditEntry.id)).all()
    assert [(entry.change, entry.reason) for entry in entries] == [
        ({"is_on": [False, True]}, "节能宣传周自愿报名"),
        ({"is_on": [True, False]}, ""),
    ]
    assert desk.post("/compliance/switches/tracking", {"is_on": "yes", "reason": "想看看在哪里"}).status_code == 404


def test_the_papers_are_kept_and_complete_the_point(desk):
    assert "主管单位" in state("papers").evidence
    wrong = desk.post("/compliance/filing", PAPERS | {"record_on": "四月", "authority": "长" * 121})
    assert wrong.status_code == 422
    assert 'id="record_on-fault"' in wrong.text
    assert 'id="authority-fault"' in wrong.text
    assert 'value="MP-001"' in wrong.text, "what was filled in stays"
    assert filing.current()["record_no"] == ""
    assert "备案资料已保存" in desk.post("/compliance/filing", PAPERS).text
    assert state("papers").state == KEPT
    desk.post("/compliance/filing", PAPERS)
    session.remove()
    entry = session.scalars(select(AuditEntry).filter_by(action="filing")).one()
    assert entry.change["after"]["备案编号"] == "MP-001"


def test_readers_see_and_do_not_change(app):
    reader = sit_down(app, "reader")
    page = reader.get("/compliance")
    assert "开启的理由" not in page.text
    assert reader.post("/compliance/switches/photos_on", {"is_on": "yes", "reason": "想要照片"}).status_code == 403
    assert reader.post("/compliance/filing", PAPERS).status_code == 403
    tree = sit_down(app, "manager", make_department("县财政局"))
    tree.get("/")
    assert tree.post("/compliance/switches/photos_on", {"is_on": "yes", "reason": "想要照片"}).status_code == 403
    assert reader.get("/compliance/self-check.docx").status_code == 200


def test_the_self_check_sheet(desk):
    make_employee(name="甄不参")
    desk.post("/compliance/switches/photos_on", {"is_on": "yes", "reason": "光盘行动自愿附图"})
    desk.post("/compliance/filing", PAPERS)
    answer = desk.get("/compliance/self-check.docx")
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    file = Document(BytesIO(answer.data))
    points, turned, papers = file.tables
    assert [cell.text for cell in points.rows[0].cells] == ["序号", "事项", "要求", "现状", "依据"]
    assert [row.cells[1].text for row in points.rows[1:]] == [point.title for point in compliance.POINTS]
    assert [cell.text for cell in turned.rows[2].cells][1::3] == ["开启", "光盘行动自愿附图"]
    assert "县数〔2026〕3号" in [row.cells[1].text for row in papers.rows]
    fonts = {run._element.rPr.rFonts.get(qn("w:eastAsia")) for line in file.paragraphs for run in line.runs}
    assert fonts == {"方正小标宋简体", "仿宋_GB2312", "黑体"}
    words = re.sub(r"\s", "", "".join(line.text for line in file.paragraphs))
    assert "国办函〔2026〕12号" in words
    assert "甄不参" not in words + "".join(cell.text for one in file.tables for row in one.rows for cell in row.cells)


def test_the_room_counts_nobody_out(desk, app):
    """The sentences are the same however many on the roll do not take part."""
    before = desk.get("/compliance").text
    for _ in range(3):
        make_employee()
    after = desk.get("/compliance").text
    assert found(r"逐项状态(.*?)<h2>开关", after) == found(r"逐项状态(.*?)<h2>开关", before)
