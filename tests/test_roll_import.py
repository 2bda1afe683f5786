"""The staff roll through the console's front door: every kind of file, every kind of change, and back again."""

import time
from datetime import date, timedelta
from datetime import time as time_of_day
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook
from sqlalchemy import func, select

import clock
from command_line import Instance
from desk import counts, csv_file, seen, sit_down, xls, xlsx
from factories import Client, make_employee, make_person
from models import AuditEntry, Department, Employee, Posting, RollImport, session
from services import vault

TODAY = date(2026, 3, 10)
PEOPLE = [
    ("0001", "张三", "县政府办/秘书科", "13800000001", "2020-01-06", ""),
    ("0002", "李四", "县政府办/秘书科", "13800000002", "", ""),
    ("0003", "王五", "县财政局", "", "", ""),
]


@pytest.fixture(autouse=True)
def at_ten():
    with time_machine.travel(clock.at(TODAY, time_of_day(10)), tick=True):
        yield


@pytest.fixture
def desk(app):
    return sit_down(app)


def changed(people, **by_number):
    """The roll with some people's cells replaced: ``_0001={3: "…"}``; None takes the person out."""
    found = []
    for row in people:
        new = by_number.get(f"_{row[0]}", {})
        if new is not None:
            found.append(tuple(new.get(place, cell) for place, cell in enumerate(row)))
    return found


def employee(number):
    session.remove()
    return session.scalars(select(Employee).filter_by(employee_no=number)).one()


def stays(number):
    """(department, from, to) of one person, in order."""
    session.remove()
    return [
        tuple(row)
        for row in session.execute(
            select(Department.path, Posting.from_day, Posting.to_day)
            .join(Posting, Posting.department_id == Department.id)
            .join(Employee, Employee.id == Posting.employee_id)
            .where(Employee.employee_no == number)
            .order_by(Posting.from_day)
        )
    ]


def whole_roll():
    """Everything an import may touch, but for ids."""
    session.remove()
    people = select(
        Employee.employee_no, Employee.name, Employee.pinyin, Employee.phone_hash, Employee.came_on, Employee.left_on
    )
    places = select(Department.path, Department.is_closed)
    numbers = session.scalars(select(Employee.employee_no).order_by(Employee.employee_no)).all()
    return (
        session.execute(people.order_by(Employee.employee_no)).all(),
        session.execute(places.order_by(Department.path)).all(),
        [(number, stays(number)) for number in numbers],
    )


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (xlsx(PEOPLE), "a.xlsx"),
        (xls(PEOPLE), "a.xls"),
        (csv_file(PEOPLE), "a.csv"),
        (csv_file(PEOPLE, encoding="utf-8"), "b.csv"),
        (csv_file(PEOPLE, encoding="gb18030"), "c.csv"),
        (xlsx(PEOPLE), "named-wrongly.csv"),
    ],
    ids=["xlsx", "xls", "utf-8-bom", "utf-8", "gb18030", "misnamed"],
)
def test_every_kind_of_file(desk, content, name):
    preview = desk.upload(content, name)
    assert counts(preview) == {"新进": 3, "调动": 0, "离职": 0, "没有变化": 0}
    assert session.scalar(select(func.count()).select_from(Employee)) == 0, "a preview changes nothing"
    assert "名册已更新" in desk.apply(preview).text
    first = employee("0001")
    assert (first.name, first.pinyin, first.came_on, first.left_on) == ("张三", "zhang1 san1", date(2020, 1, 6), None)
    assert vault.open_sealed(first.phone_sealed, "employees.phone:0001") == "13800000001"
    assert first.phone_hash == vault.fingerprint("13800000001", "phone")
    assert employee("0003").phone_hash is None
    assert employee("0002").came_on == TODAY
    assert stays("0001") == [("县政府办/秘书科", date(2020, 1, 6), None)]
    tree = session.execute(select(Department.path, Department.name, Department.parent_id)).all()
    assert {(row.path, row.name, row.parent_id is None) for row in tree} == {
        ("县政府办", "县政府办", True),
        ("县政府办/秘书科", "秘书科", False),
        ("县财政局", "县财政局", True),
    }


def test_the_same_again_changes_nothing(desk):
    desk.import_roll(xlsx(PEOPLE))
    before = whole_roll()
    preview = desk.upload(csv_file(PEOPLE))
    assert counts(preview) == {"新进": 0, "调动": 0, "离职": 0, "没有变化": 3}
    assert "文件和现在的名册一致" in preview.text
    assert whole_roll() == before


