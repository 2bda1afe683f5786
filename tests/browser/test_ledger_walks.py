"""A clerk begins with an empty office and fills the rooms of the ledgers one by one; each page is looked at."""

from io import BytesIO

import pytest
from clerks import enter
from docx import Document
from playwright.sync_api import expect

from factories import grow
from models import transaction

pytestmark = [pytest.mark.parametrize("database", ["sqlite"], indirect=True), pytest.mark.usefixtures("autumn")]


def said(visit, words):
    expect(visit.page.locator(".note")).to_contain_text(words)


def press(visit, name):
    visit.page.get_by_role("button", name=name, exact=True).click()


def unfold(visit, summary):
    visit.page.locator("summary", has_text=summary).click()


def test_a_clerk_sets_up_meters_the_basis_and_the_targets(visit):
    enter(visit, "/console/office/meters")
    visit.page.get_by_label("类别").select_option("electricity")
    visit.page.get_by_label("名称").fill("主楼总表")
    press(visit, "建立")
    said(visit, "已建立")
    visit.page.get_by_label("类别").select_option("petrol")
    visit.page.get_by_label("名称").fill("苏A12345")
    visit.page.get_by_label("这是一辆公务用车").check()
    press(visit, "建立")
    said(visit, "已建立")
    visit.look("walk-meters")
    visit.go("/console/office/vehicles")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("公务用车")
    visit.go("/console/office/indicators/settings?year=2026")
    visit.page.get_by_label("建筑面积（平方米）").fill("8000")
    visit.page.get_by_label("用能人数").fill("300")
    press(visit, "保存")
    said(visit, "保存")
    visit.go("/console/office/indicators/settings?year=2026")
    visit.page.get_by_label("下降（%）").first.fill("2")
    press(visit, "保存目标")
    said(visit, "目标已保存")
    expect(visit.page.locator("main")).to_contain_text("2%")
    visit.look("walk-targets")


def test_a_finding_goes_from_the_round_to_the_recheck(visit):
    with transaction():
        grow("县机关事务服务中心/节能科")
    enter(visit, "/console/office/areas")
    visit.page.get_by_label("名称").fill("主楼 3 楼茶水间")
    visit.page.get_by_label("责任科室").select_option(label="县机关事务服务中心/节能科")
    press(visit, "登记")
    said(visit, "区域已保存")
    visit.look("walk-areas")
    visit.go("/console/office/findings")
    press(visit, "随机抽几处")
    visit.page.get_by_role("link", name="主楼 3 楼茶水间").click()
    visit.look("walk-round")
    visit.page.locator("input[name=bad]").first.check()
    visit.page.locator("input[name^=note_]").first.fill("水龙头滴漏")
    press(visit, "保存巡查")
    visit.go("/console/office/findings")
    visit.page.get_by_label("通报 主楼 3 楼茶水间").check()
    visit.page.get_by_label("整改期限").fill("2026-10-27")
    press(visit, "通报勾选的问题")
    visit.page.get_by_role("link", name="主楼 3 楼茶水间").click()
    visit.page.get_by_label("怎么整改的").fill("更换阀芯，不再滴漏")
    press(visit, "登记整改")
    said(visit, "已办理")
    press(visit, "复查合格，销号")
    said(visit, "已办理")
    expect(visit.page.locator("h1 .state")).to_have_text("已销号")
    visit.look("walk-finding")


def test_waste_is_handed_over_and_what_the_report_needs_is_written_down(visit):
    enter(visit, "/console/office/collections?month=2026-10")
    visit.page.get_by_label("单位名称").fill("洁城环境服务有限公司")
    visit.page.locator("input[name=categories]").first.check()
    visit.page.get_by_label("起始日").fill("2026-01-01")
    visit.page.get_by_label("到期日").fill("2026-12-31")
    press(visit, "保存")
    said(visit, "收运单位和合同已保存")
    visit.page.get_by_label("日期").fill("2026-10-19")
    visit.page.get_by_label("重量（千克）").fill("86.5")
    visit.page.get_by_label("联单号").fill("D-1019")
    press(visit, "登记")
    said(visit, "已登记")
    expect(visit.page.locator("main")).to_contain_text("86.5")
    visit.look("walk-collections")
    visit.go("/console/office/papers?year=2026")
    unfold(visit, "登记或修改一份")
    visit.page.get_by_label("文件名称").fill("公务用车管理办法")
    visit.page.get_by_label("印发日期").fill("2026-03-01")
    press(visit, "保存")
    said(visit, "制度文件已保存")
    visit.page.locator("input[name^=value_]").first.fill("85")
    visit.page.locator("input[name^=evidence_]").first.fill("采购台账汇总")
    press(visit, "保存 2026 年的事项")
    said(visit, "年度事项已保存")
    visit.look("walk-papers")
    visit.go("/console/office/reports?year=2026")
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("button", name="下载 2026 年年度报告").click()
    body = Document(BytesIO(waiting.value.path().read_bytes())).element.body
    words = "".join(node.text or "" for node in body.iter() if node.tag.endswith("}t"))
    assert "公务用车管理办法" in words
