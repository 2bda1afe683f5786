"""What a newer roll changes in ours, and that it can be taken back."""

from datetime import date, time, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

import clock
from desk import counts, sit_down
from factories import make_person
from models import Department, Employee, RollImport, session
from rolls import PEOPLE, TEN, TODAY, changed, csv_file, employee, stays, whole_roll, xlsx
from services import vault


@pytest.fixture(autouse=True)
def at_ten():
    with time_machine.travel(TEN, tick=True):
        yield


@pytest.fixture
def desk(app):
    return sit_down(app)


def test_the_same_again_changes_nothing(desk):
    desk.import_roll(xlsx(PEOPLE))
    before = whole_roll()
    preview = desk.upload(csv_file(PEOPLE))
    assert counts(preview) == {"新进": 0, "调动": 0, "离职": 0, "没有变化": 3}
    assert "文件和现在的名册一致" in preview.text
    assert whole_roll() == before


def test_moves_keep_history(desk):
    desk.import_roll(xlsx(PEOPLE))
    with time_machine.travel(clock.at(TODAY + timedelta(days=20), time(9))):
        later = sit_down(desk.http.application)
        preview = later.upload(xlsx(changed(PEOPLE, _0001={2: "县财政局/预算科"})))
        assert counts(preview)["调动"] == 1
        assert "县政府办/秘书科 → 县财政局/预算科" in preview.text
        later.apply(preview)
        moved_on = TODAY + timedelta(days=20)
        assert stays("0001") == [
            ("县政府办/秘书科", date(2020, 1, 6), moved_on),
            ("县财政局/预算科", moved_on, None),
        ]
        later.import_roll(xlsx(changed(PEOPLE, _0001={2: "县审计局"})))
        assert stays("0001")[-1] == ("县审计局", moved_on, None), "twice on one day is one move"
        session.remove()
        closed = session.scalars(select(Department.path).filter_by(is_closed=True)).all()
        assert closed == ["县财政局/预算科"]


def test_names_phones_and_days_are_corrected(desk):
    desk.import_roll(xlsx(PEOPLE))
    new = changed(PEOPLE, _0001={1: "张叁", 3: "13900000009"}, _0002={3: "", 4: "2015-07-01"}, _0003={3: "13700000003"})
    preview = desk.upload(xlsx(new))
    assert counts(preview) == {
        "新进": 0, "调动": 0, "改名": 1, "改手机号": 2, "改入职日期": 1, "离职": 0, "没有变化": 0,
    }  # fmt: skip
    assert "13900000009" not in preview.text
    assert "尾号 0009" in preview.text
    desk.apply(preview)
    assert (employee("0001").name, employee("0001").pinyin) == ("张叁", "zhang1 san1")
    assert vault.open_sealed(employee("0001").phone_sealed, "employees.phone:0001") == "13900000009"
    assert employee("0002").phone_hash == vault.fingerprint("13800000002", "phone"), "an empty cell takes none away"
    assert stays("0002") == [("县政府办/秘书科", date(2015, 7, 1), None)]
    assert counts(desk.upload(xlsx(new)))["没有变化"] == 3


def test_leaving_by_the_file(desk):
    desk.import_roll(xlsx(PEOPLE))
    new = changed(PEOPLE, _0001={5: "2026-03-06"}, _0002={5: "2026-03-31"})
    assert counts(desk.upload(xlsx(new)))["离职"] == 2
    desk.import_roll(xlsx(new))
    assert employee("0001").left_on == date(2026, 3, 7), "the file names the last day on the roll"
    assert stays("0001")[-1][2] == date(2026, 3, 7)
    assert employee("0002").left_on == date(2026, 4, 1)
    assert counts(desk.upload(xlsx(new)))["没有变化"] == 3
    assert desk.get("/roll/people/0001").status_code == 404
    assert desk.get("/roll/people/0002").status_code == 200


