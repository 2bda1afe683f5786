"""The tree of departments by hand, the page of one of them, and the slips that are handed out in it."""

import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook
from sqlalchemy import func, select

import clock
from desk import found, sit_down
from factories import make_department, make_employee
from models import AuditEntry, Department, Employee, Invite, Posting, session, transaction
from rolls import PEOPLE, TEN, stays, xlsx
from services.audit import chain as audit_chain
from services.pinyin import sort_key


@pytest.fixture(autouse=True)
def at_ten():
    with time_machine.travel(TEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(app):
    desk = sit_down(app)
    desk.import_roll(xlsx(PEOPLE))
    return desk


def department(path):
    session.remove()
    return session.scalars(select(Department).filter_by(path=path)).one()


def open_paths():
    session.remove()
    return set(session.scalars(select(Department.path).filter_by(is_closed=False)))


def change(desk, path, what, **form):
    """Send one of the forms of a department's own page, as it stands there."""
    one = department(path)
    page = desk.get(f"/roll/departments/{one.id}")
    seen = found(r'name="seen" value="([^"]+)"', page.text)
    return desk.post(f"/roll/departments/{one.id}/{what}", {"seen": seen} | form)


def log():
    session.remove()
    entries = session.scalars(select(AuditEntry).filter_by(action="department").order_by(AuditEntry.id))
    return [(entry.change["kind"], *entry.change["path"]) for entry in entries]


def test_a_department_is_added_renamed_moved_and_closed(desk):
    office = department("县政府办").id
    page = desk.post("/roll/departments", {"name": "信息科", "parent": str(office)})
    assert "已新设" in page.text
    assert "现在没有人" in page.text
    change(desk, "县政府办/信息科", "name", name="数据科")
    change(desk, "县政府办/数据科", "parent", parent=str(department("县财政局").id))
    assert "已撤销" in change(desk, "县财政局/数据科", "close").text
    assert open_paths() == {"县政府办", "县政府办/秘书科", "县财政局"}
    assert log() == [
        ("新设", "", "县政府办/信息科"),
        ("更名", "县政府办/信息科", "县政府办/数据科"),
        ("调整隶属", "县政府办/数据科", "县财政局/数据科"),
        ("撤销", "县财政局/数据科", ""),
    ]
    desk.post("/roll/departments", {"name": "数据科", "parent": str(department("县财政局").id)})
    page = desk.get(f"/roll/departments/{department('县财政局/数据科').id}").text
    assert re.findall(r"<td class=\"nowrap\">(新设|更名|调整隶属|撤销|恢复)</td>", page) == [
        "恢复", "撤销", "调整隶属", "更名", "新设",
    ]  # fmt: skip


def test_those_below_follow_and_people_stay(desk):
    change(desk, "县政府办", "name", name="县政府办公室")
    assert open_paths() == {"县政府办公室", "县政府办公室/秘书科", "县财政局"}
    assert stays("0001") == [("县政府办公室/秘书科", date(2020, 1, 6), None)]
    below = department("县政府办公室/秘书科")
    assert (below.name, below.pinyin) == ("秘书科", sort_key("县政府办公室/秘书科"))


def test_what_was_made_by_hand_outlives_the_next_import(desk):
    desk.post("/roll/departments", {"name": "筹备组", "parent": ""})
    desk.import_roll(xlsx(PEOPLE[:2]), leave="yes", leave_on="2026-03-10")
    assert open_paths() == {"县政府办", "县政府办/秘书科", "筹备组"}
    with transaction():
        assert audit_chain.check() is None


@pytest.mark.parametrize("name", ["", "  ", "甲/乙", "科" * 65, "秘书科"])
def test_a_name_that_will_not_do(desk, name):
    before = open_paths()
    answer = desk.post("/roll/departments", {"name": name, "parent": str(department("县政府办").id)})
    assert answer.status_code == 422
    assert 'id="name-fault"' in answer.text
    assert open_paths() == before


def test_a_tree_has_no_circles(desk):
    answer = change(desk, "县政府办", "parent", parent=str(department("县政府办/秘书科").id))
    assert answer.status_code == 422
    assert "不能移到它自己或它的下级之下" in answer.text
    assert change(desk, "县政府办", "parent", parent=str(department("县政府办").id)).status_code == 422


def test_a_department_with_people_stays(desk):
    answer = change(desk, "县政府办", "close")
    assert answer.status_code == 409
    assert "还有 2 人在这里" in answer.text
    assert "县政府办/秘书科" in open_paths()


def test_the_second_of_two_managers_sees_what_changed(desk, app):
    other = sit_down(app, "manager")
    other.get("/")
    change(desk, "县财政局", "name", name="财政局")
    answer = other.post(f"/roll/departments/{department('财政局').id}/name", {"seen": "县财政局", "name": "县财局"})
    assert answer.status_code == 409
    assert "刚刚改成了“财政局”" in answer.text
    assert "财政局" in open_paths()


def test_two_at_once_make_one_department(desk, app):
    desks = [sit_down(app) for _ in range(4)]
    for one in desks:
        one.get("/")
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda one: one.post("/roll/departments", {"name": "新局"}).status_code, desks))
    assert sorted(answers) == [200, 422, 422, 422]
    session.remove()
    assert session.scalar(select(func.count(Department.id)).filter_by(path="新局")) == 1


