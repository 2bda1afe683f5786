"""The reminders as a manager edits them: the preview while typing, the dry run, the list."""

from datetime import date

import pytest
import time_machine
from playwright.sync_api import expect

from models import Campaign, session, transaction
from reminding import accept, at, make_reader, remind, rule, turn_on
from services.managers import sign_ins as console_sign_ins

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def office(app, emulator, person):
    """Monday evening; in the morning seven were reminded, two of them in the inbox alone."""
    with time_machine.travel(at(7), tick=True) as traveller:
        turn_on()
        for number in range(7):
            reader = make_reader(person, emulator, grants=0, department="县财政局/预算科")
            if number < 5:
                accept(reader, emulator)
        traveller.move_to(at(7, 50, 5))
        remind(app)
        traveller.move_to(at(18))
        yield


def enter(visit):
    with transaction():
        ticket = console_sign_ins.owner_link()
    visit.go(f"/console/enter/{ticket}")
    visit.page.get_by_role("button", name="进入工作台").click()
    visit.page.get_by_role("link", name="定时提醒", exact=True).click()
    visit.page.wait_for_load_state("load")


@pytest.mark.parametrize("visit", [(True, 375)], indirect=True, ids=["script-375"])
def test_the_preview_shows_what_was_typed_before_the_script_came(visit, app, office):
    enter(visit)
    late = []
    visit.page.route("**/htmx.min.js", lambda route: late.append(route))
    with visit.page.expect_request("**/htmx.min.js"):
        visit.page.get_by_role("link", name="修改和试算").first.click()
    visit.page.get_by_label("thing1", exact=True).fill("今天骑车了吗")
    late.pop().continue_()
    expect(visit.page.locator("#preview")).to_contain_text("今天骑车了吗")


def test_a_rule_is_edited_tried_and_kept(visit, app, office):
    enter(visit)
    visit.page.get_by_role("button", name="从微信取一次").click()
    expect(visit.page.locator(".note").first).to_contain_text("已从微信取来模板")
    visit.look("reminders")
    visit.page.get_by_role("link", name="修改和试算").first.click()
    expect(visit.page.locator("#preview")).to_contain_text("今天绿色出行了吗")
    expect(visit.page.locator("#preview")).to_contain_text("提醒内容")
    visit.page.get_by_label("提醒内容 thing1", exact=True).fill("{科室}，今天骑车了吗")
    if visit.script:
        expect(visit.page.locator("#preview")).to_contain_text("综合科，今天骑车了吗")
        expect(visit.page.locator("#preview")).to_contain_text("县机关事务服务中心…，今天骑车了吗")
    visit.page.get_by_role("button", name="试算和预览").click()
    expect(visit.page.locator("#trial")).to_contain_text("参加的 7 人里")
    expect(visit.page.locator("#preview")).to_contain_text("综合科，今天骑车了吗")
    visit.look("reminder-tried")
    visit.page.get_by_label("时间", exact=True).fill("22:00")
    visit.page.get_by_role("button", name="保存", exact=True).click()
    expect(visit.page.locator("#times-fault")).to_contain_text("安静时段")
    visit.look("reminder-wrong")
    visit.page.get_by_label("时间", exact=True).fill("07:50、12:10")
    with transaction():
        row = rule()
        row.version, row.changed_by, row.title = 2, "王主任", "上班绿色出行"
    visit.page.get_by_role("button", name="保存", exact=True).click()
    expect(visit.page.locator("main")).to_contain_text("王主任刚刚改过这条提醒")
    expect(visit.page.locator("#title-fault")).to_contain_text("上班绿色出行")
    expect(visit.page.get_by_label("时间", exact=True)).to_have_value("07:50、12:10")
    visit.look("reminder-both")
    visit.page.get_by_role("button", name="保存", exact=True).click()
    expect(visit.page.locator(".note").first).to_contain_text("提醒已保存")
    assert (rule().then_at, rule().title) == (["12:10"], "上班绿色出行")


def test_a_rule_follows_a_campaign(visit, app, office):
    """From the campaign's page to its reminder, whose days then are the campaign's, moved with them."""
    with transaction():
        session.add(Campaign(name="绿色出行周", kind="own", first_day=date(2026, 3, 9), last_day=date(2026, 3, 15)))
    enter(visit)
    visit.go("/console/campaigns/1")
    visit.page.get_by_role("link", name="建一条").click()
    expect(visit.page.get_by_label("主题活动", exact=True)).to_have_value("1")
    visit.look("reminder-campaign-new")
    visit.page.get_by_role("button", name="保存", exact=True).click()
    expect(visit.page.locator("main")).to_contain_text("2026年3月9日至2026年3月15日")
    visit.look("reminder-campaign")
    visit.page.get_by_role("button", name="试算和预览").click()
    expect(visit.page.locator("#trial")).to_contain_text("3月9日 09:00")
    visit.go("/console/campaigns/1/edit")
    visit.page.get_by_label("开始日期", exact=True).fill("2026-03-11")
    visit.page.get_by_role("button", name="保存", exact=True).click()
    visit.page.get_by_role("link", name="活动开始提醒").click()
    expect(visit.page.locator("main")).to_contain_text("2026年3月11日至2026年3月15日")
    visit.go("/console/reminders")
    expect(visit.page.locator("main")).to_contain_text("绿色出行周，2026年3月11日至2026年3月15日")
    visit.look("reminders-campaign")
