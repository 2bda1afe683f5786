"""The calendar of events, weekly plans, what meetings decided, low-carbon days: through HTTP, on both databases."""

import re
from datetime import date
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook
from sqlalchemy import select
from xlsxwriter import Workbook

from desk import found, sit_down
from factories import make_department, make_employee
from models import AuditEntry, Event, LowCarbonDay, Resolution, session
from services.workbooks import sheets

ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # where the database has no say
TRAINING = {
    "kind": "training", "title": "节能培训", "first_day": "2026-03-05", "starts_at": "09:30", "ends_at": "11:00",
    "place": "三楼会议室", "organiser": "市机关事务管理局",
}  # fmt: skip
MEETING = {"kind": "meeting", "board": "leading", "title": "领导小组会", "first_day": "2026-03-02"}


@pytest.fixture
def clock_at():
    with time_machine.travel("2026-03-10T02:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(app, clock_at):
    make_employee()  # the home tells what waits once somebody is on the roll
    return sit_down(app)


def rows(model=Event):
    session.remove()
    return session.scalars(select(model).order_by(model.id)).all()


def version(desk, path):
    return found(r'name="version" value="(\d+)"', desk.get(path).text)


def log(action):
    return session.scalars(select(AuditEntry).filter_by(action=action).order_by(AuditEntry.id)).all()


def sheet(*lines):
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for line, row in enumerate(lines):
            page.write_row(line, 0, row)
    return file.getvalue()


def upload(desk, content):
    return desk.post(
        "/office/event-sheets", {"file": (BytesIO(content), "日历.xlsx")}, content_type="multipart/form-data"
    )


def test_an_event_is_put_down_moved_held_and_shown_by_month_and_in_the_list(desk):
    page = desk.post("/office/events", TRAINING)
    for words in ("已登记", "3月5日", "09:30—11:00", "三楼会议室", "市机关事务管理局", "计划中"):
        assert words in page.text, words
    seen = version(desk, "/office/events/1/edit")
    page = desk.post("/office/events/1", TRAINING | {"first_day": "2026-03-06", "place": "礼堂", "version": seen})
    assert "3月6日" in page.text
    seen = version(desk, "/office/events/1")
    page = desk.post("/office/events/1/result", {"attendance": "48", "summary": "讲了分类\n答了疑", "version": seen})
    for words in ("结果已登记", "48 人", "答了疑", "已举办"):
        assert words in page.text, words
    (row,) = rows()
    assert (row.state, row.attendance, row.first_day, row.place) == ("held", 48, date(2026, 3, 6), "礼堂")
    year, listed = desk.get("/office/events"), desk.get("/office/events/list?kind=training&state=held")
    assert re.search(r"3月6日（周五）.*?节能培训.*?培训，48 人", year.text, re.DOTALL)
    assert "节能培训" in listed.text
    assert "节能培训" not in desk.get("/office/events/list?kind=study").text
    assert [entry.action for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))][1:] == [
        "event.make", "event.change", "event.hold",
    ]  # fmt: skip


