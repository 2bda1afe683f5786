"""Days with the mini-program, by real taps on the real files, against the real server and WeChat's stand-in."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import expect
from sqlalchemy import select

from browser.phones import acts, employ, settle, works
from commands import phone_page
from factories import make_person
from models import Account, CheckIn, Manager, Message, Participation, Photo, session, transaction
from pictures import with_place
from reminding import at, ledger, remind, turn_on
from services import audit, bin_signs, photo_files, qr, stickers, switches
from services.waste_classes import CLASSES
from sorting import make

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
MORNING = at(7, 30)


@pytest.fixture
def monday():
    """An ordinary working day's morning, on the server; time goes on."""
    with time_machine.travel(MORNING) as traveller:
        yield traveller


@pytest.fixture
def phone(phones, monday):
    made = phones()
    made.page.clock.set_fixed_time(MORNING)
    return made


def test_from_the_first_opening_to_the_first_act(phone):
    _, code = employ()
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
    phone.sees("选择加入")
    phone.look("welcome-policy")
    phone.tap("我已阅读，选择加入")
    phone.at("绿行")
    phone.look("home-first")
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
    phone.look("home-done")
    assert acts() == [("green_commute", "2026-03-02:to_work"), ("green_commute", "2026-03-02:to_home")]


def test_binding_by_the_phone_number_and_looking_around_first(phone):
    employ(phone="13812345678")
    phone.set(number="13812345678")
    phone.start()
    phone.tap("同意并继续")
    phone.tap("用微信手机号核对")
    phone.sees("参与须知")
    phone.tap("先不加入，只看看")
    phone.sees("您还没有加入")
    phone.look("home-not-joined")
    phone.tab("排行")
    phone.at("排行")
    phone.tab("首页")
    phone.tap("看看参与须知")
    phone.here().get_by_role("switch", name="也上个人榜").check()
    phone.tap("我已阅读，选择加入")
    phone.sees("本周积分")
    with transaction(reading=True):
        assert session.scalar(select(Participation.on_people_board)) is True


def test_one_tap_each(app, phone):
    settle(app, phone)
    phone.start()
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
    expect(phone.here().locator(".figure-value").first).to_have_text("7")
    assert [slot for _, slot in acts()][1:] == [
        f"2026-03-02:{part}" for part in ("breakfast:pledge", "breakfast:kept", "lunch:pledge", "lunch:kept")
    ]


def test_the_quiz(app, phone):
    settle(app, phone)
    phone.start("pages/quiz/index")
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
    phone.sees_in("waste_quiz", "看解析")
    phone.key("看解析", "waste_quiz")
    phone.sees("共 5 题")
    assert acts() == [("waste_quiz", "2026-03-02")]


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


def test_a_bin_is_scanned_from_its_printed_sheet(app, phone, printed):
    settle(app, phone)
    code = make()
    picture = printed(code)
    phone.start()
    phone.key("扫一扫", "bin_sorting")
    phone.page.get_by_label("扫一扫").locator("input[type=file]").set_input_files(picture)
    phone.sees(code)
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
    phone.page.get_by_label("扫一扫").locator("input[type=file]").set_input_files(picture)
    phone.sees("刚刚记过一次")
    phone.look("bin-too-soon")
    assert acts() == [("bin_sorting", "2026-03-02:1")]


def test_a_bin_is_opened_by_its_link_and_a_strange_code_is_not(app, phone, site, tmp_path):
    settle(app, phone)
    code = make()
    phone.start(f"pages/bin/index?q={site.replace(':', '%3A').replace('/', '%2F')}%2Fb%2F{code}")
    phone.sees(code)
    phone.start(f"pages/bin/index?scene={code}")
    phone.sees(code)
    phone.start("pages/bin/index?scene=AAAAAAAA")
    phone.sees("没有这个码")
    strange = tmp_path / "strange.png"
    strange.write_bytes(qr.png("https://example.com/other"))
    phone.start("pages/bin/index")
    phone.tap("扫一扫")
    phone.page.get_by_label("扫一扫").locator("input[type=file]").set_input_files(strange)
    phone.says("这不是绿行的分类桶码")


def test_the_dictionary(app, phone):
    settle(app, phone)
    phone.start("pages/dictionary/index")
    phone.write("要查的东西", "beizi")
    expect(phone.here().get_by_test_id("item").filter(has_text="被子")).to_be_visible()
    phone.sees("可能是下面几样")
    phone.look("dictionary")
    phone.tap("清空")
    phone.tap("硬盘")
    phone.sees("涉密载体先按保密规定处理")
    phone.write("要查的东西", "蓝莓酸奶空玻璃瓶子")
    phone.sees_in("guess", "是推测，不是答案")
    phone.look("dictionary-guess")


