"""The console's other rooms, and what holds for every page of it."""

import json
import re
from datetime import date, time, timedelta

import pytest
import time_machine
from sqlalchemy import select

import clock
from desk import Desk, found, sit_down
from factories import fold, make_employee, make_person
from models import AuditEntry, Reminder, Setting, session, transaction
from services.sending import halts

NOON = clock.at(date(2026, 3, 11), time(12))  # a Wednesday


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def desk(app):
    return sit_down(app)


def office(app):
    """Two departments of ten: in the first six people have acted, in the second two."""
    people: dict[str, list] = {}
    for department, acting in {"县政府办/秘书科": 6, "县财政局/预算科": 2}.items():
        for number in range(10):
            person = make_person(app, department=department, name=f"某{number}")
            people.setdefault(department, []).append(person)
            if number < acting:
                assert person.check_in().status_code == 201
    fold()
    return people


def standings(page):
    """(rank, department, value) as the board's table says them."""
    rows = re.findall(r"<tr[^>]*>\s*<td class=\"num\">.*?</tr>", page.text, re.DOTALL)
    plain = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in rows]
    return [tuple(row.split(" ")[:4]) for row in plain]


def test_the_board_counts_everybody_on_the_roll(desk, app):
    office(app)
    page = desk.get("/rankings?period=week")
    assert standings(page) == [("1", "秘书科", "县政府办", "60.0%"), ("2", "预算科", "县财政局", "20.0%")]
    assert "6／10" in page.text
    assert "参与率 = 期内至少有一次有效记录的人数 ÷ 在册平均人数" in page.text
    assert "计算时间：3月11日 12:0" in page.text
    assert "2026年3月9日至15日" in page.text


def test_the_chart_says_what_the_table_says(desk, app):
    office(app)
    page = desk.get("/rankings?metric=points_per_head")
    chart = json.loads(found(r'id="chart-options">(.*?)</script>', page.text))
    assert chart["option"]["yAxis"]["data"] == ["秘书科", "预算科"]
    assert chart["option"]["legend"] == {"top": 0}
    assert [row[3] for row in standings(page)] == [f"{value:g}" for value in chart["option"]["series"][0]["data"]]


def test_departments_called_alike_are_told_apart(desk, app):
    for unit in ("县财政局", "县审计局"):
        for _ in range(5):
            make_employee(f"{unit}/综合科")
    chart = found(r'id="chart-options">(.*?)</script>', desk.get("/rankings").text)
    assert sorted(json.loads(chart)["option"]["yAxis"]["data"]) == ["县审计局/综合科", "县财政局/综合科"]


@pytest.mark.parametrize(
    ("query", "title", "before", "is_now"),
    [
        ("period=month&at=2026-02-14", "2026年2月", "2026-01-31", False),
        ("period=quarter", "2026年第1季度", "2025-12-31", True),
        ("period=year&at=2025-05-05", "2025年", "2024-12-31", False),
        ("period=week&at=2025-12-30", "2025年12月29日至2026年1月4日", "2025-12-28", False),
        ("period=never&metric=none&at=someday", "2026年3月9日至15日", "2026-03-08", True),
        ("period=month&at=2099-01-01", "2026年3月", "2026-02-28", True),
    ],
)
def test_periods(desk, app, query, title, before, is_now):
    page = desk.get(f"/rankings?{query}")
    assert page.status_code == 200
    assert title in page.text
    assert f"at={before}" in page.text
    assert ("进行中" in page.text) == is_now


def test_an_empty_board_says_what_to_do(desk):
    page = desk.get("/rankings?period=year&at=2024-01-01")
    assert "这个时段还没有排行" in page.text
    assert "echarts" not in page.text


def test_small_departments_are_not_shown_alone(desk, app):
    office(app)
    for _ in range(3):
        make_employee("县信访局/督查科")
    for _ in range(4):
        make_employee("县档案馆/编研科")
    fold()
    page = desk.get("/rankings")
    assert "其他小科室" in page.text
    assert "督查科" not in page.text


def test_the_first_page_says_what_to_do_first(desk, app):
    assert "先做这三件事" in desk.get("/").text
    office(app)
    page = desk.get("/").text
    assert "<b>20</b>" in page
    assert "本周科室排行" in page
    assert "60.0%" in page


