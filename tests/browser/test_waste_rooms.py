"""The dictionary's room as a manager uses it."""

import pytest
from playwright.sync_api import expect

from factories import Client
from models import transaction
from services.managers import sign_ins as console_sign_ins

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def enter(visit):
    with transaction():
        ticket = console_sign_ins.owner_link()
    visit.go(f"/console/enter/{ticket}")
    visit.page.get_by_role("button", name="进入工作台").click()
    visit.page.get_by_role("link", name="分类词典", exact=True).click()
    visit.page.wait_for_load_state("load")  # by then the script listens to what is typed


def test_the_dictionary(visit, app):
    for word in ["蓝莓酸奶空玻璃瓶子"] * 4 + ["稀有词语甲"] * 3:
        Client(app).get("/waste-items", query_string={"q": word})
    enter(visit)
    visit.look("dictionary")
    visit.page.get_by_label("要查的东西").fill("beizi")
    if not visit.script:
        visit.page.get_by_role("button", name="查询").click()
    expect(visit.page.locator("#answer")).to_contain_text("被子")
    visit.look("dictionary-looked-up")
    visit.page.get_by_role("button", name="加入").first.click()
    expect(visit.page.locator(".note")).to_contain_text("已保存")
    visit.go("/console/waste-items?q=奶茶杯")
    visit.page.get_by_role("link", name="更正").first.click()
    expect(visit.page.get_by_label("名称", exact=True)).to_have_value("奶茶杯")
    visit.page.locator("#category").select_option("可回收物")
    visit.page.locator("#reason").fill("本县试点回收")
    visit.page.get_by_role("button", name="保存", exact=True).click()
    expect(visit.page.locator("main")).to_contain_text("原为其他垃圾")
    visit.page.get_by_text("现在的叫法").click()
    visit.look("dictionary-filled")