def test_a_manager_of_one_tree_changes_only_what_is_below(desk, app):
    top = department("县政府办")
    mine = sit_down(app, "manager", top.id)
    assert "确定撤销" not in mine.get(f"/roll/departments/{top.id}").text
    seen = {"seen": "县政府办", "name": "别的"}
    assert mine.post(f"/roll/departments/{top.id}/name", seen).status_code == 409
    assert mine.post("/roll/departments", {"name": "别的", "parent": ""}).status_code == 409
    assert mine.post("/roll/departments", {"name": "别的", "parent": str(department("县财政局").id)}).status_code == 404
    assert "已新设" in mine.post("/roll/departments", {"name": "信息科", "parent": str(top.id)}).text
    section = department("县政府办/信息科")
    away = {"seen": section.path, "parent": str(department("县财政局").id)}
    assert mine.post(f"/roll/departments/{section.id}/parent", away).status_code == 404
    assert mine.post(f"/roll/departments/{section.id}/parent", away | {"parent": ""}).status_code == 409


def test_the_page_shows_people_and_who_came_and_went(desk, at_ten):
    at_ten.shift(timedelta(days=5))
    later = sit_down(desk.http.application)
    moved = [*PEOPLE[:1], (*PEOPLE[1][:2], "县财政局", *PEOPLE[1][3:]), PEOPLE[2]]
    later.import_roll(xlsx(moved))
    page = later.get(f"/roll/departments/{department('县财政局').id}").text
    assert "在册 2 人" in page
    movements = found(r"近一年人员进出</h2>(.*?)</section>", page)
    assert re.findall(r"<td>(到|离)</td><td>(\d+)</td>", movements) == [("到", "0002"), ("到", "0003")]
    office = later.get(f"/roll/departments/{department('县政府办').id}").text
    assert ("离", "0002") in re.findall(r"<td>(到|离)</td><td>(\d+)</td>", office)
    person = later.get("/roll/people/0002").text
    history = re.sub(r"<[^>]+>", " ", found(r"任职经历</h2>(.*?)</section>", person))
    assert re.sub(r"\s+", " ", history).strip() == (
        "部门 自 至 县财政局 2026年3月15日 现在 县政府办/秘书科 2026年3月10日 2026年3月14日"
    )


def test_moves_inside_a_unit_are_no_coming_and_going(desk, at_ten):
    at_ten.shift(timedelta(days=5))
    later = sit_down(desk.http.application)
    later.import_roll(xlsx([(*PEOPLE[0][:2], "县政府办/综合科", *PEOPLE[0][3:]), *PEOPLE[1:]]))
    page = later.get(f"/roll/departments/{department('县政府办').id}").text
    assert "2026年3月15日" not in found(r"近一年人员进出</h2>(.*?)</section>", page)


def test_a_long_department_is_turned_over(app):
    for number in range(60):
        make_employee("县政府办/秘书科", employee_no=f"N{number:03}", name=f"某{number:03}")
    desk = sit_down(app)
    path = f"/roll/departments/{department('县政府办').id}"
    assert "共 60 人，第 1／2 页" in desk.get(path).text
    assert "N059" in desk.get(f"{path}?page=2").text


def slips(desk, path="县政府办", **args):
    return desk.post(f"/roll/departments/{department(path).id}/slips.pdf", **args)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is missing")
