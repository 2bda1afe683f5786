"""Excel out of every room that lists something: numbers as numbers, words as words, nobody named in vain."""

from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook
from sqlalchemy import select

from desk import sit_down
from factories import grow, make_department, make_employee, make_person
from models import AuditEntry, Department, Meter, Suggestion, WasteItem, session, transaction
from services.audit import trail as audit
from services.bins import bins
from services.bins.bins import NewBin
from services.campaigns import campaigns
from services.demonstration import office as demonstration_office
from services.demonstration import rounds as demonstration_rounds

FORMULA = "=1+1"
TITLES = {
    "/roll/departments/departments.xlsx": ("部门一览", "部门"),
    "/calendar-days/calendar.xlsx?year=2026": ("2026年工作日历", "日期"),
    "/bins/bins.xlsx": ("分类桶一览", "编码"),
    "/campaigns/campaigns.xlsx": ("主题活动台账", "名称"),
    "/suggestions/figures.xlsx": ("投诉建议月度情况", "月份"),
    "/reminders/reminders.xlsx": ("定时提醒一览", "提醒"),
    "/managers/managers.xlsx": ("工作台人员一览", "姓名"),
    "/waste-items/waste-items.xlsx": ("分类词典增补和更正", "名称"),
    "/office/meters/meters.xlsx": ("计量表一览", "名称"),
    "/office/vehicles/vehicles.xlsx?year=2025": ("2025年公务用车台账", "车辆"),
    "/office/indicators/indicators.xlsx?year=2025": ("2025年能耗指标", "指标"),
    "/office/areas/areas.xlsx": ("公共区域一览", "区域"),
    "/office/findings/findings.xlsx": ("公共区域巡查台账", "编号"),
    "/office/papers/papers.xlsx": ("制度文件一览", "文件"),
    "/office/papers/facts.xlsx?year=2026": ("2026年度事项", "事项"),
}


@pytest.fixture
def autumn():
    with time_machine.travel("2026-10-20T02:00:00Z", tick=False):
        yield


@pytest.fixture
def office(app, autumn):
    """A little of everything, with words that Excel would take for sums."""
    with transaction():
        demonstration_office.make()
        for path in {path for _, _, path in demonstration_rounds.AREAS}:
            grow(path)
        demonstration_rounds.make()
        bins.make(NewBin(FORMULA, "3 楼", "", ["kitchen"]), audit.COMMAND_LINE)
        days = (demonstration_office.clock.today(),) * 2
        campaigns.make(campaigns.Draft(FORMULA, campaigns.OWN, *days, "", "", "", False), audit.COMMAND_LINE)
        session.scalars(select(Meter).order_by(Meter.id)).first().name = FORMULA
        session.add(WasteItem(name=FORMULA, category="kitchen", reason="本地要求", actor="张三"))
    assert make_person(app).post("/suggestions", {"text": "茶水间的灯夜里常亮"}).status_code == 201
    with transaction():
        assert session.scalars(select(Suggestion)).one()


def rows_of(answer):
    """Title, note, headings and rows of the file; nothing in it is a formula."""
    assert answer.status_code == 200, answer.text
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    sheet = load_workbook(BytesIO(answer.data)).worksheets[0]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    (title, *_), (note, *_), headings, *rows = sheet.iter_rows(values_only=True)
    return title, note, headings, rows


@pytest.mark.parametrize("path", TITLES)
def test_each_room_gives_its_table_as_a_file(app, office, path):
    title, note, headings, rows = rows_of(sit_down(app).get(path))
    assert (title, headings[0]) == TITLES[path]
    assert "制表时间：2026-10-20 10:00" in note
    assert rows
    assert all(len(row) == len(headings) for row in rows)


def table(app, path):
    _, _, headings, rows = rows_of(sit_down(app).get(path))
    return [dict(zip(headings, row, strict=True)) for row in rows]


def test_numbers_are_numbers_and_words_are_words(app, office):
    car = table(app, "/office/vehicles/vehicles.xlsx?year=2025")[0]
    assert isinstance(car["加油（充电）"], int | float)
    assert isinstance(car["里程（公里）"], int | float)
    assert isinstance(table(app, "/office/indicators/indicators.xlsx?year=2025")[0]["本年"], float)
    assert FORMULA in [row["名称"] for row in table(app, "/office/meters/meters.xlsx")]
    assert [row["位置"] for row in table(app, "/bins/bins.xlsx")] == [FORMULA]
    assert [row["名称"] for row in table(app, "/campaigns/campaigns.xlsx")] == [FORMULA]
    assert [row["名称"] for row in table(app, "/waste-items/waste-items.xlsx")] == [FORMULA]
    assert str(table(app, "/suggestions/figures.xlsx")[0]["月份"]).startswith("2026-10-01")


def test_what_stands_on_the_page_stands_in_the_file(app, office):
    whole = table(app, "/roll/departments/departments.xlsx")
    heads = {(row["上级"], row["部门"]): row["在册人数（含下级）"] for row in whole}
    assert (heads[None, "县政府办"], heads["县政府办", "秘书科"]) == (1, 1)
    days = table(app, "/calendar-days/calendar.xlsx?year=2026")
    assert {row["安排"] for row in days} == {"放假", "上班"}
    assert {row["依据"] for row in days if row["节日"] == "春节"} == {"国务院办公厅通知"}
    found = table(app, "/office/findings/findings.xlsx")
    assert [row["状态"] for row in found] == ["待通报", "待整改", "待复查", "已销号"]
    assert [row["状态"] for row in table(app, "/office/findings/findings.xlsx?state=fixed")] == ["待复查"]
    assert table(app, "/office/papers/papers.xlsx")[0]["状态"] == "有效"


def test_no_file_names_whoever_looks_after_an_area_or_reported_something(app, office):
    make_employee(name="钱多多", employee_no="K1")
    desk = sit_down(app)
    desk.get("/office/areas/1")
    form = {"name": "一号门厅", "kind": "corridor", "keeper_no": "K1", "department_id": grow_id("县政府办公室/行政科")}
    assert "钱多多" in desk.post("/office/areas", form).text
    for path in ("/office/areas/areas.xlsx", "/office/findings/findings.xlsx"):
        assert "钱多多" not in str(rows_of(desk.get(path)))


def grow_id(path):
    with transaction(reading=True):
        return session.scalar(select(Department.id).filter_by(path=path))


def test_the_names_of_a_department_are_taken_out_masked_and_logged(app, autumn):
    make_employee("甲局/一科", "=钱", phone="13812345678")
    make_employee("乙局/二科", "别处的人")
    place = grow_id("甲局/一科")
    desk = sit_down(app, "manager", make_department("甲局"))
    desk.get(f"/roll/departments/{place}")
    answer = desk.post(f"/roll/departments/{place}/people.xlsx")
    title, _, headings, rows = rows_of(answer)
    assert title == "职工名册"
    assert [(row[1], row[headings.index("手机号")]) for row in rows] == [("=钱", "138****5678")]
    assert desk.post(f"/roll/departments/{grow_id('乙局/二科')}/people.xlsx").status_code == 404
    session.remove()
    assert [row.subject for row in session.query(AuditEntry).filter_by(action="roll.export")] == ["甲局/一科"]


def test_a_manager_of_a_tree_gets_its_departments_only(app, autumn):
    make_employee("甲局/一科")
    make_employee("乙局/二科")
    desk = sit_down(app, "manager", make_department("甲局"))
    assert [row[0] for row in rows_of(desk.get("/roll/departments/departments.xlsx"))[3]] == ["甲局", "一科"]
    assert desk.get("/managers/managers.xlsx").status_code == 403
