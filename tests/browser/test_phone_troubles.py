"""Bad networks, impatient thumbs and a server in trouble: a sentence is said, nothing is lost, nothing counts twice."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from playwright.sync_api import expect
from sqlalchemy import select, update

from browser.phones import acts, settle
from browser.visits import PATIENCE
from factories import make_employee
from models import Finding, Session, Suggestion, session, transaction
from sorting import make

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
LIGHTS = "**/api/v1/activities/lights_out/check-ins"
OUT = "lights_out"


@pytest.fixture
def phone(app, phones):
    made = phones()
    made.person = settle(app, made)
    return made


def only_lights():
    return [activity for activity, _ in acts()] == [OUT]


def kept(phone):
    return [write["key"] for write in phone.in_storage("outbox") or []]


def all_sent(phone):
    """What was kept goes out after the page has come, so it is waited for."""
    for _ in range(PATIENCE // 50):
        if not kept(phone):
            break
        phone.page.wait_for_timeout(50)
    assert kept(phone) == []


def press(phone):
    phone.key("做到了", OUT)


def once(phone, pattern, answer):
    """Let the first request of that address meet ``answer(route)``, and the rest pass."""
    phone.page.route(pattern, answer, times=1)


def test_the_network_goes_in_the_middle_and_comes_back(phone):
    phone.start()
    phone.sees("本周积分")
    phone.context.set_offline(True)
    press(phone)
    phone.says("网络好了会自动送出", OUT)
    phone.sees_in(OUT, "待送出")
    phone.sees("1 条记录在手机上")
    phone.look("home-offline")
    assert acts() == []
    phone.context.set_offline(False)
    phone.sees_in(OUT, "已记 1 分")
    assert only_lights()
    assert kept(phone) == []


def test_a_start_without_network(phone):
    phone.start()
    phone.sees("本周积分")
    phone.set(offline=True)
    phone.start()
    phone.sees("照样可以打卡")
    press(phone)
    phone.sees_in(OUT, "待送出")
    phone.start()
    phone.sees_in(OUT, "待送出")
    phone.set(offline=False)
    phone.start()
    phone.sees_in(OUT, "已记 1 分")
    assert only_lights()


def test_the_answer_is_lost_after_the_server_did_it(phone):
    def lose(route):
        assert route.fetch().status == 201
        route.abort()

    phone.start()
    once(phone, LIGHTS, lose)
    press(phone)
    phone.says("网络断开了", OUT)
    assert only_lights()
    phone.start()
    phone.sees_in(OUT, "已记 1 分")
    expect(phone.here().get_by_test_id("kept")).to_have_count(0)
    assert only_lights()


def test_the_page_is_killed_before_the_answer(phone):
    phone.start()
    phone.page.route(LIGHTS, lambda route: None)
    press(phone)
    phone.page.wait_for_function("name => localStorage.getItem(name)?.includes('lights_out')", arg="mp:li:outbox")
    phone.page.unroute(LIGHTS)
    phone.start()
    phone.sees_in(OUT, "已记 1 分")
    assert only_lights()
    assert kept(phone) == []


def test_a_doubled_tap(phone):
    asked = []
    phone.page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/check-ins") else None)
    phone.start()
    phone.here(OUT).get_by_role("button", name="做到了").dblclick()
    phone.says("已记录", OUT)
    assert len(asked) == 1
    assert only_lights()


def test_two_phones_of_one_person_fill_one_slot(app, phone, phones):
    other = phones()
    other.remember("wechat:li:agreed", "yes")
    for one in (phone, other):
        one.start()
        one.sees("本周积分")
    for one in (phone, other):
        press(one)
        one.says("已记录，1 分", OUT)
    assert only_lights()


def test_a_token_that_ran_out_is_renewed_once(phone):
    signed = []
    phone.page.on("request", lambda request: signed.append(request.url) if request.url.endswith("/sessions") else None)
    phone.start()
    phone.sees("本周积分")
    with transaction():
        session.execute(update(Session).values(token_hash=Session.id + 1000))
    press(phone)
    phone.says("已记录", OUT)
    assert len(signed) == 2
    assert only_lights()


def test_a_server_that_never_knows_the_token_is_asked_twice_only(phone):
    refused = {"error": {"code": "NOT_SIGNED_IN", "message": "请先登录", "request_id": "1"}}
    asked = []

    def refuse(route):
        asked.append(route.request.url)
        route.fulfill(status=401, json=refused)

    phone.page.route("**/api/v1/messages", refuse)
    phone.start("pages/messages/index")
    phone.sees("请先登录")
    assert len(asked) == 2


HTML = "<html><body><h1>502 Bad Gateway</h1></body></html>"
TROUBLES = {
    "503": (
        {"status": 503, "json": {"error": {"code": "BUSY", "message": "正在升级，请稍后再试", "request_id": "1"}}},
        "正在升级",
    ),
    "429": (
        {
            "status": 429,
            "headers": {"Retry-After": "2"},
            "json": {"error": {"code": "TOO_MANY", "message": "操作太频繁，请稍后再试", "request_id": "1"}},
        },
        "操作太频繁",
    ),
    "html": ({"status": 502, "body": HTML, "content_type": "text/html"}, "服务器正忙"),
    "html-200": ({"status": 200, "body": HTML, "content_type": "text/html"}, "服务器的回答不对"),
    "empty": ({"status": 200, "body": ""}, "服务器的回答不对"),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_server_in_trouble_loses_nothing(phone, trouble):
    answer, sentence = TROUBLES[trouble]
    phone.start()
    once(phone, LIGHTS, lambda route: route.fulfill(**answer))
    press(phone)
    phone.says(sentence, OUT)
    phone.sees_in(OUT, "待送出")
    assert acts() == []
    if trouble != "429":
        phone.start()
    phone.sees_in(OUT, "已记 1 分")
    assert only_lights()


def test_a_page_in_trouble_says_so_and_tries_again(phone):
    phone.page.route(
        "**/api/v1/me", lambda route: route.fulfill(status=500, body=HTML, content_type="text/html"), times=1
    )
    phone.start("pages/mine/index")
    phone.sees("服务器正忙")
    phone.look("trouble")
    phone.tap("再试一次")
    phone.sees("上个人榜")


def test_a_slow_server_is_given_up_with_a_sentence(phone):
    phone.page.clock.install()
    phone.start()
    phone.sees("本周积分")
    phone.page.route("**/api/v1/me", lambda route: None)
    with phone.page.expect_request("**/api/v1/me"):
        phone.tab("我的")
    phone.page.clock.fast_forward(9_000)
    phone.sees("正在打开")
    phone.page.clock.fast_forward(2_000)
    phone.sees("等了很久没有回应")


def test_a_kept_act_that_the_server_refuses_is_told_once(phone):
    """Kept without network; meanwhile the person left on another phone."""
    phone.start()
    phone.sees("本周积分")
    phone.set(offline=True)
    phone.start()
    press(phone)
    phone.sees_in(OUT, "待送出")
    refused = {
        "error": {
            "code": "INVALID",
            "message": "提交的内容有误",
            "fields": {"day": "只能补记 7 天以内"},
            "request_id": "1",
        }
    }
    once(phone, LIGHTS, lambda route: route.fulfill(status=422, json=refused))
    phone.set(offline=False)
    phone.start()
    phone.sees("没有记上：提交的内容有误；只能补记 7 天以内")
    assert kept(phone) == []
    assert acts() == []


def test_the_quiz_and_the_bin_are_kept_too(app, phone):
    code = make()
    phone.start("pages/quiz/index")
    expect(phone.here().locator(".choices")).to_have_count(5)
    for number in range(5):
        phone.here().locator(".choices").nth(number).locator(".choice").first.click()
    phone.context.set_offline(True)
    phone.tap("交卷")
    phone.says("网络好了会自动送出")
    phone.context.set_offline(False)
    phone.start(f"pages/bin/index?scene={code}")
    phone.here().locator(".choices.column .choice").first.click()
    phone.context.set_offline(True)
    phone.tap("记一次投放")
    phone.says("网络好了会自动送出")
    phone.context.set_offline(False)
    phone.start()
    phone.sees_in("bin_sorting", "今天 1/3")
    assert sorted(activity for activity, _ in acts()) == ["bin_sorting", "waste_quiz"]


def test_a_withdrawal_whose_answer_is_lost_is_done_once(phone):
    phone.person.check_in()

    def lose(route):
        assert route.fetch().status == 200
        route.abort()

    phone.start("pages/records/index")
    once(phone, "**/withdrawal", lose)
    phone.tap("撤回")
    phone.sheet("确定")
    phone.says("网络好了会自动送出")
    phone.start()
    phone.sees("本周积分")
    phone.start("pages/records/index")
    phone.sees("已撤回")
    assert len(acts()) == 2


WORDS = {
    "suggestions": ("想说的话", "茶水间的灯夜里常亮", Suggestion),
    "findings": ("在哪里，看到了什么", "二楼水龙头关不严", Finding),
}


def written(table):
    with transaction(reading=True):
        return session.scalars(select(table.text)).all()


@pytest.mark.parametrize("room", WORDS)
def test_words_written_without_network_are_sent_once(phone, room):
    label, text, table = WORDS[room]
    phone.start(f"pages/{room}/index")
    phone.write(label, text)
    phone.context.set_offline(True)
    phone.tap("提交")
    phone.sees("网络好了会自动送出，不会重复提交")
    phone.sees_in("kept", text)
    phone.look(f"{room}-kept")
    assert written(table) == []
    phone.context.set_offline(False)
    expect(phone.here().get_by_test_id("kept")).to_have_count(0)
    assert written(table) == [text]
    assert kept(phone) == []


@pytest.mark.parametrize("room", WORDS)
def test_words_whose_answer_was_lost_are_not_said_twice(phone, room):
    label, text, table = WORDS[room]

    def lose(route):
        assert route.fetch().status == 201
        route.abort()

    phone.start(f"pages/{room}/index")
    phone.write(label, text)
    phone.page.route(
        f"**/api/v1/{room}", lambda route: lose(route) if route.request.method == "POST" else route.fallback()
    )
    phone.tap("提交")
    phone.sees_in("kept", text)
    phone.page.unroute(f"**/api/v1/{room}")
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1)):
        phone.start(f"pages/{room}/index")
        all_sent(phone)
        expect(phone.here().get_by_test_id("kept")).to_have_count(0)
    assert written(table) == [text]


def test_words_refused_later_are_given_back(app, phone):
    phone.start("pages/findings/index")
    phone.write("在哪里，看到了什么", "钱多多那屋的灯没关")
    phone.context.set_offline(True)
    phone.tap("提交")
    phone.sees("已记在手机上")
    make_employee(name="钱多多")
    phone.context.set_offline(False)
    phone.start()
    phone.sees("不要写人的姓名")
    phone.sees("您写的是：钱多多那屋的灯没关")
    assert written(Finding) == []