def test_slips_carry_codes_that_work_once_each(desk, person):
    answer = slips(desk)
    assert answer.mimetype == "application/pdf"
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=answer.data, capture_output=True, check=True).stdout
    words = text.decode()
    codes = re.findall(r"\b([2-9A-Z]{5}) - ([2-9A-Z]{5})\b", words)
    assert len(codes) == 2
    assert "张三" in words
    assert "李四" in words
    assert "王五" not in words
    binding = {
        "employee_no": "0001",
        "name": "张三",
        "invite_code": "-".join(codes[words.index("张三") > words.index("李四")]),
    }
    assert person(bound=False).post("/binding", binding).status_code == 200
    entry = session.scalars(select(AuditEntry).filter_by(action="invite_slips")).one()
    assert (entry.subject, entry.change) == ("县政府办", {"count": 2})
    assert not any("".join(code) in str(entry.change) for code in codes)


def test_slips_replace_the_codes_before(desk):
    slips(desk)
    before = set(session.scalars(select(Invite.code_hash)))
    slips(desk)
    session.remove()
    after = set(session.scalars(select(Invite.code_hash)))
    assert len(after) == 2
    assert not before & after


def test_too_many_slips_for_one_file_say_so(app, monkeypatch):
    monkeypatch.setattr("services.printing.invite_slips.MOST", 2)
    for _ in range(3):
        make_employee("县政府办/秘书科")
    answer = slips(sit_down(app))
    assert answer.status_code == 422
    assert "请按下级部门分开打印" in answer.text
    assert session.scalar(select(func.count(Invite.id))) == 0
    make_department("空局")
    assert slips(sit_down(app), "空局").status_code == 404


def test_a_whole_phone_number_is_shown_for_a_reason_that_is_logged(desk, app):
    path = "/roll/people/0001"
    assert "13800000001" not in desk.get(path).text
    for reason in ("", "  ", "看看"):
        refused = desk.post(f"{path}/phone", {"reason": reason})
        assert refused.status_code == 422
        assert "13800000001" not in refused.text
    page = desk.post(f"{path}/phone", {"reason": "本人来电核对号码"})
    assert "13800000001" in page.text
    assert "13800000001" not in desk.get(path).text
    entry = session.scalars(select(AuditEntry).filter_by(action="phone.reveal")).one()
    assert (entry.subject, entry.reason) == ("0001", "本人来电核对号码")
    assert "13800000001" not in str([entry.change, entry.reason, entry.subject])
    assert desk.post("/roll/people/0003/phone", {"reason": "本人来电核对号码"}).status_code == 404
    assert sit_down(app, "reader").post(f"{path}/phone", {"reason": "本人来电核对"}).status_code == 403


def test_the_roll_as_a_workbook(desk, app):
    answer = desk.post("/roll/export.xlsx")
    sheet = load_workbook(BytesIO(answer.data)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows[0] == ["工号", "姓名", "部门", "手机号", "入职"]
    assert [row[0] for row in rows[1:]] == ["0003", "0001", "0002"]
    assert rows[2][3] == "138****0001"
    assert sheet["A4"].data_type == "s"
    assert rows[1][4].date() == date(2026, 3, 10)
    mine = sit_down(app, "manager", department("县财政局").id)
    mine.get("/")
    own = load_workbook(BytesIO(mine.post("/roll/export.xlsx").data)).worksheets[0]
    assert own.max_row == 4
    subjects = session.scalars(select(AuditEntry.subject).filter_by(action="roll.export").order_by(AuditEntry.id)).all()
    assert subjects == ["全单位", "县财政局"]


def test_undoing_an_import_brings_people_back_to_a_renamed_department(desk, at_ten):
    at_ten.shift(timedelta(days=1))
    later = sit_down(desk.http.application)
    later.import_roll(xlsx([(*PEOPLE[0][:2], "县审计局", *PEOPLE[0][3:]), *PEOPLE[1:]]))
    change(later, "县政府办/秘书科", "name", name="文秘科")
    undo = found(r'action="/console(/roll/imports/\d+/undo)"', later.get("/roll/imports").text)
    assert "已撤销这次导入" in later.post(undo).text
    assert stays("0001") == [("县政府办/文秘科", date(2020, 1, 6), None)]
    session.remove()
    assert session.scalar(select(func.count(Posting.id)).join(Employee).where(Employee.employee_no == "0001")) == 1
    assert clock.today() == date(2026, 3, 11)
