"""A day with the mini-program, by real taps on the real files, against the real server and WeChat's stand-in."""

import pytest
from playwright.sync_api import expect

from browser.phones import employ

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_from_the_first_opening_to_the_first_act(phones):
    _, code = employ()
    phone = phones()
    asked = []
    phone.page.on("request", lambda request: asked.append(request.url) if "/api/" in request.url else None)
    phone.start()
    phone.at("欢迎")
    phone.sees("同意并继续")
    assert asked == []
    phone.look("welcome-privacy")
    phone.tap("同意并继续")
    phone.at("核对身份")
    phone.look("binding")
    for label, text in (("工号", "A0007"), ("姓名", "李知行"), ("邀请码", code)):
        phone.write(label, text)
    phone.tap("核对")
    phone.sees("选择加入")
    phone.look("welcome-policy")
    phone.tap("我已阅读，选择加入")
    phone.at("绿行")
    phone.look("home-first")
    phone.here("green_commute").get_by_role("button", name="上班").click()
    phone.at("绿色出行")
    phone.choose("自行车", "1—3 公里")
    phone.look("commute")
    phone.tap("记下这一次")
    phone.says("上班已记录，3 分")
    phone.back()
    expect(phone.here("green_commute")).to_contain_text("已记 3 分")
    phone.look("home-done")
