"""A manager's first days in one go, with and without script: what the office does, and that the log has all of it."""

import base64
from datetime import timedelta
from functools import cache
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect
from sqlalchemy import select
from test_board_pages import FIRST_CELLS
from test_console import choose, enter
from xlsxwriter import Workbook

import clock
from command_line import Instance
from factories import fold, make_person
from models import AuditEntry, session, transaction
from office import KEYS
from test_audit import tamper

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

PEOPLE = 10_000
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
TITLES = ("序号", "职工编号", "姓 名", "所在部门", "联系电话", "参加工作时间")
WRONG = ("", "00007", "职工七", "单位01/科室001", "1390000", "去年")
OURS = "单位01/科室001"
DONE = (
    "登录工作台", "导入名册", "打印邀请码", "建立分类桶", "发起主题活动", "开启或关闭提醒", "答复意见",
    "开启或关闭个人榜", "填写备案资料",
)  # fmt: skip


@cache
def messy(is_fixed=False):
    """A roll as offices keep it: a merged title, blank lines, full-width digits; until it is fixed, a number twice."""
    file = BytesIO()
    with Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 5, "某某县机关工作人员花名册（二〇二六年）")
        sheet.write_row(2, 0, TITLES)
        line = 3
        for number in range(1, PEOPLE + 1):
            code, phone = f"{number:05}", f"139{number:08}"
            written = code.translate(WIDE) if number % 3 == 0 else code
            place = f"单位{number % 20:02}／科室{number % 200:03}"
            line += number % 997 == 0
            sheet.write_row(line, 0, (number, written, f"职工{number}", place))
            sheet.write_string(line, 4, phone.translate(WIDE) if number % 5 == 0 else phone)
            line += 1
        if not is_fixed:
            sheet.write_row(line, 0, WRONG)
        sheet.write_row(line + 2, 0, ("合计", "", f"{PEOPLE} 人"))
    return file.getvalue()


@pytest.mark.parametrize("visit", [(True, 1280), (False, 375)], indirect=True, ids=["script", "no-script-375"])
def test_from_the_first_sign_in_to_the_self_check_sheet(visit, app, database, tmp_path):
    enter(visit)
    visit.look("journey-1-first")
    import_a_messy_roll(visit)
    print_slips_and_stickers(visit)
    start_a_campaign(visit)
    switch_a_reminder_on(visit)
    people = watch_acts_arrive(visit, app)
    take_the_board_home(visit)
    answer_a_suggestion(visit, people[0])
    self_check(visit)
    everything_is_in_the_log(visit)
    one_byte_is_noticed(database, tmp_path)


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
    visit.page.get_by_role("button", name="放弃").click()
    choose(visit, messy(is_fixed=True), "花名册（改）.xlsx")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("核对差异", timeout=60_000)
    expect(visit.page.locator("#bad")).to_have_count(0)
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


def start_a_campaign(visit):
    room(visit, "主题活动")
    visit.page.get_by_role("button", name="新建", exact=True).click()
    visit.page.get_by_label("名称").fill("绿色出行周")
    visit.page.get_by_label("开始日期").fill(str(clock.today()))
    visit.page.get_by_label("结束日期").fill(str(clock.today() + timedelta(days=6)))
    visit.page.get_by_label("单独排一个科室榜").check()
    visit.page.get_by_role("button", name="建立").click()
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("绿色出行周")


def switch_a_reminder_on(visit):
    room(visit, "定时提醒")
    visit.page.get_by_label("的理由").first.fill("节能宣传周")
    visit.page.get_by_role("button", name="开启").first.click()
    expect(visit.page.locator(".note")).to_have_text("提醒已开启。")


def watch_acts_arrive(visit, app):
    people = [make_person(app, department=OURS) for _ in range(3)]
    for person in people:
        assert person.check_in().status_code == 201
    fold()
    room(visit, "首页")
    expect(visit.page.locator(".figures")).to_contain_text("今天的记录3")
    visit.look("journey-5-home")
    return people


def take_the_board_home(visit):
    """What is in the file is what is on the page."""
    room(visit, "科室排行")
    expect(visit.page.locator("table.board tbody tr").first).to_contain_text("科室001")
    shown = visit.page.locator("table.board tbody tr").evaluate_all(FIRST_CELLS)
    with visit.page.expect_download() as started:
        visit.page.get_by_role("link", name="导出 Excel").click()
    rows = load_workbook(BytesIO(started.value.path().read_bytes()), read_only=True).worksheets[0]
    found = [row[:5] for row in rows.iter_rows(min_row=2, values_only=True)]
    assert len(found) == 200
    assert found[0][4] == 3
    assert [[str(rank), name, f"{value:.1%}"] for rank, name, _, value, _ in found] == shown


def answer_a_suggestion(visit, person):
    text = "三楼茶水间的厨余桶下午总是满的"
    assert person.post("/suggestions", {"text": text}).status_code == 201
    room(visit, "投诉建议")
    visit.page.get_by_role("link", name=text).click()
    visit.page.get_by_text("直接答复").click()
    visit.page.get_by_label("答复内容").fill("本周起下午四点加收一次。")
    visit.page.get_by_role("button", name="发出答复").click()
    expect(visit.page.locator(".note")).to_contain_text("答复")
    visit.look("journey-6-suggestion")
    assert person.get("/suggestions").json["data"][0]["reply"] == "本周起下午四点加收一次。"


def self_check(visit):
    room(visit, "合规自查")
    visit.page.get_by_label("开启个人榜的理由").fill("节能宣传周自愿报名")
    visit.page.get_by_role("button", name="开启").first.click()
    expect(visit.page.locator(".note").first).to_contain_text("理由已记入操作日志")
    visit.page.get_by_label("备案编号").fill("MP-001")
    visit.page.get_by_role("button", name="保存").click()
    expect(visit.page.locator(".note").first).to_contain_text("备案资料已保存")
    visit.look("journey-7-compliance")
    with visit.page.expect_download() as started:
        visit.page.get_by_role("button", name="导出自查表").click()
    assert started.value.suggested_filename.endswith(".docx")


def everything_is_in_the_log(visit):
    room(visit, "操作日志")
    log = visit.text("table.log")
    for done in DONE:
        assert done in log
    assert "1390000" not in log
    visit.look("journey-8-log")
    with visit.page.expect_download() as started:
        visit.page.get_by_role("button", name="导出 Excel").click()
    assert started.value.suggested_filename.startswith("操作日志")
    with transaction(reading=True):
        entries = session.scalars(select(AuditEntry.action)).all()
        assert len(entries) == len(DONE) + 2, "and the command line's: the owner, and the link for them"


def one_byte_is_noticed(database, folder):
    """``manage.py audit-check`` as the operator types it, before and after one letter of an entry was changed."""
    keys = {"DATA_KEYS": ",".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in KEYS)}
    office = Instance(folder / "operator", DATABASE_URL=database, SECRET_KEY="only-for-tests", **keys)
    code, said = office.run("audit-check")
    assert code == 0, said
    assert "操作日志完整" in said
    with office.opened():
        tamper("UPDATE audit_entries SET reason = replace(reason, '自愿报名', '自愿报各') WHERE reason <> ''")
    code, said = office.run("audit-check")
    assert code == 1
    assert "内容被改动过" in said
