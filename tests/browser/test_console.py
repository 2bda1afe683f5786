"""The first rooms as somebody sees them: going in, importing a roll, reading the board."""

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from factories import make_person
from models import Manager, session, transaction
from rolls import csv_file, xlsx
from services.managers import sign_ins as console_sign_ins
from services.quizzes.sheets import COLUMNS

# One database is enough: the pages are the same.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

PATIENCE = 20_000  # milliseconds: without script the page reloads itself every four seconds
PEOPLE = [(f"{number:04}", f"职工{number}", "县政府办/秘书科", f"1380000{number:04}", "", "") for number in range(1, 9)]


def enter(visit):
    with transaction():
        ticket = console_sign_ins.owner_link()
    visit.go(f"/console/enter/{ticket}")
    visit.look("enter")
    visit.page.get_by_role("button", name="进入工作台").click()
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("您好")


def choose(visit, content, name):
    visit.page.set_input_files("#file", {"name": name, "mimeType": "application/octet-stream", "buffer": content})
    visit.page.get_by_role("button", name="上传并看差异").click()


def test_in_by_a_link_and_out_again(visit):
    enter(visit)
    assert "先做这三件事" in visit.text()
    visit.look("home-empty")
    for room in ("职工名册", "科室排行", "定时提醒", "首页"):
        visit.page.get_by_role("link", name=room, exact=True).first.click()
        expect(visit.page.locator("nav a[aria-current=page]")).to_have_text(room)
        visit.look(f"empty-{room}")
    visit.page.get_by_role("button", name="退出").click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("扫码登录")


def test_in_by_scanning(visit, app):
    somebody = make_person(app)
    with transaction():
        session.add(Manager(name="赵管理", role="manager", employee_id=somebody.employee_id))
    visit.go("/console/sign-in")
    visit.look("sign-in")
    seen = zxingcpp.read_barcodes(Image.open(BytesIO(visit.page.screenshot())))[0].text
    code = seen.partition("?c=")[2]
    assert somebody.post(f"/console-sign-ins/{code}/confirmation").status_code == 204
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("赵管理，您好", timeout=PATIENCE)


def test_a_roll_is_imported(visit):
    enter(visit)
    visit.go("/console/roll/imports")
    choose(visit, b"\x00\x01", "坏文件.xlsx")
    expect(visit.page.locator("#file-fault")).to_contain_text("认不出这个文件")
    visit.look("import-refused")
    choose(visit, csv_file([*PEOPLE, ("", "没工号", "县财政局", "", "", "")], encoding="gb18030"), "有错.csv")
    expect(visit.page.locator("#bad")).to_have_text("有 1 行需要改正")
    visit.look("import-bad")
    visit.page.get_by_role("button", name="更新名册").click()
    expect(visit.page.locator("#skip-fault")).to_contain_text("请先改好这些行")
    visit.page.get_by_role("button", name="放弃").click()
    expect(visit.page.locator(".note")).to_contain_text("已放弃")
    choose(visit, xlsx(PEOPLE), "名册.xlsx")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("核对差异")
    visit.look("import-good")
    visit.page.get_by_role("button", name="更新名册").click()
    expect(visit.page.locator(".note")).to_have_text("名册已更新。")
    visit.look("import-done")
    find_and_invite(visit)


def find_and_invite(visit):
    visit.go("/console/roll")
    visit.page.get_by_label("工号或姓名").fill("0003")
    if not visit.script:
        visit.page.get_by_role("button", name="查找").click()
    expect(visit.page.locator("#people")).to_contain_text("138****0003")
    visit.look("roll")
    visit.page.get_by_role("link", name="职工3").click()
    visit.page.get_by_role("button", name="生成邀请码").click()
    assert len(visit.text(".reveal code")) == 11
    visit.look("invite")


def test_the_board_is_read(visit, app):
    for number in range(6):
        person = make_person(app, department=f"县政府办/第{number % 2}科")
        make_person(app, department=f"县财政局/第{number % 2}科", joined=False)
        person.check_in()
    for number in range(6):
        make_person(app, department=f"县{'政府办' if number % 2 else '财政局'}/第{number % 2}科", joined=False)
    enter(visit)
    visit.look("home")
    visit.go("/console/rankings?period=month")
    expect(visit.page.locator("table.board tbody tr").first).to_contain_text("%")
    drawn = visit.page.locator("#chart svg")
    expect(drawn).to_have_count(1 if visit.script else 0)
    visit.look("board")
    visit.page.get_by_role("link", name="人均积分").click()
    expect(visit.page.locator("nav[aria-label=指标] a[aria-current]")).to_have_text("人均积分")
    visit.page.get_by_role("link", name="上一月").click()
    assert "进行中" not in visit.text("main")
    visit.page.pdf()


def test_the_question_bank(visit):
    enter(visit)
    visit.go("/console/questions")
    visit.look("questions")
    visit.page.get_by_label("主题").select_option("water")
    visit.page.get_by_role("button", name="查找").click()
    expect(visit.page.get_by_role("link", name="每年的世界水日是哪一天？")).to_be_visible()
    visit.look("questions-water")
    visit.page.get_by_role("link", name="每年的世界水日是哪一天？").click()
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("世界水日")
    visit.look("question")
    visit.page.get_by_label("停用的理由").fill("本地口径不同")
    visit.page.get_by_role("button", name="停用这道题").click()
    expect(visit.page.get_by_role("status")).to_contain_text("已停用")
    visit.look("question-off")
    visit.go("/console/questions")
    bad = xlsx([("", "航天", "单选", "9", "", "甲", "甲", "", "", "C", "", "", "去年")], COLUMNS)
    visit.page.set_input_files("#file", {"name": "题.xlsx", "mimeType": "application/octet-stream", "buffer": bad})
    visit.page.get_by_role("button", name="上传并导入").click()
    expect(visit.page.get_by_role("alert")).to_contain_text("处需要改正")
    visit.look("questions-faults")
