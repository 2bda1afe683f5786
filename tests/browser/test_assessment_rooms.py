"""A clerk brings the scoring sheet in, scores, links what proves it, and takes the pack away."""

import zipfile

import pytest
import time_machine
from playwright.sync_api import expect
from test_office_rooms import demo, enter

from models import transaction
from services.demonstration import assessment as demonstration_assessment
from test_assessment import RULES, workbook

pytestmark = [pytest.mark.parametrize("database", ["sqlite"], indirect=True), pytest.mark.usefixtures("autumn")]


@pytest.fixture
def autumn():
    with time_machine.travel("2026-10-20T02:00:00Z", tick=True):
        yield


def test_from_an_excel_sheet_to_the_pack(visit):
    demo()
    enter(visit, "/console/office/assessment")
    visit.look("assessment-empty")
    page = visit.page
    page.get_by_role("link", name="去导入").click()
    visit.look("assessment-import")
    page.get_by_label("文件", exact=True).set_input_files(
        {"name": "评价表.xlsx", "mimeType": "application/octet-stream", "buffer": workbook(RULES)}
    )
    page.get_by_label("表的名称").fill("省节约型机关评价标准")
    page.get_by_label("来源").fill("某管〔2026〕1号")
    page.get_by_role("button", name="读取并核对").click()
    expect(page.locator("main")).to_contain_text("应用后是2026年的第 1 版")
    visit.look("assessment-preview")
    page.get_by_role("button", name="应用为第 1 版").click()
    expect(page.locator(".note").first).to_contain_text("评价表已应用")
    page.get_by_role("link", name="明确管理机构和职责", exact=True).click()
    page.get_by_label("自评分").fill("25.5")
    page.get_by_label("理由").fill("少一份文件")
    page.get_by_label("责任岗位").fill("办公室")
    page.get_by_role("button", name="保存自评").click()
    expect(page.locator(".note").first).to_contain_text("自评已保存")
    page.get_by_label("种类").select_option("paper")
    page.get_by_role("button", name="列出记录").click()
    page.locator("#ref").select_option(index=0)
    page.get_by_role("button", name="作为佐证").click()
    expect(page.locator(".note").first).to_contain_text("佐证已链接")
    visit.look("assessment-item")
    visit.go("/console/office/findings/1")
    page.get_by_text("作为佐证", exact=True).first.click()
    page.get_by_label("2026年评价表的哪一项").select_option(index=1)
    page.get_by_role("button", name="作为佐证").click()
    expect(page.locator("#evidence tbody tr")).to_have_count(2)
    visit.go("/console/office/assessment")
    visit.look("assessment")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载佐证包").click()
    assert waiting.value.suggested_filename == "2026年节约型机关创建自评佐证包.zip"
    names = zipfile.ZipFile(waiting.value.path()).namelist()
    assert len([name for name in names if name.startswith("02 2 ") and name.endswith(".docx")]) == 2


def test_the_demonstration_offices_assessment(visit):
    demo()
    with transaction():
        demonstration_assessment.make()
    enter(visit, "/console/office/assessment")
    expect(visit.page.locator("main")).to_contain_text("示例，不完整")
    visit.look("assessment-demo")
    visit.page.get_by_role("link", name="管理制度", exact=True).click()
    visit.look("assessment-demo-item")
    visit.go("/console/office/evidence?kind=paper&ref=1")
    visit.look("assessment-link")
