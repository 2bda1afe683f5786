"""The mini-program from the first opening to the way out, in one go: the real files, server, scheduler and database."""

import os
import shutil
import subprocess

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from browser.phones import acts, employ
from desk import sit_down
from factories import fold, make_employee
from models import Account, Participation, Suggestion, session, transaction
from reminding import at, remind, states, turn_on
from services.bins import signs as bin_signs
from services.printing import stickers
from services.waste.classes import CLASSES
from sorting import make

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def printed(tmp_path):
    """Photographs a printed sheet: a page of the real PDF with one sticker on it, at 150 dpi."""
    if shutil.which("pdftoppm") is None:
        reason = "没有找到 pdftoppm：请安装 poppler-utils"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)

    def photograph(code, size="large"):
        sign = bin_signs.Sign(code, "茶水间", "3 楼", [bin_signs.Face(CLASSES["kitchen"].name, CLASSES["kitchen"].rgb)])
        pdf = stickers.sheet([sign], lambda one: f"https://green.example.gov.cn/b/{one}", stickers.SIZES[size])
        (tmp_path / "sheet.pdf").write_bytes(pdf)
        command = ["pdftoppm", "-r", "150", "-png", "-singlefile", tmp_path / "sheet.pdf", tmp_path / "sheet"]
        subprocess.run(command, check=True)
        return tmp_path / "sheet.png"

    return photograph


def test_from_the_first_opening_to_the_way_out(app, phone, monday, emulator, printed):
    turn_on("quiz")
    employee_id, code = employ(department="县政府办/秘书科")
    for number in range(9):
        make_employee(department="县政府办/秘书科" if number % 2 else "县财政局/预算科")
    agree_and_bind(phone, code)
    join(phone)
    ask_for_a_reminder(phone, emulator)
    travel(phone)
    lights_and_plates(phone)
    be_reminded(app, phone, monday, emulator)
    answer_the_quiz(phone)
    sort(phone, printed(make()))
    look_at_the_board(phone)
    speak_and_be_answered(app, phone)
    leave(phone, employee_id)


def agree_and_bind(phone, code):
    asked = []
    phone.page.on("request", lambda request: asked.append(request.url) if "/api/" in request.url else None)
    phone.start()
    phone.at("欢迎")
    phone.sees("同意并继续")
    assert asked == [], "nothing is sent before the privacy guide is agreed to"
    phone.look("welcome-privacy")
    phone.link("《绿行小程序隐私保护指引》")
    phone.sheet("知道了")
    phone.tap("同意并继续")
    phone.at("核对身份")
    phone.look("binding")
    phone.tap("核对")
    phone.says("请填写工号、姓名和邀请码")
    for label, text in (("工号", "A0007"), ("姓名", "李知行"), ("邀请码", "WRONG23456")):
        phone.write(label, text)
    phone.tap("核对")
    phone.says("不匹配")
    phone.write("邀请码", code)
    phone.tap("核对")


def join(phone):
    phone.sees("选择加入")
    phone.look("welcome-policy")
    phone.tap("我已阅读，选择加入")
    phone.at("绿行")
    phone.look("home-first")


def ask_for_a_reminder(phone, emulator):
    emulator.user(phone.openid)
    phone.tab("我的")
    phone.link("提醒")
    phone.here().get_by_role("switch", name="每日答题").check()
    phone.toasts("已保存")
    phone.look("reminders")
    phone.tap("允许一次")
    expect(phone.page.locator(".host-sheet")).to_contain_text("每日答题提醒")
    phone.sheet("允许")
    phone.says("会发一条微信消息")
    phone.back()
    phone.tab("首页")


def travel(phone):
    phone.key("上班", "green_commute")
    phone.at("绿色出行")
    phone.tap("记下这一次")
    phone.says("请选择出行方式")
    phone.choose("自行车", "1—3 公里")
    phone.look("commute")
    phone.tap("记下这一次")
    phone.says("上班已记录，3 分")
    phone.back()
    phone.sees_in("green_commute", "已记 3 分")
    phone.key("下班", "green_commute")
    phone.says("下班已记录，3 分", "green_commute")


def lights_and_plates(phone):
    phone.key("做到了", "lights_out")
    phone.says("随手关灯断电已记录，1 分", "lights_out")
    phone.key("早餐承诺", "clean_plate")
    phone.says("早餐承诺已记录，1 分", "clean_plate")
    phone.key("早餐光盘", "clean_plate")
    phone.says("早餐光盘已记录，2 分", "clean_plate")
    phone.link("其他餐次", "clean_plate")
    phone.tap("餐前承诺", "lunch")
    phone.says("午餐承诺已记录，1 分")
    phone.look("plate")
    phone.tap("餐后光盘", "lunch")
    phone.says("午餐光盘已记录，2 分")
    phone.back()
    expect(phone.here().locator(".figure-value").first).to_have_text("13")
    phone.look("home-done")


