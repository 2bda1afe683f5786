"""Days with the mini-program, by real taps on the real files, against the real server and WeChat's stand-in."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from browser.phones import MORNING, acts, employ, settle
from commands import phone_page
from factories import fold, make_person
from models import CheckIn, Manager, Participation, Photo, session, transaction
from pictures import with_place
from reminding import ledger, turn_on
from services.audit import trail as audit
from services.campaigns import campaigns
from services.compliance import switches
from services.photos import files as photo_files
from services.printing import qr
from sorting import make

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


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
    phone.here().get_by_role("button", name="按参与率，全部科室").click()
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


def test_a_campaigns_board_and_the_way_down_a_unit(app, phone, monday):
    settle(app, phone, department="县政府办/秘书科")
    for number in range(24):
        place = f"县{'政府办' if number % 2 else '财政局'}/{('秘书科', '综合科')[number // 2 % 2]}"
        person = make_person(app, department=place)
        if number < 16:
            person.check_in()
    days = MORNING.date(), MORNING.date() + timedelta(days=4)
    with transaction():
        for name, has_board in (("绿色出行周", True), ("不排榜的活动", False)):
            campaigns.make(campaigns.Draft(name, campaigns.OWN, *days, "", "", "", has_board), audit.COMMAND_LINE)
    fold()
    phone.start("pages/boards/index?reminder=weekly")
    phone.sees_in("reminder-off", "不再提醒这一类")
    phone.start("pages/campaigns/index")
    phone.sees("不排榜的活动")
    phone.sees("还有 4 天")
    phone.look("campaigns")
    phone.tap("看科室榜")
    phone.at("排行")
    phone.sees("3月2日—3月6日")
    phone.here().get_by_role("button", name="按参与率，全部科室").click()
    phone.sees("县政府办/秘书科")
    phone.choose("人均减排")
    phone.sees(" 克")
    phone.choose("参与率", "按单位")
    expect(phone.here().get_by_role("listitem")).to_have_count(2)
    phone.sees("我的单位")
    phone.look("boards-units")
    phone.here().get_by_role("listitem").filter(has_text="县政府办").click()
    phone.sees("返回上一级（县政府办）")
    expect(phone.here().get_by_role("listitem")).to_have_count(2)
    phone.sees("秘书科")
    phone.tap("‹ 返回上一级（县政府办）")
    phone.sees("县财政局")
    phone.choose("个人")
    phone.sees("超过的参与者")
    expect(phone.here().get_by_role("radio", name="活动", exact=True)).to_have_count(0)


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
    phone.tap("本周不提醒")
    phone.sees("起恢复提醒")
    phone.tap("现在就恢复")
    phone.sees("今天不提醒")


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


def test_my_settings_and_my_data(app, phone):
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


def test_the_largest_letters_fit_on_every_page(app, phone):
    settle(app, phone, name="欧阳明月", department="县机关事务服务中心/资产和公共机构节能管理科").check_in()
    phone.set(fontSize=23)
    for page in json.loads((phone_page.SOURCE / "app.json").read_text(encoding="utf-8"))["pages"]:
        phone.start(page)
        expect(phone.here().get_by_text("正在打开…")).to_have_count(0)
        phone.look(f"large-{page.split('/')[1]}")
