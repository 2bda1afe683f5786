"""The calendar, what meetings decided and the paper of a bill, as a clerk uses them."""

import pytest
import time_machine
from playwright.sync_api import expect
from test_office_rooms import enter

from factories import grow, make_employee
from models import transaction
from pictures import photo
from services.demonstration import bins as demonstration_bins
from services.demonstration import events as demonstration_events
from services.demonstration import office as demonstration_office
from services.photos import files as photo_files

pytestmark = [pytest.mark.parametrize("database", ["sqlite"], indirect=True), pytest.mark.usefixtures("autumn")]
ROOMS = {
    "events": "/console/office/events",
    "event-list": "/console/office/events/list",
    "resolutions": "/console/office/resolutions",
    "low-carbon-days": "/console/office/low-carbon-days",
    "low-carbon-day": "/console/office/low-carbon-days/1",
    "event-series": "/console/office/events/series",
    "event-sheets": "/console/office/event-sheets",
    "papers": "/console/office/papers",
}


@pytest.fixture
def autumn(app, tmp_path):
    photo_files.use(tmp_path)
    with time_machine.travel("2026-10-20T02:00:00Z", tick=True):
        yield


def picture(name):
    return {"name": name, "mimeType": "image/jpeg", "buffer": photo(3)}


def filled(visit, name, fields):
    for label, words in fields.items():
        visit.page.get_by_label(label, exact=True).fill(words)
    visit.page.get_by_role("button", name=name, exact=True).click()


def opened(visit, words):
    visit.page.locator("summary", has_text=words).click()


def test_a_clerk_holds_a_meeting_follows_what_it_decided_and_plans_the_study(visit):
    make_employee("县政府办/秘书科")
    enter(visit, ROOMS["events"])
    visit.look("events-empty")
    visit.page.get_by_role("link", name="登记一项活动").first.click()
    visit.page.get_by_label("类型").select_option("会议")
    filled(visit, "登记", {"名称": "领导小组会", "日期": "2026-10-15", "地点": "三楼会议室"})
    expect(visit.page.locator("main")).to_contain_text("请选择是哪一种会议")
    visit.look("event-form-fault")
    visit.page.get_by_label("是会议的，哪一种").select_option("领导小组会")
    visit.page.get_by_role("button", name="登记", exact=True).click()
    filled(visit, "登记为已举办", {"参加人数": "12", "纪要": "听取三季度用能情况，布置四季度工作。"})
    expect(visit.page.locator(".note")).to_contain_text("结果已登记")
    opened(visit, "登记一项议定事项")
    visit.page.get_by_label("议定的事").fill("主楼空调加装分区控制")
    visit.page.get_by_label("责任或组织部门").select_option(label="　秘书科")
    filled(visit, "登记", {"完成期限": "2026-10-18"})
    expect(visit.page.locator("main")).to_contain_text("已过期限")
    visit.page.get_by_label("上传照片或文件").set_input_files([picture("会场.jpg"), picture("同一张.jpg")])
    visit.page.get_by_role("button", name="上传", exact=True).click()
    expect(visit.page.locator(".files li")).to_have_count(1)
    visit.look("event")
    visit.go("/console/")
    expect(visit.page.locator("main")).to_contain_text("1 项会议议定事项已过期限")
    visit.page.get_by_role("link", name="1 项会议议定事项已过期限").click()
    opened(visit, "办结或延期")
    visit.look("resolutions-open")
    filled(visit, "办结", {"怎么办的": "已装 4 个分区"})
    expect(visit.page.locator("main")).to_contain_text("没有等着办的事项")
    visit.go(ROOMS["event-series"])
    filled(visit, "排好", {"从哪天起": "2026-11-01", "到哪天止": "2026-12-31", "开始时间": "16:00"})
    expect(visit.page.locator(".note")).to_contain_text("每周安排已排好")
    visit.look("event-of-series")
    visit.go(ROOMS["events"])
    expect(visit.page.locator(".year")).to_contain_text("节能周学习")


def test_a_clerk_adds_the_paper_of_a_bill(visit):
    demo()
    enter(visit, "/console/office/bills/2026-09")
    visit.look("month-with-papers")
    visit.page.get_by_role("link", name="食堂水表").click()
    visit.page.get_by_label("上传单据").set_input_files({"name": "a.zip", "mimeType": "x", "buffer": b"PK\x03\x04"})
    visit.page.get_by_role("button", name="上传", exact=True).click()
    expect(visit.page.locator("main")).to_contain_text("“a.zip”文件已损坏")
    visit.page.get_by_label("上传单据").set_input_files(picture("9月水费单.jpg"))
    visit.page.get_by_role("button", name="上传", exact=True).click()
    expect(visit.page.locator(".note")).to_contain_text("附件已上传")
    visit.look("bill")
    visit.page.get_by_role("button", name="删除9月水费单.jpg").click()
    expect(visit.page.locator(".note")).to_contain_text("附件已删除")


def demo():
    with transaction():
        demonstration_bins.make()
        demonstration_office.make()
        for path in {path for _, path, *_ in demonstration_events.DECIDED}:
            grow(path)
        demonstration_events.make()


def test_the_demonstration_office_fills_every_room(visit):
    demo()
    enter(visit)
    for name, path in ROOMS.items():
        visit.go(path)
        expect(visit.page.get_by_role("heading", level=1)).to_have_count(1)
        visit.look(f"demo-{name}")
    visit.go(ROOMS["events"])
    visit.page.get_by_role("link", name="下半年创建工作推进会（演示）").click()
    expect(visit.page.locator("main")).to_contain_text("各科室报一名节能联络员")
    visit.look("demo-event")
