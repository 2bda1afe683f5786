"""The rooms where staff are heard: what they wrote, campaigns, what waits for a look, the rules."""

import pytest
from playwright.sync_api import expect
from test_console import enter

from factories import make_person

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_a_suggestion_is_answered(visit, app):
    one = make_person(app, name="钱多多", department="县档案馆/编研科")
    number = one.post("/suggestions", {"text": "三楼茶水间的厨余桶总是满的，\n能不能下午也收一次？"}).json["data"]["id"]
    one.post("/suggestions", {"text": "食堂提示牌挡住了洗手池", "kind": "complaint", "anonymous": True})
    enter(visit)
    visit.page.get_by_role("link", name="投诉建议", exact=True).first.click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("投诉建议")
    visit.look("suggestions")
    visit.go(f"/console/suggestions/{number}")
    visit.look("suggestion-received")
    visit.page.get_by_role("button", name="受理", exact=True).click()
    expect(visit.page.get_by_role("status")).to_contain_text("已受理")
    visit.page.get_by_text("延期答复").click()
    visit.page.get_by_label("延期的原因").fill("厂家还没有回话")
    visit.page.get_by_role("button", name="改期并告知本人").click()
    expect(visit.page.locator("#due_on-fault")).to_contain_text("延期要晚于现在的期限")
    visit.look("suggestion-fault")
    visit.page.get_by_label("答复内容").fill("从下周起下午四点加收一次。\n请您看看是否够用。")
    visit.page.get_by_role("button", name="发出答复").click()
    expect(visit.page.get_by_role("status")).to_contain_text("答复已送达本人")
    visit.look("suggestion-replied")
    visit.go("/console/suggestions/figures")
    visit.look("suggestion-figures")


def test_a_campaign_is_set_up(visit):
    enter(visit)
    visit.go("/console/campaigns")
    visit.look("campaigns-empty")
    visit.page.get_by_role("button", name="新建", exact=True).click()
    visit.page.get_by_role("link", name="全国节能宣传周").click()
    expect(visit.page.locator(".note")).to_contain_text("每年由通知确定")
    visit.look("campaign-new")
    visit.page.get_by_label("开始日期").fill("2099-06-15")
    visit.page.get_by_label("结束日期").fill("2099-06-21")
    visit.page.get_by_label("目标").fill("这一周人人绿色出行三次")
    visit.page.get_by_role("button", name="建立").click()
    expect(visit.page.locator("#notice_no-fault")).to_contain_text("请填写通知的文号")
    visit.look("campaign-fault")
    visit.page.get_by_label("通知文号").fill("国管节能〔2099〕1号")
    visit.page.get_by_role("button", name="建立").click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("全国节能宣传周")
    visit.look("campaign")
    visit.go("/console/campaigns")
    expect(visit.page.get_by_role("heading", name="将要开始")).to_be_visible()
    visit.look("campaigns")