@ONE
@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"title": " "}, "请填写名称"),
        ({"title": "长" * 61}, "最多 60 个字"),
        ({"kind": "party"}, "请选择类型"),
        ({"kind": "meeting"}, "请选择是哪一种会议"),
        ({"first_day": ""}, "请填写日期"),
        ({"first_day": "2026-02-30"}, "请写成 2026-03-01 的样子"),
        ({"last_day": "2026-03-04"}, "不能早于开始日期"),
        ({"last_day": "2027-03-06"}, "最长一年"),
        ({"ends_at": "09:00"}, "要晚于开始时间"),
        ({"starts_at": ""}, "请先填开始时间"),
        ({"starts_at": "25:00"}, "请写成 14:30 的样子"),
        ({"department_id": "99"}, "请从列表里选择部门"),
        ({"campaign_id": "99"}, "请从列表里选择主题活动"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_kept_in_the_form(desk, changed, word):
    page = desk.post("/office/events", TRAINING | changed)
    assert (page.status_code, word in page.text) == (422, True)
    assert 'value="三楼会议室"' in page.text
    assert rows() == []


def test_attendance_is_a_number_and_only_of_what_has_begun(desk):
    desk.post("/office/events", TRAINING | {"first_day": "2026-03-11"})
    page = desk.post("/office/events/1/result", {"attendance": "5", "version": "1"})
    assert page.status_code == 422
    desk.post("/office/events", TRAINING)
    for text in ("张三、李四", "3.5", "-1"):
        page = desk.post("/office/events/2/result", {"attendance": text, "version": "1"})
        assert page.status_code == 422, text
    assert {row.state for row in rows()} == {"planned"}


def test_of_two_who_change_the_same_event_the_second_sees_what_the_first_did(desk):
    desk.post("/office/events", TRAINING)
    desk.post("/office/events/1", TRAINING | {"place": "礼堂", "version": "1"})
    page = desk.post("/office/events/1", TRAINING | {"place": "食堂", "version": "1"})
    assert page.status_code == 422
    for words in ("有人刚刚改过", ">礼堂<", ">食堂<", 'value="食堂"'):
        assert words in page.text, words
    assert rows()[0].place == "礼堂"


def test_a_cancelled_event_stays_with_its_reason_and_takes_nothing_more(desk):
    desk.post("/office/events", TRAINING)
    assert "请写明取消的原因" in desk.post("/office/events/1/cancellation", {"version": "1"}).text
    page = desk.post("/office/events/1/cancellation", {"version": "1", "reason": "讲课人有事"})
    assert "讲课人有事" in page.text
    assert desk.post("/office/events/1", TRAINING | {"version": "2"}).status_code == 409
    assert desk.post("/office/events/1/result", {"version": "2"}).status_code == 409
    assert log("event.cancel")[0].reason == "讲课人有事"
    assert "已取消" in desk.get("/office/events").text


def test_a_weekly_plan_makes_every_date_but_holidays_and_each_moves_by_itself(desk):
    plan = {"kind": "study", "title": "周学习", "weekday": "4", "first_day": "2026-04-01", "last_day": "2026-05-15"}
    page = desk.post("/office/events/series", plan | {"starts_at": "16:00"})
    assert "每周安排已排好" in page.text
    days = [row.first_day for row in rows()]
    assert days == [date(2026, 4, day) for day in (3, 10, 17, 24)] + [date(2026, 5, day) for day in (8, 15)], days
    assert len({row.series for row in rows()}) == 1
    moved = {"kind": "study", "title": "周学习", "first_day": "2026-04-09", "version": "1"}
    desk.post("/office/events/2", moved)
    assert rows()[1].first_day == date(2026, 4, 9)
    page = desk.post("/office/events/4/cancellation", {"version": "1", "reason": "集中培训代替", "rest": "yes"})
    assert "各次都已取消" in page.text
    assert [row.state for row in rows()] == ["planned"] * 3 + ["cancelled"] * 3
    for changed, word in (({"weekday": "9"}, "星期几"), ({"last_day": "2029-01-01"}, "最多排 60 次")):
        assert word in desk.post("/office/events/series", plan | changed).text


def test_fixed_days_stand_by_themselves_and_a_notice_is_awaited_never_guessed(desk):
    page = desk.get("/office/events").text
    for words in ("世界水日", "中国水周", "世界环境日", "全国生态日", "固定纪念日", "全国节能宣传周：有了文号再登记"):
        assert words in page, words
    assert "全国生态日" not in desk.get("/office/events?year=2022").text, "not before it was set"
    week = {
        "name": "全国节能宣传周", "kind": "notice", "first_day": "2026-06-15", "last_day": "2026-06-21",
        "notice_no": "国管节能〔2026〕28号",
    }  # fmt: skip
    assert "请填写通知的文号" in desk.post("/campaigns", week | {"notice_no": ""}).text
    desk.post("/campaigns", week)
    page = desk.get("/office/events").text
    assert re.search(r"6月15日—6月21日.*?全国节能宣传周</a> <small>国管节能〔2026〕28号", page, re.DOTALL)
    assert "全国节能宣传周：有了文号" not in page
    assert "全国节能宣传周：有了文号" in desk.get("/office/events?year=2027").text
    linked = desk.post("/office/events", TRAINING | {"campaign_id": "1"})
    assert "全国节能宣传周" in linked.text
    assert "节能培训" in desk.get("/campaigns/1").text


def test_a_calendar_goes_out_to_excel_and_comes_in_again_whole_or_not_at_all(desk):
    department = make_department("县财政局")
    desk.post("/office/events", TRAINING | {"department_id": department, "organiser": ""})
    desk.post("/office/events/1/result", {"attendance": "48", "summary": "=1+1", "version": "1"})
    out = desk.get("/office/event-sheets/events.xlsx?year=2026")
    page = load_workbook(BytesIO(out.data)).active
    cells = [cell.value for cell in page[4]]
    assert cells[:2] + [cells[4], cells[7], cells[8], cells[9]] == [
        "培训", "节能培训", "09:30", "县财政局", 48, "已举办",
    ]  # fmt: skip
    assert page["L4"].data_type == "s", "text never becomes a formula"
    again = upload(desk, out.data)
    assert (again.status_code, "已经有一项同名的活动" in again.text) == (422, True)
    read = sheets.read(out.data)[0].rows
    read[3][1] = "节能培训二"
    bad = [*read[2:], ["周例会", "x", "2026-03-01"], ["培训", "y", "2026-03-02", "", "25:00"],
           ["推进会", "z", "2026-03-03", "", "", "", "", "", "张三、李四"], ["培训", "w", "", ""]]  # fmt: skip
    page = upload(desk, sheet(*bad))
    for words in ("有 4 行需要改正", "不认识类型", "14:30 的样子", "不要写姓名", "请填写日期"):
        assert words in page.text, words
    assert len(rows()) == 1
    good = [*read[2:], ["推进会", "推进会", "2026-03-03", "", "下午3点", "16:30", "", "外单位", "20人", "已举办"]]
    assert "活动已全部登记" in upload(desk, sheet(*good)).text
    made = rows()[1:]
    assert [(row.title, row.attendance, row.state, row.board) for row in made] == [
        ("节能培训二", 48, "held", ""), ("推进会", 20, "held", "progress"),
    ]  # fmt: skip
    assert (made[0].department_id, made[1].organiser, f"{made[1].starts_at:%H:%M}") == (department, "外单位", "15:00")


def test_what_a_meeting_decided_is_followed_until_it_is_done(desk, clock_at):
    office = make_department("县政府办")
    desk.post("/office/events", MEETING)
    path = "/office/resolutions/of/1"
    for changed, word in (
        ({"text": ""}, "请写明议定的事"),
        ({"due_on": ""}, "请填写完成期限"),
        ({"due_on": "2026-03-01"}, "不能早于会议那天"),
        ({"department_id": ""}, "请选择责任部门"),
    ):
        form = {"text": "加装分区控制", "department_id": office, "due_on": "2026-03-20"} | changed
        page = desk.post(path, form)
        assert (page.status_code, word in page.text) == (422, True), word
    page = desk.post(path, {"text": "加装分区控制", "department_id": office, "due_on": "2026-03-20"})
    assert "加装分区控制" in page.text
    assert "议定事项已过期限" not in desk.get("/").text
    clock_at.move_to("2026-03-22T02:00:00Z")
    desk = sit_down(desk.http.application)
    assert "1 项会议议定事项已过期限" in desk.get("/").text
    assert "超期 2 天" in desk.get("/office/resolutions").text
    extension = {"version": "1", "due_on": "2026-03-31", "reason": "等设备到货"}
    assert "要晚于原来的期限" in desk.post("/office/resolutions/1/extension", extension | {"due_on": "2026-03-20"}).text
    desk.post("/office/resolutions/1/extension", extension)
    assert "议定事项已过期限" not in desk.get("/").text
    done = {"version": "2", "done_on": "2026-03-22", "done_text": "已装 4 个分区"}
    assert "刷新后再办" in desk.post("/office/resolutions/1/result", done | {"version": "1"}).text
    assert "不能晚于今天" in desk.post("/office/resolutions/1/result", done | {"done_on": "2026-03-23"}).text
    page = desk.post("/office/resolutions/1/result", done)
    assert "已装 4 个分区" in page.text
    assert desk.post("/office/resolutions/1/result", done).status_code == 409
    (row,) = rows(Resolution)
    assert (row.due_on, row.done_on) == (date(2026, 3, 31), date(2026, 3, 22))
    assert [entry.reason for entry in log("resolution.extend")] == ["等设备到货"]
    desk.post("/office/events", TRAINING)
    assert desk.post("/office/resolutions/of/2", {"text": "x"}).status_code == 409


def test_events_that_are_over_wait_for_their_result_on_the_home(desk):
    desk.post("/office/events", TRAINING)
    assert "1 项活动已过日子，还没有登记结果" in desk.get("/").text
    desk.post("/office/events/1/result", {"version": "1", "attendance": "3"})
    assert "还没有登记结果" not in desk.get("/").text


DAY = {"day": "2026-03-09", "title": "单位低碳日", "vehicles": "2", "lifts": "1", "ac_hours": "8"}


def test_a_low_carbon_day_says_only_what_somebody_can_say_how_they_know(desk):
    page = desk.post("/office/low-carbon-days", DAY)
    assert page.text.count("没有数字") == 2
    for words in ("2 辆", "1 部", "8 小时", "不作对照", "不计入任何能耗指标"):
        assert words in page.text, words
    for changed, word in (
        ({"litres_by": "estimated"}, "现在只有 0 个月"),
        ({"kwh_by": "estimated"}, "电梯没有找到可靠的系数"),
        ({"kwh_by": "entered", "kwh": "5"}, "写明怎么得来的"),
        ({"litres_by": "entered", "litres_method": "x"}, "要有数字"),
        ({"reading": "5"}, "要么都填"),
        ({"vehicles": "1.5"}, "要填整数"),
        ({"day": "2026-03-11"}, "过完这一天再登记"),
        ({"title": ""}, "请填写名称"),
    ):
        answer = desk.post("/office/low-carbon-days/1", DAY | {"version": "1"} | changed)
        assert (answer.status_code, word in answer.text) == (422, True), word
    assert "请修改原来的记录" in desk.post("/office/low-carbon-days", DAY).text
    form = DAY | {"version": "1", "kwh_by": "estimated", "ac_power": "12.5", "reading": "900", "reading_before": "1000"}
    page = desk.post("/office/low-carbon-days/1", form | {"reading_source": "每日抄表"})
    for words in ("100 千瓦时", "是估算：停开空调的铭牌功率 12.5 千瓦 × 8 小时", "是上限", "少 100 千瓦时（-10.0%）",
                  "周一", "不能算作低碳日的成果"):  # fmt: skip
        assert words in page.text, words
    assert "有人刚刚改过" in desk.post("/office/low-carbon-days/1", form | {"reading_source": "每日抄表"}).text
    assert "还没有登记过" in desk.post("/office/low-carbon-days/1/remove").text
    assert rows(LowCarbonDay) == []


def test_litres_are_estimated_from_the_offices_own_bills(desk):
    for number in ("演A00001", "演A00002"):
        desk.post("/office/meters", {"kind": "petrol", "name": number, "is_vehicle": "yes"})
    for month in [*(f"2025-{count:02}" for count in range(3, 13)), "2026-01", "2026-02"]:
        desk.post(f"/office/bills/{month}", {"amount_1": "200", "amount_2": "215"})
    page = desk.post("/office/low-carbon-days", DAY | {"litres_by": "estimated"})
    row = rows(LowCarbonDay)[0]
    days = int(found(r"，(\d+) 个工作日", row.litres_method))
    assert row.litres == round(200 * 12 + 215 * 12) / 2 / days * 2 or abs(float(row.litres) - 4980 / days) < 0.06
    for words in ("2025年3月至2026年2月用能台账", "2 辆车共用油 4980 升", "估算"):
        assert words in page.text, words
