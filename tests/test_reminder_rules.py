"""The rules as managers edit them: every field checked, the dry run, two at once, the pause, the log."""

import html
import json
import re
from datetime import date, time

import pytest
import time_machine
from sqlalchemy import func, select

from desk import form_of, sit_down
from factories import fold, make_department, make_employee
from models import AuditEntry, CalendarDay, Delivery, Message, Reminder, session, transaction
from reminding import accept, at, inbox, make_reader, remind, rule, states, station, turn_on
from scheduler import jobs

MONDAY_NIGHT = at(21, 30)


@pytest.fixture
def morning():
    with time_machine.travel(at(7), tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(app, emulator, morning):
    return sit_down(app)


def edit(desk, kind="commute", **changes):
    """Open the rule's page, change some fields, save; the page after it."""
    path = f"/reminders/{rule(kind).id}"
    return desk.post(path, form_of(desk.get(path)) | changes)


def entries():
    found = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    return [action for action in found if action.startswith("reminder.")]


def faults(page):
    return {
        name: html.unescape(text)
        for name, text in re.findall(r'<small class="fault" id="([\w-]+)-fault">([^<]+)<', page.text)
    }


def trial(page):
    """The dry run's numbers by their words."""
    text = page.text.partition('id="trial"')[2].partition("</section>")[0]
    rows = re.findall(r"<dt>([^<]+)</dt><dd>([\d,]+) 人</dd>", text)
    return {word: int(people.replace(",", "")) for word, people in rows}


def test_what_is_saved_is_what_is_done(app, desk, emulator, person, morning):
    turn_on()
    reader = make_reader(person, emulator)
    page = edit(
        desk,
        times="08:15、12:20",
        title="上班路上",
        text="今天怎么来的？",
        page="pages/commute/index",
        **{"field-thing1": "骑车还是走路？", "reason": "改到八点一刻"},
    )
    assert "提醒已保存" in page.text
    row = rule()
    assert (row.at, row.then_at, row.version, row.changed_by) == (time(8, 15), ["12:20"], 2, "测试owner")
    assert row.next_run_at == at(8, 15)
    entry = session.scalars(select(AuditEntry).filter_by(action="reminder.change")).one()
    assert entry.change["times"] == ["07:50", "08:15、12:20"]
    assert (entry.reason, set(entry.change)) == (
        "改到八点一刻",
        {"times", "title", "text", "page", "field-thing1"},
    )
    morning.move_to(at(8, 15, 5))
    remind(app)
    (message,) = emulator.sent()
    assert (message["data"]["thing1"], message["page"]) == ("骑车还是走路？", "pages/commute/index?reminder=commute")
    assert inbox(reader) == ["上班路上"]


def test_saving_without_a_change_changes_nothing(desk):
    edit(desk)
    assert rule().version == 1
    assert entries() == []


WRONG = {
    "title": ("", "请填写"),
    "text": ("字" * 101, "不超过 100 个字"),
    "times": ("七点五十", "07:50"),
    "first_day": ("下周一", "2026-03-02"),
    "department_id": ("99999", "没有这个单位"),
    "activity": ("sleeping", "没有这项活动"),
    "template_id": ("", "请填写"),
    "template_keys": ("thing", "看不懂"),
    "field-thing1": ("一" * 21, "最多 20 个字，现在是 21 个"),
    "field-time2": ("明天早上", "15:01"),
    "field-thing3": ("{工资}", "没有 {工资} 这个占位"),
    "page": ("/pages/home", "开头没有 /"),
}


@pytest.mark.parametrize("name", WRONG)
def test_each_wrong_field_is_named_and_nothing_is_saved(desk, name):
    given, sentence = WRONG[name]
    page = edit(desk, **{name: given})
    assert page.status_code == 422
    assert sentence in faults(page)[name]
    assert set(faults(page)) == {name}
    assert rule().version == 1
    assert html.escape(given, quote=False) in html.unescape(page.text) or name in ("department_id", "activity")


@pytest.mark.parametrize(
    ("kind", "fields", "wrong"),
    [
        ("commute", {"times": "21:00"}, "times"),
        ("commute", {"times": "07:29"}, "times"),
        ("commute", {"times": "08:00、08:20"}, "times"),
        ("commute", {"times": "08:00、10:00、12:00、14:00、16:00"}, "times"),
        ("weekly", {"times": "15:00、16:30"}, "times"),
        ("campaign", {"first_day": "2026-03-05"}, "last_day"),
        ("campaign", {}, "first_day"),
        ("quiz", {"first_day": "2026-03-05", "last_day": "2026-03-04"}, "last_day"),
    ],
)
def test_times_and_days_must_make_sense(desk, kind, fields, wrong):
    page = edit(desk, kind, **({"title": "改"} | fields))
    assert (page.status_code, set(faults(page))) == (422, {wrong})


def test_every_kind_of_field_has_its_own_limits(desk, emulator):
    keys = ["thing1", "phrase2", "name3", "number4", "character_string5", "date6", "enum7", "amount8"]
    emulator.template("tmpl-all", keys, choices={"enum7": ["未完成", "已完成"]})
    assert "已从微信取来模板" in desk.post("/reminders/templates").text
    wrong = {
        "field-phrase2": "待 做",
        "field-name3": "3 号",
        "field-number4": "十",
        "field-character_string5": "编号",
        "field-date6": "周一",
        "field-enum7": "随便",
        "field-amount8": "很多",
    }
    page = edit(desk, template_id="tmpl-all", **wrong)
    assert set(faults(page)) == set(wrong)
    right = {
        "field-phrase2": "待记录",
        "field-name3": "{称呼}",
        "field-number4": "{本周积分}",
        "field-character_string5": "A-01",
        "field-date6": "{日期}",
        "field-enum7": "未完成",
        "field-amount8": "12.5元",
    }
    page = edit(desk, template_id="tmpl-all", **right)
    assert "提醒已保存" in page.text, faults(page)
    assert rule().template_keys == keys


NAMES = ["🌿👨‍👩…", "您", "您", "一二三四五六七…", "a b", "号"]


def test_what_fits_the_form_is_taken_by_wechat_whoever_gets_it(app, desk, emulator, person, morning):
    emulator.template("tmpl-all", ["thing1", "name2", "phrase3", "date4", "time5", "number6"])
    desk.post("/reminders/templates")
    texts = {"field-thing1": "{科室}，今天绿色出行了吗", "field-name2": "{称呼}", "field-number6": "{本周积分}"}
    assert "提醒已保存" in edit(desk, template_id="tmpl-all", **texts).text
    turn_on()
    long = "县机关事务服务中心公共机构节能与资产管理和后勤保障综合协调办公室第二工作组联络处"
    assert len(long) == 40
    names = ["🌿👨‍👩‍👧‍👦骑车的李师傅🚲🚲🚲", "", "   ", "一二三四五六七八九十", "a\u200b\u2028b", "3号"]
    readers = [make_reader(person, emulator, grants=0, department=f"县政府/{long}") for _ in names]
    for reader, name in zip(readers, names, strict=True):
        accept(reader, emulator, "tmpl-all")
        assert reader.patch("/me", {"nickname": name or None}).status_code in (200, 422)
    morning.move_to(at(7, 50, 5))
    remind(app)
    assert [state for state, _ in states()] == ["sent"] * len(names)
    for message in emulator.sent():
        assert message["data"]["thing1"] == "县机关事务服务中心…，今天绿色出行了吗"
    said = {message["openid"]: message["data"]["name2"] for message in emulator.sent()}
    assert [said[reader.openid] for reader in readers] == NAMES


def test_against_the_templates_of_the_account(app, desk, emulator, person):
    page = edit(desk, template_id="tmpl-unheard-of")
    assert "提醒已保存" in page.text  # nothing is known of the account yet
    desk.post("/reminders/templates")
    turn_on()
    assert "会发不出去：公众平台上没有这个模板编号" in desk.get("/reminders").text
    make_employee()
    assert "会发不出去" in desk.get("/").text
    assert "没有这个模板编号" in faults(edit(desk, template_id="tmpl-another"))["template_id"]
    assert "提醒已保存" in edit(desk, template_id="tmpl-quiz", template_keys="thing9").text
    assert rule().template_keys == ["thing1", "time2", "thing3"]  # WeChat's own
    assert "会发不出去" not in desk.get("/reminders").text


def test_wechat_that_does_not_answer_is_said_calmly(app, desk, emulator):
    emulator.fault("gettemplate", "http", times=0)
    page = desk.post("/reminders/templates")
    assert (page.status_code, "微信服务暂时连不上" in page.text) == (503, True)


def test_two_who_edit_at_once_lose_nothing(app, desk):
    path = f"/reminders/{rule().id}"
    other = sit_down(app, "manager")
    mine = form_of(desk.get(path)) | {"title": "我改的标题", "text": "我改的正文"}
    theirs = form_of(other.get(path)) | {"text": "别人改的正文", "times": "08:00"}
    assert "提醒已保存" in other.post(path, theirs).text
    page = desk.post(path, mine)
    assert page.status_code == 409
    assert "测试manager刚刚改过这条提醒" in page.text
    assert faults(page) == {
        "text": "测试manager改成了“别人改的正文”",
        "times": "测试manager改成了“08:00”",
    }
    shown = form_of(page)
    assert (shown["title"], shown["text"], shown["times"]) == ("我改的标题", "我改的正文", "08:00")
    assert rule().text == "别人改的正文"
    assert "提醒已保存" in desk.post(path, shown).text
    row = rule()
    assert (row.title, row.text, row.at, row.version) == ("我改的标题", "我改的正文", time(8, 0), 3)
    assert entries() == ["reminder.change"] * 2


def test_a_new_rule_is_off_and_complete(desk, app):
    page = desk.get("/reminders/new?kind=plate")
    made = desk.post("/reminders/new?kind=plate", form_of(page) | {"title": "晚餐光盘", "times": "17:00"})
    assert "现在是关闭的" in made.text
    rows = session.scalars(select(Reminder).filter_by(kind="plate").order_by(Reminder.id)).all()
    assert [(row.title, row.is_on, row.at) for row in rows] == [
        ("光盘行动提醒", False, time(11, 30)),
        ("晚餐光盘", False, time(17, 0)),
    ]
    assert entries() == ["reminder.create"]
    assert desk.post("/reminders/new?kind=plate", form_of(page) | {"title": ""}).status_code == 422


def crowd(person, emulator, count, **values):
    return [make_reader(person, emulator, grants=0, **values) for _ in range(count)]


def test_the_dry_run_says_how_many_and_why_not(app, desk, emulator, person, morning):
    granted, silent = crowd(person, emulator, 6), crowd(person, emulator, 5)
    for reader in granted:
        accept(reader, emulator)
    for reader in crowd(person, emulator, 5):
        assert reader.check_in().status_code == 201
    for reader in crowd(person, emulator, 5):
        reader.patch("/me", {"reminder_kinds": ["lights"]})
    for reader in crowd(person, emulator, 2):
        reader.post("/absences", {"from": "2026-03-02", "to": "2026-03-06", "reason": "leave"})
    for reader in crowd(person, emulator, 3):
        reader.post("/reminders/rest", {"span": "today"})
    make_reader(person, emulator, joined=False)
    before, path = rule().next_run_at, f"/reminders/{rule().id}/trial"
    page = desk.post(path, form_of(desk.get(f"/reminders/{rule().id}")))
    assert "下次是3月2日 07:50" in page.text
    assert "参加的 26 人里" in page.text
    assert trial(page) == {
        "收到微信消息": 6,
        "没有授权，只有站内消息": 5,
        "不提醒：当天已经记录": 5,
        "不提醒：没有勾选这一类提醒": 5,
        "不提醒：其他原因": 5,
    }
    assert len(silent) == 5
    assert session.scalar(select(func.count()).select_from(Delivery)) == 0
    assert rule().next_run_at == before
    turn_on()
    morning.move_to(at(7, 50, 5))
    remind(app)
    assert sorted(state for state, _ in states()) == ["dropped"] * 5 + ["sent"] * 6


def test_the_dry_run_is_of_what_is_filled_in_and_keeps_nothing(app, desk, emulator, person):
    make_department("县财政局/预算科")
    crowd(person, emulator, 7, department="县财政局/预算科")
    crowd(person, emulator, 6, department="县财政局二分局/综合科")
    crowd(person, emulator, 3, department="县档案馆/编研科")
    form = form_of(desk.get(f"/reminders/{rule().id}"))
    ids = dict(re.findall(r'<option value="(\d+)">　*([^<]+)</option>', desk.get(f"/reminders/{rule().id}").text))
    by_name = {name: number for number, name in ids.items()}
    path = f"/reminders/{rule().id}/trial"
    for name, words in (("县财政局", "参加的 7 人里"), ("县财政局二分局", "参加的 6 人里"), ("县档案馆", "不足 5 人")):
        page = desk.post(path, form | {"department_id": by_name[name], "title": "试一试"})
        assert words in page.text
        assert 'value="试一试"' in page.text
    assert "两个月内没有一天会发" in desk.post(path, form | {"last_day": "2026-03-01", "first_day": "2026-02-01"}).text
    assert desk.post(path, form | {"times": "x"}).status_code == 422
    new = desk.post("/reminders/new/trial?kind=commute", form_of(desk.get("/reminders/new?kind=commute")))
    assert "参加的 16 人里" in new.text
    session.expire_all()
    assert (rule().title, rule().department_id, session.scalar(select(func.count()).select_from(Reminder))) == (
        "绿色出行提醒",
        None,
        6,
    )


def test_the_preview_is_what_will_be_sent(app, desk, emulator, person, morning):
    form = form_of(desk.get(f"/reminders/{rule().id}"))
    page = desk.post("/reminders/preview", form | {"field-thing1": "{科室}，今天绿色出行了吗", "times": "08:05"})
    shown = re.findall(r"<dd>([^<]+)</dd>", page.text)
    assert shown[0] == "综合科，今天绿色出行了吗"
    assert shown[3] == "县机关事务服务中心…，今天绿色出行了吗"
    assert "08:05" in page.text
    wrong = desk.post("/reminders/preview", form | {"field-thing1": "一" * 25})
    assert "最多 20 个字，现在是 25 个" in wrong.text


def test_only_some_of_the_office_where_that_is_wished(app, desk, emulator, person, morning):
    inside = make_reader(person, emulator, department="县财政局/预算科")
    make_reader(person, emulator, department="县财政局二分局/综合科")
    make_reader(person, emulator, department="县档案馆/编研科")
    with transaction():
        number = make_department("县财政局")
    turn_on(department_id=number)
    morning.move_to(at(7, 50, 5))
    remind(app)
    assert [message["openid"] for message in emulator.sent()] == [inside.openid]


def test_one_switch_holds_all_of_them_back(app, desk, emulator, person, morning):
    turn_on()
    turn_on("plate")
    make_reader(person, emulator, "commute", "plate")
    morning.move_to(at(7, 50, 5))
    here, desk = station(app), sit_down(app)
    jobs.plan(here)
    assert desk.post("/reminders/pause", {"pause": "yes", "pause_reason": " "}).status_code == 422
    for _ in range(2):
        assert "已暂停" in desk.post("/reminders/pause", {"pause": "yes", "pause_reason": "台风"}).text
    jobs.deliver(here)
    assert states() == [("dropped", "paused")]
    morning.move_to(at(11, 30, 5))
    remind(app)
    assert len(states()) == 1
    desk = sit_down(app)
    assert "提醒已恢复" in desk.post("/reminders/pause", {"pause": "no", "pause_reason": "过去了"}).text
    morning.move_to(at(11, 45))
    remind(app)
    assert emulator.sent() == []
    rows = session.execute(select(AuditEntry.change, AuditEntry.reason).filter_by(action="reminder.pause")).all()
    assert [tuple(row) for row in rows] == [
        ({"paused": [False, True]}, "台风"),
        ({"paused": [True, False]}, "过去了"),
    ]


def test_readers_and_managers_of_a_part_only_look(app, desk, emulator):
    number = make_department("县财政局")
    path = f"/reminders/{rule().id}"
    form = form_of(desk.get(path))
    for role, department_id in (("reader", None), ("manager", number)):
        other = sit_down(app, role, department_id)
        assert "<fieldset disabled>" in other.get(path).text
        for to in (path, f"{path}/trial", "/reminders/pause", "/reminders/templates", "/reminders/new?kind=plate"):
            assert other.post(to, form | {"pause": "yes", "pause_reason": "x"}).status_code == 403, (role, to)
    assert rule().version == 1


def test_a_campaign_is_announced_once_on_its_first_working_day(app, desk, emulator, person, morning):
    reader = make_reader(person, emulator, "campaign")
    page = edit(desk, "campaign", first_day="2026-03-07", last_day="2026-03-20", times="09:00")
    assert "提醒已保存" in page.text
    turn_on("campaign")
    assert "3月9日 09:00" in desk.get("/reminders").text  # the 7th is a Saturday
    for day in range(5, 13):
        morning.move_to(at(9, 0, 5, day=(2026, 3, day)))
        remind(app)
        accept(reader, emulator, "tmpl-campaign")
    assert [message["data"]["time2"] for message in emulator.sent()] == ["2026年3月9日 09:00"]


@pytest.mark.parametrize(
    ("holidays", "sent"),
    [((), 13), ((13,), 12), ((13, 12), 11), ((9, 10, 11, 12, 13), None)],
)
def test_the_digest_comes_on_friday_or_the_working_day_before(app, emulator, person, morning, holidays, sent):
    reader = make_reader(person, emulator, "weekly", grants=2)
    with transaction():
        for day in holidays:
            session.add(CalendarDay(day=date(2026, 3, day), is_workday=False, name="假"))
        session.add(CalendarDay(day=date(2026, 3, 14), is_workday=True, name="调休上班"))
    turn_on("weekly")
    for day in range(9, 16):
        morning.move_to(at(16, 30, 5, day=(2026, 3, day)))
        remind(app)
    assert [message["data"]["time2"][:9] for message in emulator.sent()] == ([f"2026年3月{sent}"] if sent else [])
    assert len(inbox(reader)) == (1 if sent else 0)


def test_the_digest_says_my_points_and_my_departments_place(app, emulator, person, morning):
    first = [make_reader(person, emulator, "weekly", department="县政府办/秘书科") for _ in range(9)]
    second = [make_reader(person, emulator, "weekly", department="县财政局/预算科") for _ in range(9)]
    alone = make_reader(person, emulator, "weekly", department="县信访局/督查科")
    for one in (*first, second[0], alone):
        assert one.check_in().status_code == 201
    first[0].check_in("lights_out")
    fold()
    turn_on("weekly")
    morning.move_to(at(16, 30, 5, day=(2026, 3, 6)))
    remind(app)
    said = {message["openid"]: message["data"]["thing1"] for message in emulator.sent()}
    assert said[first[0].openid] == "本周4分，科室第1名"
    assert said[first[1].openid] == "本周3分，科室第1名"
    assert said[second[1].openid] == "本周0分，科室第2名"
    assert said[alone.openid] == "本周3分，科室暂无名次"
    (message,) = second[0].get("/messages").json["data"]
    assert message["text"] == "本周您得3分；预算科参与率第2名。点开看看本周的榜单"
    with transaction():
        assert session.scalar(select(func.count()).select_from(Message)) == 19


def test_words_of_ones_own_in_the_inbox_too(app, desk, emulator, person, morning):
    turn_on()
    reader = make_reader(person, emulator, department="县财政局/预算科")
    reader.patch("/me", {"nickname": "小李"})
    assert "提醒已保存" in edit(desk, text="{科室}的{称呼}，{时间}啦").text
    morning.move_to(at(7, 50, 5))
    for _ in range(2):
        remind(app)
    (message,) = reader.get("/messages").json["data"]
    assert message["text"] == "预算科的小李，07:50啦"
    assert json.loads(json.dumps(emulator.sent()[0]["data"]))["thing1"] == "预算科的小李，07:50啦"


@pytest.fixture
def week(desk):
    """A campaign from Saturday the 7th on, and the default rule that follows it, switched on."""
    form = {"name": "绿色出行周", "kind": "own", "first_day": "2026-03-07", "last_day": "2026-03-20"}
    assert "已建立" in desk.post("/campaigns", form).text
    page = edit(desk, "campaign", campaign_id="1")
    assert "提醒已保存" in page.text
    assert "日期取自主题活动" in page.text
    assert "2026年3月7日至" in page.text
    turn_on("campaign")
    return form


def mornings(app, morning, emulator, reader, days):
    """Nine o'clock of each day in March; when the messages came."""
    for day in days:
        morning.move_to(at(9, 0, 5, day=(2026, 3, day)))
        remind(app)
        accept(reader, emulator, "tmpl-campaign")
    return [message["data"]["time2"] for message in emulator.sent()]


def test_a_campaigns_reminder_moves_with_its_days(app, desk, emulator, person, morning, week):
    reader = make_reader(person, emulator, "campaign")
    row = rule("campaign")
    assert (row.campaign_id, row.first_day, row.last_day) == (1, None, None)
    assert "3月9日 09:00" in desk.get("/reminders").text  # the 7th is a Saturday
    moved = week | {"first_day": "2026-03-11", "version": "1"}
    assert "已保存" in desk.post("/campaigns/1", moved).text
    page = desk.get("/reminders").text
    assert ("3月11日 09:00" in page, "3月9日 09:00" in page) == (True, False)
    assert "绿色出行周" in page
    assert mornings(app, morning, emulator, reader, range(5, 16)) == ["2026年3月11日 09:00"]


@pytest.mark.parametrize("when", ["before", "between planning and sending"])
def test_a_cancelled_campaign_is_not_announced(app, desk, emulator, person, morning, week, when):
    reader = make_reader(person, emulator, "campaign")
    if when != "before":
        morning.move_to(at(9, 0, 5, day=(2026, 3, 9)))
        jobs.plan(station(app))
        assert states() == [("pending", "")]
        desk = sit_down(app)
    assert "已取消" in desk.post("/campaigns/1/cancellation", {"version": "1", "reason": "台风"}).text
    assert mornings(app, morning, emulator, reader, range(9, 12)) == []
    assert states() == ([] if when == "before" else [("dropped", "over")])
    desk = sit_down(app)
    assert "活动已取消，不再发" in desk.get("/reminders").text
    page = edit(desk, "campaign", title="改")
    assert (page.status_code, set(faults(page))) == (422, {"campaign_id"})
    assert "已取消，这条提醒不再发" in page.text


def test_a_campaign_that_is_summed_up_is_announced_no_more(app, desk, emulator, person, morning):
    """A campaign of one day, with its summary before the hour of the reminder."""
    reader = make_reader(person, emulator, "campaign")
    form = {"name": "世界水日", "kind": "fixed", "first_day": "2026-03-06", "last_day": "2026-03-06"}
    desk.post("/campaigns", form)
    edit(desk, "campaign", campaign_id="1", times="17:00")
    turn_on("campaign")
    morning.move_to(at(16, 0, 0, day=(2026, 3, 6)))
    desk = sit_down(app)
    assert "已结束" in desk.post("/campaigns/1/closing", {"version": "1", "summary": "做完了"}).text
    morning.move_to(at(17, 0, 5, day=(2026, 3, 6)))
    remind(app)
    assert (emulator.sent(), inbox(reader)) == ([], [])
    desk = sit_down(app)
    assert "活动已结束，不再发" in desk.get("/campaigns/1").text


def test_only_what_is_on_or_coming_may_be_followed(app, desk, week):
    assert 'campaign_id"' not in desk.get(f"/reminders/{rule().id}").text  # of the other kinds, none
    page = edit(desk, "campaign", campaign_id="7")
    assert (page.status_code, set(faults(page))) == (422, {"campaign_id"})
    page = edit(desk, "campaign", campaign_id="", first_day="2026-04-01", last_day="2026-04-02")
    assert "提醒已保存" in page.text
    row = rule("campaign")
    assert (row.campaign_id, row.first_day) == (None, date(2026, 4, 1))
    page = edit(desk, "campaign", campaign_id="1", first_day="2026-04-01")
    row = rule("campaign")
    assert (row.campaign_id, row.first_day, row.last_day) == (1, None, None)
    changes = session.scalars(
        select(AuditEntry.change).filter_by(action="reminder.change").order_by(AuditEntry.id)
    ).all()
    assert [change["campaign_id"] for change in changes] == [["", "绿色出行周"], ["绿色出行周", ""], ["", "绿色出行周"]]
    page = desk.get("/reminders/new?kind=campaign&campaign=1")
    assert form_of(page)["campaign_id"] == "1"