def test_who_left_before_we_knew_them_is_not_imported(desk):
    preview = desk.upload(xlsx([*PEOPLE, ("0009", "早走", "县财政局", "", "2010-01-01", "2024-12-31")]))
    assert counts(preview)["早已离职（不导入）"] == 1
    desk.apply(preview)
    assert session.scalar(select(func.count()).select_from(Employee)) == 3


def test_who_is_missing_stays_unless_said_otherwise(desk):
    desk.import_roll(xlsx(PEOPLE))
    rest = xlsx(changed(PEOPLE, _0002=None))
    preview = desk.upload(rest)
    assert counts(preview)["名册外人员"] == 1
    desk.apply(preview)
    assert employee("0002").left_on is None
    preview = desk.upload(rest)
    refused = desk.apply(preview, leave="yes", leave_on="2029-01-01")
    assert refused.status_code == 422
    assert "请填最近一年内" in refused.text
    assert desk.apply(preview, leave="yes", leave_on="昨天").status_code == 422
    assert "名册外 1 人按离职处理" in desk.apply(preview, leave="yes", leave_on="2026-03-09").text
    assert employee("0002").left_on == date(2026, 3, 9)
    assert counts(desk.upload(xlsx(PEOPLE)))["重新入册"] == 1


def test_coming_back(desk):
    desk.import_roll(xlsx(PEOPLE))
    desk.import_roll(xlsx(changed(PEOPLE, _0001={5: "2026-03-06"})))
    back = changed(PEOPLE, _0001={2: "县财政局", 4: "2020-01-06"})
    desk.import_roll(xlsx(back))
    assert employee("0001").left_on is None
    assert stays("0001") == [
        ("县政府办/秘书科", date(2020, 1, 6), date(2026, 3, 7)),
        ("县财政局", TODAY, None),
    ]
    assert counts(desk.upload(xlsx(back)))["没有变化"] == 3


def test_the_latest_import_can_be_undone(desk):
    desk.import_roll(xlsx(PEOPLE))
    before = whole_roll()
    new = changed(PEOPLE, _0001={1: "张叁", 2: "县审计局", 3: "13900000001"}, _0002={5: "2026-03-01"}, _0003=None)
    new.append(("0004", "赵六", "县教育局", "", "2025-01-01", ""))
    preview = desk.upload(xlsx(new))
    desk.apply(preview, leave="yes", leave_on="2026-03-10")
    assert whole_roll() != before
    first, second = session.scalars(select(RollImport.id).order_by(RollImport.id)).all()
    assert desk.post(f"/roll/imports/{first}/undo").status_code == 409
    assert "已撤销这次导入" in desk.post(f"/roll/imports/{second}/undo").text
    people, places, history = whole_roll()
    assert [row for row in people if row.employee_no != "0004"] == before[0]
    assert [row for row in places if row.path not in ("县审计局", "县教育局")] == before[1]
    assert [one for one in history if one[0] != "0004"] == before[2]
    assert desk.get("/roll/people/0004").status_code == 404
    assert desk.post(f"/roll/imports/{second}/undo").status_code == 409
    desk.import_roll(xlsx(new))
    assert stays("0004") == [("县教育局", date(2025, 1, 1), None)]


def test_an_import_is_undone_within_a_week_only(desk):
    desk.import_roll(xlsx(PEOPLE))
    with time_machine.travel(clock.now() + timedelta(days=8)):
        later = sit_down(desk.http.application)
        later.get("/roll/imports")
        assert later.post("/roll/imports/1/undo").status_code == 409


def test_a_moved_person_keeps_checking_in(desk, app):
    """What a check-in needs of the roll is there after an import: a department on the day."""
    desk.import_roll(xlsx([("0001", "张三", "县政府办", "", "2020-01-06", "")]))
    somebody = make_person(app, employee_no="P1", name="在册", department="县政府办")
    desk.import_roll(xlsx([("P1", "在册", "县财政局", "", "", "")]))
    assert somebody.check_in().status_code == 201
    session.remove()
    assert stays("P1")[-1][0] == "县财政局"
