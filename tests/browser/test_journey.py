"""A manager's first days in one go, with and without script: what the office does, and that the log has all of it."""

from functools import cache
from io import BytesIO

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect
from sqlalchemy import select
from test_console import choose, enter

from factories import fold, make_person
from models import AuditEntry, session, transaction
from services import audit_chain

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

PEOPLE = 10_000
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@cache
def messy():
    """A roll as offices keep it: a merged title, blank lines, full-width digits, the same number twice."""
    book = Workbook()
    sheet = book.active
    sheet.append(["某某县机关工作人员花名册（二〇二六年）"])
    sheet.merge_cells("A1:F1")
    sheet.append([])
    sheet.append(["序号", "职工编号", "姓 名", "所在部门", "联系电话", "参加工作时间"])
    for number in range(1, PEOPLE + 1):
        code = f"{number:05}"
        place = f"单位{number % 20:02}／科室{number % 200:03}"
        phone = f"139{number:08}"
        if number % 997 == 0:
            sheet.append([])
        written = code.translate(WIDE) if number % 3 == 0 else code
        sheet.append([number, written, f"职工{number}", place, phone.translate(WIDE) if number % 5 == 0 else phone])
    sheet.append(["", "00007", "职工七", "单位01/科室001", "1390000", "去年"])
    sheet.append([])
    sheet.append(["合计", "", f"{PEOPLE} 人"])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("visit", [(True, 1280), (False, 375)], indirect=True, ids=["script", "no-script-375"])
def test_from_the_first_sign_in_to_the_self_check_sheet(visit, app):
    enter(visit)
    visit.look("journey-1-first")
    import_a_messy_roll(visit)
    print_slips_and_stickers(visit)
    switch_a_reminder_on(visit)
    watch_acts_arrive(visit, app)
    self_check(visit)
    everything_is_in_the_log(visit)


def room(visit, name):
    visit.page.get_by_role("navigation", name="栏目").get_by_role("link", name=name, exact=True).click()
    expect(visit.page.locator("nav.rooms a[aria-current=page]")).to_have_text(name)


def import_a_messy_roll(visit):
    room(visit, "职工名册")
    visit.page.get_by_role("button", name="导入名册").click()
    choose(visit, messy(), "花名册.xlsx")
    expect(visit.page.locator("#bad")).to_have_text("有 1 行需要改正", timeout=60_000)
    assert "工号" in visit.text(".trouble")
    visit.look("journey-2-differences")
    visit.page.get_by_label("跳过上面读不懂的").check()
    visit.page.get_by_role("button", name="更新名册").click()
    expect(visit.page.locator(".note")).to_have_text("名册已更新。", timeout=60_000)
    room(visit, "职工名册")
    expect(visit.page.locator("#tree")).to_contain_text("10,000 人在册")
    visit.look("journey-3-roll")


def print_slips_and_stickers(visit):
    visit.page.get_by_role("link", name="科室001").first.click()
    visit.look("journey-4-department")
    visit.page.get_by_text("打印邀请码").click()
    with visit.page.expect_download() as started:
        visit.page.get_by_role("button", name="生成并下载 PDF").click()
    assert started.value.suggested_filename.startswith("邀请码-科室001")
    room(visit, "分类桶")
    visit.page.get_by_role("button", name="新建一个").click()
    visit.page.get_by_label("位置").fill("三楼茶水间门口")
    visit.page.get_by_label("其他垃圾").check()
    visit.page.get_by_role("button", name="建立").click()
    with visit.page.expect_download() as started:
        visit.page.get_by_role("button", name="打印标签").click()
    assert started.value.suggested_filename.endswith("-1张.pdf")


def switch_a_reminder_on(visit):
    room(visit, "定时提醒")
    visit.page.get_by_label("的理由").first.fill("节能宣传周")
    visit.page.get_by_role("button", name="开启").first.click()
    expect(visit.page.locator(".note")).to_have_text("提醒已开启。")


def watch_acts_arrive(visit, app):
    for _ in range(3):
        assert make_person(app, department="单位01/科室001").check_in().status_code == 201
    fold()
    room(visit, "首页")
    expect(visit.page.locator(".figures")).to_contain_text("今天的记录3")
    visit.look("journey-5-home")
    room(visit, "科室排行")
    expect(visit.page.locator("table.board")).to_contain_text("科室001")


def self_check(visit):
    room(visit, "合规自查")
    visit.page.get_by_label("开启个人榜的理由").fill("节能宣传周自愿报名")
    visit.page.get_by_role("button", name="开启").first.click()
    expect(visit.page.locator(".note").first).to_contain_text("理由已记入操作日志")
    visit.page.get_by_label("备案编号").fill("MP-001")
    visit.page.get_by_role("button", name="保存").click()
    expect(visit.page.locator(".note").first).to_contain_text("备案资料已保存")
    visit.look("journey-6-compliance")
    with visit.page.expect_download() as started:
        visit.page.get_by_role("button", name="导出自查表").click()
    assert started.value.suggested_filename.endswith(".docx")


def everything_is_in_the_log(visit):
    room(visit, "操作日志")
    log = visit.text("table.log")
    for done in (
        "登录工作台",
        "导入名册",
        "打印邀请码",
        "建立分类桶",
        "开启或关闭提醒",
        "开启或关闭个人榜",
        "填写备案资料",
    ):
        assert done in log
    assert "1390000" not in log
    visit.look("journey-7-log")
    with visit.page.expect_download() as started:
        visit.page.get_by_role("button", name="导出 Excel").click()
    assert started.value.suggested_filename.startswith("操作日志")
    with transaction(reading=True):
        assert audit_chain.check() is None
        assert len(session.scalars(select(AuditEntry.id)).all()) == 9
