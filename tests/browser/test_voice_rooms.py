"""The rooms where staff are heard: what they wrote, campaigns, what waits for a look, the rules."""

import pytest
import time_machine
from playwright.sync_api import expect
from test_console import enter

from factories import make_person
from models import transaction
from pictures import photo, scene
from services.audit import trail as audit
from services.compliance import switches
from services.photos import files as photo_files
from test_held_acts import left_to_people
from test_photos import kept, plate

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


def test_doubtful_acts_objections_and_pictures_are_decided(visit, app, tmp_path):
    photo_files.use(tmp_path)
    with transaction():
        switches.turn(switches.PHOTOS, True, "光盘行动月需要", audit.COMMAND_LINE)
    one = make_person(app, name="钱多多", department="县档案馆/编研科")
    with time_machine.travel("2026-03-05T04:00:00Z", tick=False) as traveller:
        plate(one, "pledge")
        plate(one, photo_id=kept(one, photo(1)))
        traveller.shift(86_400)
        plate(one, "pledge")
        number = plate(one, photo_id=kept(one, photo(image=scene(1).resize((160, 120))))).json["data"]["id"]
        left_to_people(kept(one, photo(3)), suggest="review", label=21000)
    enter(visit)
    visit.page.get_by_role("link", name="审核", exact=True).click()
    expect(visit.page.locator("img.photo")).to_have_count(2)
    visit.look("held-act-photos")
    visit.page.get_by_role("button", name="不计分").click()
    expect(visit.page.locator("#reason-fault")).to_contain_text("请写明理由")
    visit.page.get_by_label("给钱多多的理由").fill("和昨天的是同一张")
    visit.page.get_by_role("button", name="不计分").click()
    expect(visit.page.locator(".note").first).to_contain_text("不计分")
    with time_machine.travel("2026-03-06T06:00:00Z", tick=False):
        one.post(f"/check-ins/{number}/objection", {"text": "是两张，盘子一样"})
    visit.page.get_by_role("link", name="异议").click()
    expect(visit.page.get_by_text("是两张，盘子一样")).to_be_visible()
    visit.look("objections")
    visit.page.get_by_label("给钱多多的答复").fill("核对了原件，确实是两张")
    visit.page.get_by_role("button", name="成立，计分").click()
    expect(visit.page.get_by_role("status")).to_contain_text("异议成立")
    visit.page.get_by_role("link", name="照片").click()
    expect(visit.page.get_by_text("建议人工核对")).to_be_visible()
    visit.look("photos")
    visit.page.get_by_role("button", name="通过", exact=True).click()
    expect(visit.page.get_by_role("status")).to_contain_text("照片已通过")


def test_a_rule_gets_a_new_version(visit):
    enter(visit)
    visit.page.get_by_role("link", name="活动规则", exact=True).click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("活动规则")
    visit.look("activities")
    visit.page.get_by_role("link", name="绿色出行", exact=True).click()
    expect(visit.page.get_by_role("heading", name="出一个新版本")).to_be_visible()
    visit.look("activity")
    visit.page.get_by_label("自行车（分）", exact=True).fill("5")
    visit.page.get_by_label("减排口径").select_option("beijing-2024")
    visit.page.get_by_label("理由", exact=True).fill("鼓励骑行")
    visit.page.get_by_role("button", name="保存为第 2 版").click()
    expect(visit.page.locator("#has_checked_source-fault")).to_contain_text("核对过来源")
    visit.look("activity-fault")
    visit.page.get_by_label("减排口径").select_option("lvpuhui-2024")
    visit.page.get_by_role("button", name="保存为第 2 版").click()
    expect(visit.page.get_by_role("status")).to_contain_text("已保存")
    expect(visit.page.get_by_text("自行车 3 → 5 分")).to_be_visible()
    visit.look("activity-planned")