def test_the_boards(app, phone):
    settle(app, phone, department="县政府办/秘书科")
    for number in range(6):
        make_person(app, department="县政府办/秘书科" if number % 2 else "县财政局/预算科").check_in()
    for number in range(8):
        make_person(app, department="县财政局/预算科" if number % 2 else "县政府办/秘书科", joined=False)
    phone.start("pages/boards/index")
    phone.sees("我的科室")
    phone.sees("%")
    phone.look("boards")
    phone.choose("人均积分", "本月")
    phone.sees("3月1日—3月31日")
    phone.choose("个人")
    phone.sees("本单位没有开启个人榜")
    with transaction():
        switches.turn(switches.PEOPLE_BOARD, True, "节能宣传周自愿报名", audit.COMMAND_LINE)
    phone.choose("科室")
    phone.choose("个人")
    phone.sees("默认不上榜")
    phone.look("boards-people")


def test_my_records(app, phone):
    person = settle(app, phone)
    assert person.check_in().status_code == 201
    assert person.check_in(day="2026-03-01", direction="to_home").status_code == 201
    phone.start("pages/records/index")
    phone.sees("绿色出行 · 上班 · 自行车")
    phone.look("records")
    phone.tap("撤回")
    phone.sheet("确定")
    phone.says("已撤回")
    phone.sees("已撤回")
    phone.here().get_by_role("button", name="3月1日，1 条记录").click()
    phone.sees("补记")
    phone.tap("记这一天的出行")
    phone.at("绿色出行")
    phone.choose("步行", "1 公里以内", "上班")
    phone.tap("记下这一次")
    phone.says("上班已记录，3 分")
    phone.choose("今天")
    phone.tap("记下这一次")
    phone.sheet("确定")
    phone.says("上班已记录，3 分")
    phone.back()
    phone.tap("上一月")
    phone.sees("2026年2月")
    phone.sees("没有记录")
    phone.tap("下一月")
    phone.sees("2026年3月")
    assert len(acts()) == 5, "the withdrawn one, its reversal, a new one, and two of Sunday"


def test_absences(app, phone):
    settle(app, phone)
    phone.start("pages/absences/index")
    phone.tap("到 2026-03-02")
    phone.page.locator(".host-sheet input").fill("2026-03-04")
    phone.sheet("确定")
    phone.choose("出差")
    phone.look("absences")
    phone.tap("登记")
    phone.says("已登记")
    phone.sees_in("absence", "3月2日—3月4日")
    phone.tap("删除")
    phone.says("已删除")
    expect(phone.here().get_by_test_id("absence")).to_have_count(0)


def test_a_reminder_is_allowed_arrives_and_opens_its_page(app, phone, monday, emulator):
    person = settle(app, phone)
    emulator.user(phone.openid)
    turn_on("commute")
    phone.start("pages/reminders/index")
    phone.here().get_by_role("switch", name="绿色出行").check()
    phone.toasts("已保存")
    phone.look("reminders")
    phone.tap("允许一次")
    expect(phone.page.locator(".host-sheet")).to_contain_text("绿色出行提醒")
    phone.sheet("允许")
    phone.says("会发一条微信消息")
    assert ledger(person) == 1
    monday.move_to(at(7, 50, 30))
    remind(app)
    [sent] = emulator.sent(phone.openid)
    assert sent["page"] == "pages/home/index?reminder=commute"
    phone.start()
    phone.tap("1 条新消息")
    phone.sees_in("message", "绿色出行提醒")
    phone.look("messages")
    with phone.page.expect_response("**/read"):
        phone.here().get_by_test_id("message").click()
    phone.at("绿行")
    phone.page.locator("#notices button").first.click()
    phone.at("绿行")
    with transaction(reading=True):
        assert session.scalar(select(Message.read_at)) is not None


def test_the_question_about_messages_comes_with_a_tap_at_home(app, phone, emulator):
    person = settle(app, phone)
    emulator.user(phone.openid)
    turn_on("commute")
    assert person.patch("/me", {"reminder_kinds": ["commute"]}).status_code == 200
    phone.start()
    phone.key("做到了", "lights_out")
    phone.sheet("取消")
    phone.says("已记录", "lights_out")
    phone.key("早餐承诺", "clean_plate")
    phone.says("已记录", "clean_plate")
    expect(phone.page.locator(".host-sheet")).to_have_count(0)
    assert ledger(person) == 0


def test_quiet_hours_and_a_pause(app, phone):
    person = settle(app, phone)
    phone.start("pages/reminders/index")
    phone.tap("免打扰从 21:00")
    phone.page.locator(".host-sheet input").fill("20:00")
    phone.sheet("确定")
    phone.toasts("已保存")
    me = person.get("/me").json["data"]
    assert me["quiet_from"] == "20:00"
    if works(app, "/reminders/rest"):
        phone.tap("本周不提醒")
        phone.sees("起恢复提醒")
        phone.tap("现在就恢复")
        phone.sees("今天不提醒")
    else:
        expect(phone.here().get_by_text("先停一停")).to_have_count(0)


