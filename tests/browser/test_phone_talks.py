"""What a person and the office say to each other by the phone: objections, reminders unwanted, words and findings."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from browser.phones import settle
from desk import sit_down
from models import Finding, Hold, Objection, Photo, session, transaction
from pictures import with_place
from reminding import at, remind, turn_on
from services.audit import trail as audit
from services.compliance import switches
from services.photos import files as photo_files
from sorting import held
from test_wecom import wecom_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def only(table):
    session.remove()
    row = session.scalars(select(table)).one()
    session.remove()
    return row


def explain(phone, words):
    phone.tap("说明理由")
    phone.page.locator(".host-sheet textarea").fill(words)
    phone.sheet("确定")
    phone.says("结果会告诉您")
    phone.sees(f"您的说明：{words}")


def test_a_held_act_is_explained_and_counted(app, phone, monday):
    held(settle(app, phone), monday)
    phone.start("pages/records/index")
    phone.sees("核实中")
    explain(phone, "两个院区开会，坐班车过去的")
    phone.sees("等待复核")
    phone.look("records-explained")
    desk = sit_down(app)
    assert "坐班车过去的" in desk.get("/held-acts").text
    desk.post(f"/held-acts/{only(Hold).id}/review", {"accept": "yes", "reason": "班车记录属实"})
    phone.start("pages/messages/index")
    phone.sees("班车记录属实")
    phone.start("pages/records/index")
    expect(phone.here().get_by_test_id("act").filter(has_text="分")).to_have_count(2)


def test_a_refused_act_is_objected_to_and_the_reason_is_seen(app, phone, monday):
    held(settle(app, phone), monday)
    desk = sit_down(app)
    desk.get("/held-acts")
    desk.post(f"/held-acts/{only(Hold).id}/review", {"accept": "no", "reason": "两处相隔太远"})
    phone.start("pages/records/index")
    phone.sees("不计分的理由：两处相隔太远")
    explain(phone, "当天在两处办公")
    other = sit_down(app)
    assert "当天在两处办公" in other.get("/objections").text
    other.post(f"/objections/{only(Objection).id}/decision", {"uphold": "no", "answer": "请附上派车单再提"})
    phone.start("pages/records/index")
    phone.sees("复核后不计分：请附上派车单再提")
    phone.look("records-refused")
    expect(phone.here().get_by_text("说明理由")).to_have_count(0)
    phone.start("pages/messages/index")
    phone.sees("异议有结果了")


def test_no_more_of_a_kind_from_the_inbox_and_from_the_page_it_opened(app, phone, monday):
    person = settle(app, phone)
    assert person.patch("/me", {"reminder_kinds": ["commute", "quiz"]}).status_code == 200
    turn_on("commute")
    monday.move_to(at(7, 50, 30))
    remind(app)
    phone.start("pages/messages/index")
    phone.tap("不再提醒这一类", "message")
    phone.says("不再提醒这一类")
    assert person.get("/me").json["data"]["reminder_kinds"] == ["quiz"]
    phone.start("pages/home/index?reminder=quiz")
    phone.tap("不再提醒这一类", "reminder-off")
    phone.says("想再要，在“提醒”里打开", "reminder-off")
    phone.look("home-no-more")
    assert person.get("/me").json["data"]["reminder_kinds"] == []


def test_reminders_by_wecom_too_where_it_is_opened_there(app, phone, emulator, monkeypatch):
    monkeypatch.setitem(app.extensions, "wecom", wecom_of(emulator))
    person = settle(app, phone)
    phone.start("pages/reminders/index")
    phone.sees("免打扰时间")
    expect(phone.here().get_by_text("企业微信")).to_have_count(0)
    phone.set(wecom=emulator.member("li", "李知行"))
    phone.start("pages/reminders/index")
    phone.tap("也发到企业微信")
    phone.says("提醒会发到企业微信")
    assert person.get("/me").json["data"]["wecom"] is True
    phone.look("reminders-wecom")
    phone.set(wecom="")
    phone.start("pages/reminders/index")
    phone.tap("不再发到企业微信")
    phone.says("不再发到企业微信了")
    expect(phone.here().get_by_test_id("wecom")).to_have_count(0)
    assert person.get("/me").json["data"]["wecom"] is False


def test_a_code_of_wecom_that_is_no_good_is_said(app, phone, emulator, monkeypatch):
    monkeypatch.setitem(app.extensions, "wecom", wecom_of(emulator))
    settle(app, phone)
    phone.set(wecom="no-such-code")
    phone.start("pages/reminders/index")
    phone.tap("也发到企业微信")
    expect(phone.here().locator(".note.bad")).to_be_visible()


def test_a_finding_needs_no_photo_and_may_have_one(app, phone, tmp_path):
    settle(app, phone)
    photo_files.use(tmp_path)
    phone.start("pages/findings/index")
    phone.write("在哪里，看到了什么", "二楼东侧卫生间水龙头关不严")
    expect(phone.here().get_by_text("照片（可以不传）")).to_have_count(0)
    phone.look("findings")
    phone.tap("提交")
    phone.sees("已经交给负责的部门")
    with transaction():
        switches.turn(switches.PHOTOS, True, "核对随手拍的地点", audit.COMMAND_LINE)
    phone.start("pages/findings/index")
    phone.tap("选一张照片")
    picture = {"name": "走廊.jpg", "mimeType": "image/jpeg", "buffer": with_place()}
    phone.page.get_by_role("button", name="选择照片").set_input_files(picture)
    expect(phone.here().get_by_label("要附上的照片")).to_be_visible()
    phone.write("在哪里，看到了什么", "三楼走廊白天亮着灯")
    phone.look("findings-photo")
    phone.tap("提交")
    phone.sees("不记是谁报告的")
    phone.look("findings-sent")
    with transaction(reading=True):
        found = session.scalars(select(Finding).order_by(Finding.id)).all()
        photo = session.scalars(select(Photo)).one()
        assert [one.photo_id for one in found] == [None, photo.id]
        assert (photo.use, photo.department_id) == ("finding", None)


def test_campaigns_are_read(app, phone):
    settle(app, phone)
    phone.start("pages/campaigns/index?reminder=campaign")
    phone.sees("近期没有活动")
    phone.sees_in("reminder-off", "不再提醒这一类")
    phone.look("campaigns-none")