def test_applying_twice_does_it_once(desk):
    preview = desk.upload(xlsx(PEOPLE))
    path, choice = preview.request.path.removeprefix("/console"), {"seen": seen(preview)}
    for _ in range(2):
        assert desk.post(path, choice, follow=False).location == "/console/roll/imports?done=imported"
    assert desk.get(path.replace("/console", "")).location == "/console/roll/imports"
    assert session.scalar(select(func.count()).select_from(Employee)) == 3
    assert session.scalar(select(func.count()).select_from(AuditEntry).filter_by(action="roll_import")) == 1


def test_moves_keep_history(desk):
    desk.import_roll(xlsx(PEOPLE))
    with time_machine.travel(clock.at(TODAY + timedelta(days=20), time_of_day(9))):
        later = sit_down_again(desk)
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


def sit_down_again(desk):
    return sit_down(desk.http.application)


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


BAD = [
    ("0001", "张三", "县政府办", "1380000", "", ""),
    ("", "李四", "县政府办", "", "", ""),
    ("0003", "", "县政府办", "", "", ""),
    ("0004", "赵六", "", "", "", ""),
    ("0005", "钱七", "县财政局", "", "去年", ""),
    ("0006", "孙八", "县财政局", "", "2024-05-01", "2024-04-01"),
    ("0007", "周九", "县财政局", "", "", ""),
    ("0007", "吴十", "县财政局", "", "", ""),
]


def test_every_bad_row_is_named(desk):
    preview = desk.upload(xlsx(BAD))
    table = preview.text.partition('id="bad"')[2].partition("</table>")[0]
    assert "有 7 行需要改正" in preview.text
    for line, column in [(2, "手机号"), (3, "工号"), (4, "姓名"), (5, "部门"), (6, "入职"), (7, "离职"), (9, "工号")]:
        assert f'<td class="num">{line}</td><td class="nowrap">{column}</td>' in table
    assert "1380000" not in preview.text
    refused = desk.apply(preview)
    assert refused.status_code == 422
    assert "请先改好这些行重新上传" in refused.text
    assert session.scalar(select(func.count()).select_from(Employee)) == 0
    assert "名册已更新" in desk.apply(preview, skip="yes").text
    assert session.scalars(select(Employee.employee_no)).all() == ["0007"]


def test_skipped_people_are_never_taken_for_gone(desk):
    desk.import_roll(xlsx(PEOPLE))
    preview = desk.upload(xlsx(changed(PEOPLE, _0002={3: "138"})))
    refused = desk.apply(preview, skip="yes", leave="yes", leave_on="2026-03-10")
    assert refused.status_code == 422
    assert employee("0002").left_on is None


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"<html></html>", xlsx([], titles=("甲", "乙"))])
def test_a_file_without_a_roll_is_refused_at_its_field(desk, content):
    answer = desk.upload(content)
    assert answer.status_code == 422
    assert 'id="file-fault"' in answer.text
    assert session.scalar(select(func.count()).select_from(RollImport)) == 0
    missing = desk.post("/roll/imports", {}, content_type="multipart/form-data")
    assert "请先选择名册文件" in missing.text


def test_a_huge_file_is_refused_as_a_page(desk):
    body = b"--x\r\n" + b"0" * (10 * 2**20)
    answer = desk.read(
        desk.http.post("/console/roll/imports", data=body, content_type="multipart/form-data; boundary=x")
    )
    assert (answer.status_code, answer.mimetype) == (413, "text/html")
    assert "太大" in answer.text


def test_a_stale_preview_is_not_applied(desk):
    old = desk.upload(xlsx(PEOPLE))
    desk.import_roll(xlsx(PEOPLE[:2]))
    answer = desk.apply(old)
    assert answer.status_code == 409
    assert "名册在预览之后有变动" in answer.text


def test_a_preview_is_sealed_and_forgotten(desk):
    preview = desk.upload(xlsx(PEOPLE))
    row = session.scalars(select(RollImport)).one()
    assert "13800000001" not in row.rows_sealed
    assert "张三" not in str(row.summary)
    path = preview.request.path.removeprefix("/console")
    assert "已放弃这次导入" in desk.post(f"{path}/discard").text
    session.remove()
    assert session.scalars(select(RollImport)).one().rows_sealed is None
    assert desk.get(path).status_code == 410
    assert desk.get("/roll/imports/999").status_code == 404
    second = desk.upload(xlsx(PEOPLE)).request.path.removeprefix("/console")
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        assert sit_down_again(desk).get(second).status_code == 410


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
        later = sit_down_again(desk)
        later.get("/roll/imports")
        assert later.post("/roll/imports/1/undo").status_code == 409