def test_words_to_the_office(app, phone):
    settle(app, phone)
    phone.start("pages/suggestions/index")
    if works(app, "/suggestions"):
        phone.write("想说的话", "茶水间的灯夜里常亮，装个感应开关吧")
        phone.tap("提交")
        phone.says("已提交")
        phone.sees_in("suggestion", "已收到")
    else:
        phone.sees("暂未开放")
    phone.look("suggestions")
    phone.start("pages/findings/index")
    phone.write("在哪里，看到了什么", "二楼东侧卫生间水龙头关不严")
    phone.look("findings")
    phone.tap("提交")
    phone.sees("已经交给负责的部门" if works(app, "/findings") else "暂未开放")
    phone.start("pages/campaigns/index")
    phone.sees("近期没有活动" if works(app, "/campaigns") else "暂未开放")
    phone.look("campaigns")


def test_no_photo_is_asked_for_where_the_office_takes_none(app, phone):
    settle(app, phone)
    phone.start("pages/plate/index")
    phone.tap("餐前承诺", "lunch")
    phone.says("已记录")
    expect(phone.here().get_by_text("照片（可以不传）")).to_have_count(0)


def test_a_photo_goes_with_a_clean_plate(app, phone, tmp_path):
    settle(app, phone)
    photo_files.use(tmp_path)
    with transaction():
        switches.turn(switches.PHOTOS, True, "光盘行动自愿附图", audit.COMMAND_LINE)
    phone.start("pages/plate/index")
    phone.tap("餐前承诺", "lunch")
    phone.says("已记录")
    phone.tap("选一张照片")
    picture = {"name": "盘子.jpg", "mimeType": "image/jpeg", "buffer": with_place()}
    phone.page.get_by_role("button", name="选择照片").set_input_files(picture)
    expect(phone.here().get_by_label("要附上的照片")).to_be_visible()
    phone.look("plate-photo")
    phone.tap("餐后光盘", "lunch")
    phone.says("午餐光盘已记录，2 分")
    with transaction(reading=True):
        kept, photo = session.scalars(select(CheckIn).order_by(CheckIn.id.desc())).first(), session.query(Photo).one()
        assert kept.detail["photo_id"] == photo.id
        assert (photo.state, photo.use) == ("checking", "clean_plate:2026-03-02:lunch:kept")


def test_the_console_is_confirmed_from_the_phone(app, phone, site, chromium, tmp_path):
    person = settle(app, phone)
    with transaction():
        session.add(Manager(name="李管理", role="manager", employee_id=person.employee_id))
    desk = chromium.new_context(base_url=site).new_page()
    desk.goto("/console/sign-in")
    (tmp_path / "screen.png").write_bytes(desk.screenshot())
    phone.start("pages/mine/index")
    phone.tap("扫码登录电脑上的工作台")
    phone.page.get_by_label("扫一扫").locator("input[type=file]").set_input_files(tmp_path / "screen.png")
    phone.at("登录工作台")
    phone.look("console")
    phone.tap("确认登录")
    phone.sees("已确认")
    expect(desk.get_by_role("heading", level=1)).to_have_text("李管理，您好", timeout=20_000)
    desk.context.close()


def test_my_settings_my_data_and_the_way_out(app, phone):
    settle(app, phone).check_in()
    phone.start("pages/mine/index")
    phone.here().get_by_role("switch", name="上个人榜").check()
    phone.write("昵称", "小禾")
    phone.tap("保存")
    phone.says("已保存")
    phone.look("mine")
    phone.link("我的数据")
    phone.sees("打卡记录")
    phone.look("data")
    with phone.page.expect_download() as started:
        phone.tap("存成文件，发到聊天里")
    assert "green_commute" in Path(started.value.path()).read_text(encoding="utf-8")
    phone.tap("在这里看全文")
    phone.sees('"nickname": "小禾"')
    phone.back()
    phone.tap("退出参与")
    phone.sheet("取消")
    phone.tap("退出参与")
    phone.sheet("退出")
    phone.says("已退出")
    with transaction(reading=True):
        account = session.scalar(select(Account).filter_by(nickname=None))
        assert session.scalar(select(Participation.account_id)) is None
        assert account.left_on is not None
    phone.tap("看看参与须知")
    phone.tap("我已阅读，选择加入")
    phone.says("今天刚刚退出")


def test_the_largest_letters_fit_on_every_page(app, phone):
    settle(app, phone, name="欧阳明月", department="县机关事务服务中心/资产和公共机构节能管理科").check_in()
    phone.set(fontSize=23)
    for page in json.loads((phone_page.SOURCE / "app.json").read_text(encoding="utf-8"))["pages"]:
        phone.start(page)
        expect(phone.here().get_by_text("正在打开…")).to_have_count(0)
        phone.look(f"large-{page.split('/')[1]}")