def be_reminded(app, phone, monday, emulator):
    """The scheduler's own jobs send it; the inbox has the copy, and both lead to the page it speaks of."""
    monday.move_to(at(10, 0, 30))
    remind(app)
    assert states() == [("sent", "")]
    [sent] = emulator.sent(phone.openid)
    assert sent["page"] == "pages/home/index?reminder=quiz"
    phone.start()
    phone.tap("1 条新消息")
    phone.sees_in("message", "每日答题提醒")
    phone.look("messages")
    with phone.page.expect_response("**/read"):
        phone.here().get_by_test_id("message").click()
    phone.at("绿行")
    phone.page.locator("#notices button").first.click()
    phone.at("绿行")
    phone.sees_in("reminder-off", "不再提醒这一类")
    phone.look("home-reminded")


def answer_the_quiz(phone):
    phone.key("去答题", "waste_quiz")
    questions = phone.here().locator(".choices")
    expect(questions).to_have_count(5)
    for number in range(4):
        questions.nth(number).locator(".choice").first.click()
    phone.look("quiz")
    phone.start("pages/quiz/index")
    expect(phone.here().locator(".choice.on")).to_have_count(4)
    phone.tap("交卷")
    phone.sheet("取消")
    phone.here().locator(".choices").nth(4).locator(".choice").last.click()
    phone.tap("交卷")
    phone.sees("共 5 题")
    phone.sees("各主题的成绩")
    expect(phone.here().get_by_text("正确答案")).to_have_count(5)
    phone.look("quiz-told")
    phone.start()
    phone.key("看解析", "waste_quiz")
    phone.sees("共 5 题")
    phone.back()


def sort(phone, picture):
    scanner = phone.page.get_by_label("扫一扫").locator("input[type=file]")
    phone.key("扫一扫", "bin_sorting")
    scanner.set_input_files(picture)
    phone.sees("茶水间")
    phone.look("bin")
    phone.tap("记一次投放")
    phone.says("请选出您的答案")
    phone.here().locator(".choices.column .choice").first.click()
    phone.tap("记一次投放")
    phone.sees("正确答案")
    phone.look("bin-told")
    phone.tap("回首页")
    phone.sees_in("bin_sorting", "今天 1/3")
    phone.key("扫一扫", "bin_sorting")
    scanner.set_input_files(picture)
    phone.sees("刚刚记过一次")
    phone.look("bin-too-soon")
    phone.back()
    day = "2026-03-02"
    trips, plates = ("to_work", "to_home"), ("breakfast:pledge", "breakfast:kept", "lunch:pledge", "lunch:kept")
    assert acts() == [
        *(("green_commute", f"{day}:{way}") for way in trips),
        ("lights_out", day),
        *(("clean_plate", f"{day}:{part}") for part in plates),
        ("waste_quiz", day),
        ("bin_sorting", f"{day}:1"),
    ]


def look_at_the_board(phone):
    fold()
    phone.tab("排行")
    phone.sees("我的科室")
    phone.sees("%")
    phone.look("boards")


def speak_and_be_answered(app, phone):
    phone.tab("我的")
    phone.link("意见建议")
    phone.write("想说的话", "茶水间的灯夜里常亮，装个感应开关吧")
    phone.tap("提交")
    phone.says("已提交")
    phone.sees_in("suggestion", "已收到")
    with transaction(reading=True):
        row = session.scalars(select(Suggestion)).one()
    desk = sit_down(app)
    answered = desk.post(f"/suggestions/{row.id}/reply", {"version": row.version, "text": "本周装好，谢谢提醒。"})
    assert answered.status_code == 200
    phone.start("pages/suggestions/index")
    phone.sees_in("suggestion", "本周装好，谢谢提醒。")
    phone.tap("4 星")
    phone.says("谢谢您的评价")
    phone.sees_in("suggestion", "您打了 4 星")
    phone.look("suggestions")


def leave(phone, employee_id):
    phone.start("pages/mine/index")
    phone.tap("退出参与")
    phone.sheet("取消")
    phone.tap("退出参与")
    phone.sheet("退出")
    phone.says("已退出")
    phone.look("mine-left")
    with transaction(reading=True):
        assert session.scalar(select(Participation.account_id)) is None
        assert session.scalar(select(Account.left_on).filter_by(employee_id=employee_id)) is not None
    phone.tap("看看参与须知")
    phone.tap("我已阅读，选择加入")
    phone.says("今天刚刚退出")