def test_reminders_are_switched_with_a_reason(desk):
    page = desk.get("/reminders")
    assert page.text.count("已关闭") == 6
    assert "工作日 07:50" in page.text
    first = session.scalars(select(Reminder.id).order_by(Reminder.at).limit(1)).one()
    assert desk.post(f"/reminders/{first}/switch", {"is_on": "yes", "reason": " "}).status_code == 422
    assert "提醒已开启" in desk.post(f"/reminders/{first}/switch", {"is_on": "yes", "reason": "节能宣传周"}).text
    assert "3月12日 07:50" in desk.get("/reminders").text
    assert "提醒已关闭" in desk.post(f"/reminders/{first}/switch", {"is_on": "no"}).text
    entries = session.scalars(select(AuditEntry).filter_by(action="reminder.switch").order_by(AuditEntry.id)).all()
    assert [(entry.actor, entry.change, entry.reason) for entry in entries] == [
        ("测试owner", {"is_on": [False, True]}, "节能宣传周"),
        ("测试owner", {"is_on": [True, False]}, ""),
    ]
    assert desk.post("/reminders/999/switch", {"is_on": "yes", "reason": "试"}).status_code == 404


def test_a_refusal_is_a_page_of_the_console(desk, app):
    for path, status in {"/nowhere": 404, "/roll/people/none": 404, "/roll/imports/7": 404}.items():
        answer = desk.get(path)
        assert (answer.status_code, answer.mimetype) == (status, "text/html")
        assert "回到首页" in answer.text
    stranger = Desk(app).get("/nowhere")
    assert "去登录" in stranger.text
    assert Desk(app).get("/roll").location == "/console/sign-in"
    script = Desk(app).get("/roll/people?q=1", headers={"HX-Request": "true"})
    assert (script.status_code, script.headers["HX-Redirect"]) == (204, "/console/sign-in")


def test_every_page_keeps_the_content_policy(desk, app):
    office(app)
    for path in ("/", "/roll", "/roll/imports", "/rankings", "/reminders", "/nowhere"):
        answer = desk.get(path)
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        scripts = re.findall(r"<script([^>]*)>", answer.text)
        assert all("src=" in script or 'type="application/json"' in script for script in scripts)
        assert not re.search(r"\son\w+=|https?://", answer.text.replace("http://www.w3.org", ""))


def test_every_form_carries_the_token(desk, app):
    office(app)
    for path in ("/", "/roll", "/roll/imports", "/rankings", "/reminders"):
        for form in re.findall(r'<form[^>]*method="post".*?</form>', desk.get(path).text, re.DOTALL):
            assert 'name="form_token" value="' in form


def test_every_console_view_is_behind_the_funnel(app):
    views = [
        (rule.rule, app.view_functions[rule.endpoint])
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("console.")
    ]
    assert [rule for rule, view in views if not hasattr(view, "role")] == []
    assert {rule for rule, view in views if view.role == "public"} == {
        "/console/sign-in",
        "/console/sign-in/waiting",
        "/console/sign-in/code",
        "/console/scan",
        "/console/enter/<ticket>",
        "/console/screens/<token>",
        "/console/<path:rest>",
    }


def test_strangers_see_no_room(app):
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("console.") and app.view_functions[rule.endpoint].role != "public":
            _, url = rule.build(dict.fromkeys(rule.arguments, 1), append_unknown=False)
            method = "POST" if "POST" in rule.methods else "GET"
            answer = app.test_client().open(url, method=method)
            assert answer.status_code == (401 if method == "POST" else 303), url


def test_made_up_data_are_labelled(desk, client):
    assert "演示数据" not in desk.get("/").text
    with transaction():
        session.add(Setting(key="demonstration", value=True))
    assert "演示数据" in desk.get("/").text
    assert "演示数据" in desk.get("/sign-in", follow_redirects=True).text
    assert "演示数据" in client.http.get("/").text


def test_nobody_is_named_for_not_taking_part(desk, app):
    """A known non-participant appears on the roll and nowhere else."""
    office(app)
    make_employee("县政府办/秘书科", employee_no="Z9", name="甄不参")
    for path in ("/", "/rankings", "/rankings?metric=points", "/reminders", "/roll", "/roll/imports"):
        assert "甄不参" not in desk.get(path).text


def test_a_broken_view_is_a_calm_page(desk, app, monkeypatch):
    monkeypatch.setattr("services.departments.departments.tree", None)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = desk.get("/roll")
    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert "系统出了问题" in answer.text
    assert "Traceback" not in answer.text


def test_last_week_is_offered_on_a_monday(app):
    office(app)
    with time_machine.travel(NOON + timedelta(days=5)):
        page = sit_down(app).get("/").text
        assert "本周还没有记录" in page
        assert "at=2026-03-15" in page


def test_the_reminders_page_says_when_wechat_takes_nothing(desk):
    assert "微信暂不接收" not in desk.get("/reminders").text
    until = clock.now().isoformat()
    with transaction():
        session.add(Setting(key=halts.SETTING, value={"code": 48001, "until": until, "needs_repair": True}))
    page = desk.get("/reminders").text
    assert "错误码 48001" in page
    assert "运维人员" in page