def test_every_import_is_in_the_log_without_phones(desk):
    desk.import_roll(xlsx(PEOPLE), skip="yes")
    entry = session.scalars(select(AuditEntry).filter_by(action="roll_import")).one()
    assert (entry.actor, entry.subject, entry.change["came"]) == ("测试owner", "名册.xlsx", 3)
    assert "1380" not in str(entry.change)
    assert "测试owner" in desk.get("/roll/imports").text


def test_the_template_reads_back(desk):
    answer = desk.get("/roll/imports/template.xlsx")
    sheet = load_workbook(BytesIO(answer.data)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["工号", "姓名", "部门", "手机号", "入职", "离职"]
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    refused = desk.upload(answer.data)
    assert "表头下面没有人员" in refused.text


def test_a_search_finds_and_masks(desk):
    desk.import_roll(xlsx(PEOPLE))
    page = desk.get("/roll?q=张")
    assert "138****0001" in page.text
    assert "13800000001" not in page.text
    assert "李四" not in page.text
    assert "李四" in desk.get("/roll/people?q=0002").text
    assert "没有找到" in desk.get("/roll?q=%25").text


def test_an_invite_is_shown_once_and_binds(desk, app, person):
    desk.import_roll(xlsx(PEOPLE))
    desk.get("/roll/people/0001")
    page = desk.post("/roll/people/0001/invite")
    code = page.text.partition("<code>")[2].partition("</code>")[0]
    assert code not in desk.get("/roll/people/0001").text
    somebody = person(bound=False)
    binding = {"employee_no": "0001", "name": "张三", "invite_code": code}
    assert somebody.post("/binding", binding).status_code == 200
    assert session.scalars(select(AuditEntry.subject).filter_by(action="invite")).all() == ["0001"]


def test_the_roll_says_nothing_about_who_takes_part(desk, app):
    """A participant, a bound person and an outsider look the same but for their names."""
    for number, values in {"T1": {}, "T2": {"joined": False}, "T3": {"bound": False}}.items():
        if number != "T3":
            make_person(app, employee_no=number, name="某人", **values)
        else:
            make_employee(employee_no=number, name="某人")
    for path in ("/roll/people/{}", "/roll?q={}", "/roll/people?q={}"):
        pages = {desk.get(path.format(number)).text.replace(number, "NO") for number in ("T1", "T2", "T3")}
        assert len(pages) == 1


def test_a_moved_person_keeps_checking_in(desk, app):
    """What a check-in needs of the roll is there after an import: a department on the day."""
    desk.import_roll(xlsx([("0001", "张三", "县政府办", "", "2020-01-06", "")]))
    somebody = make_person(app, employee_no="P1", name="在册", department="县政府办")
    desk.import_roll(xlsx([("P1", "在册", "县财政局", "", "", "")]))
    assert isinstance(somebody, Client)
    assert somebody.check_in().status_code == 201
    session.remove()
    assert stays("P1")[-1][0] == "县财政局"


def test_twenty_thousand_people(desk):
    rows = [
        (f"{number:05}", f"职工{number}", f"单位{number % 40}/科室{number % 400}", f"13{number:09}", "2020-01-01", "")
        for number in range(20_000)
    ]
    content = xlsx(rows)
    start = time.monotonic()
    preview = desk.upload(content)
    assert counts(preview)["新进"] == 20_000
    assert "名册已更新" in desk.apply(preview).text
    assert time.monotonic() - start < 30
    again = desk.upload(content)
    assert counts(again)["没有变化"] == 20_000


def test_import_from_the_command_line(tmp_path):
    office, file, bad = Instance(tmp_path / "instance"), tmp_path / "名册.xlsx", tmp_path / "bad.csv"
    file.write_bytes(xlsx(PEOPLE))
    bad.write_bytes(csv_file(BAD))
    office.run("setup")
    code, said = office.run("import-roll", file)
    assert code == 0
    assert "新进：3" in said
    assert "加 --apply 生效" in said
    assert "名册已更新" in office.run("import-roll", file, "--apply")[1]
    assert "没有变化：3" in office.run("import-roll", file)[1]
    code, said = office.run("import-roll", bad, "--apply")
    assert code == 1
    assert "第 2 行：手机号" in said
    assert office.run("import-roll", bad, "--apply", "--skip-bad-rows")[0] == 0
    assert office.run("import-roll", tmp_path / "none.xlsx")[0] == 1
