"""The staff roll through the console's front door: every kind of file, bad rows, staging, and the command line."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook
from sqlalchemy import func, select

import clock
from command_line import Instance
from desk import counts, seen, sit_down
from factories import make_employee, make_person
from models import AuditEntry, Department, Employee, RollImport, session
from rolls import PEOPLE, TEN, TODAY, changed, csv_file, employee, stays, xls, xlsx
from services import vault


@pytest.fixture(autouse=True)
def at_ten():
    with time_machine.travel(TEN, tick=True):
        yield


@pytest.fixture
def desk(app):
    return sit_down(app)


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


def test_applying_twice_does_it_once(desk):
    preview = desk.upload(xlsx(PEOPLE))
    path, choice = preview.request.path.removeprefix("/console"), {"seen": seen(preview)}
    for _ in range(2):
        assert desk.post(path, choice, follow=False).location == "/console/roll/imports?done=imported"
    assert desk.get(path.replace("/console", "")).location == "/console/roll/imports"
    assert session.scalar(select(func.count()).select_from(Employee)) == 3
    assert session.scalar(select(func.count()).select_from(AuditEntry).filter_by(action="roll_import")) == 1


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
    assert "13800000001" not in str(row.rows_sealed)
    assert "张三" not in str(row.summary)
    path = preview.request.path.removeprefix("/console")
    assert "已放弃这次导入" in desk.post(f"{path}/discard").text
    session.remove()
    assert session.scalars(select(RollImport)).one().rows_sealed is None
    assert desk.get(path).status_code == 410
    assert desk.get("/roll/imports/999").status_code == 404
    second = desk.upload(xlsx(PEOPLE)).request.path.removeprefix("/console")
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        assert sit_down(desk.http.application).get(second).status_code == 410


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


def test_twenty_thousand_people(desk):
    rows = [
        (f"{number:05}", f"职工{number}", f"单位{number % 40}/科室{number % 400}", f"13{number:09}", "2020-01-01", "")
        for number in range(20_000)
    ]
    content = xlsx(rows)
    start = time.process_time()
    preview = desk.upload(content)
    assert counts(preview)["新进"] == 20_000
    assert "名册已更新" in desk.apply(preview).text
    assert time.process_time() - start < 30  # seconds of CPU: the machine may be busy with other things


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


def test_two_managers_at_once_do_it_once(desk, app):
    preview = desk.upload(xlsx(PEOPLE))
    path, choice = preview.request.path.removeprefix("/console"), {"seen": seen(preview)}
    desks = [sit_down(app) for _ in range(4)]
    for other in desks:
        other.get(path)
    with ThreadPoolExecutor(len(desks)) as pool:
        answers = list(pool.map(lambda other: other.post(path, choice, follow=False).status_code, desks))
    assert answers == [303] * 4
    assert session.scalar(select(func.count()).select_from(Employee)) == 3
    assert session.scalar(select(func.count()).select_from(AuditEntry).filter_by(action="roll_import")) == 1
