"""The first page: today at a glance, and what waits for a decision, each a link to the room that settles it."""

import re
from datetime import date, time, timedelta

import pytest
import time_machine
from sqlalchemy import select

import clock
from desk import found, sit_down
from factories import fold, make_department, make_employee, make_person
from models import AuditEntry, CalendarDay, session, transaction
from services.sending import halts
from services.sending.halts import Halt
from sorting import held
from test_compliance import PAPERS
from test_working_days import NOTICE_2027

NOON = clock.at(date(2026, 3, 11), time(12))  # a Wednesday


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def waiting(page):
    """(words, address) of each line that waits, and whether it is late."""
    part = found(r'id="waiting">等您办理</h2>(.*?)</section>', page.text)
    return [
        (words, address, bool(late))
        for late, address, words in re.findall(r'<li( class="late")?><a href="([^"]+)">([^<]+)</a>', part)
    ]


def figures(page):
    return dict(re.findall(r"<span>([^<]+)</span><b>([^<]+)</b>", page.text))


def test_each_thing_that_waits_leads_to_its_room(app, at_noon):
    desk = sit_down(app)
    make_employee()
    assert [words for words, *_ in waiting(desk.get("/"))] == ["备案、立项、验收还有 8 项没有填写"]
    held(make_person(app), at_noon)
    with transaction():
        halts.halt("wechat", Halt(48001, None), clock.now())
    page = desk.get("/")
    assert waiting(page) == [
        (
            "微信暂不接收本小程序的消息（错误码 48001）。"
            "需要运维人员检查小程序的密钥、接口权限和消息模板，修好后会自动恢复。",
            "/console/reminders",
            True,
        ),
        ("1 条记录待核实", "/console/held-acts", False),
        ("备案、立项、验收还有 8 项没有填写", "/console/compliance", False),
    ]
    for _, address, _ in waiting(page):
        assert desk.get(address.removeprefix("/console")).status_code == 200
    desk.get("/compliance")
    desk.post("/compliance/filing", PAPERS)
    assert len(waiting(desk.get("/"))) == 2


def test_everybody_is_told_only_of_what_they_can_settle(app, at_noon):
    make_employee()
    top = make_department("县审计局")
    for _ in range(2):
        make_employee("县审计局/综合科")
    held(make_person(app), at_noon)
    assert waiting(sit_down(app, "manager", top).get("/")) == []
    reader = sit_down(app, "reader").get("/")
    assert "没有等着办的事" in reader.text
    assert len(waiting(sit_down(app, "manager").get("/"))) == 2


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 10, 31), []),
        (date(2026, 11, 1), [("2027 年的放假安排还没有录入", False)]),
        (date(2027, 1, 4), [("2027 年的工作日历还是暂定的，请录入放假通知", True)]),
    ],
)
def test_next_year_s_calendar_is_asked_for_in_time(app, at_noon, day, words):
    make_employee()
    at_noon.move_to(clock.at(day, time(12)))
    desk = sit_down(app)
    assert [(text, late) for text, address, late in waiting(desk.get("/")) if "calendar" in address] == words


def test_a_pasted_notice_settles_it(app, at_noon):
    make_employee()
    at_noon.move_to(clock.at(date(2026, 12, 1), time(12)))
    desk = sit_down(app)
    assert "暂定，等通知" in desk.get("/calendar-days").text
    wrong = desk.post("/calendar-days", {"text": "2027年部分节假日安排", "source": "国办发明电〔2026〕样例"})
    assert wrong.status_code == 422
    assert 'id="text-fault"' in wrong.text
    assert desk.post("/calendar-days", {"text": NOTICE_2027, "source": ""}).status_code == 422
    assert session.scalars(select(CalendarDay)).all() == []
    page = desk.post("/calendar-days", {"text": NOTICE_2027, "source": "国办发明电〔2026〕样例"})
    assert "已录入" in page.text
    assert "已有正式安排" in page.text
    assert "国办发明电〔2026〕样例" in page.text
    assert not any("calendar" in address for _, address, _ in waiting(desk.get("/")))
    entry = session.scalars(select(AuditEntry).filter_by(action="calendar.notice")).one()
    assert (entry.subject, entry.reason) == ("2027年放假安排", "国办发明电〔2026〕样例")
    assert "2027年" in desk.get("/calendar-days?year=2027").text
    assert desk.get("/calendar-days?year=9999").status_code == 200


def test_today_and_this_week_against_last(app, at_noon):
    people = [make_person(app) for _ in range(12)]
    for _ in range(4):
        make_employee()
    at_noon.move_to(NOON - timedelta(days=7))
    people[0].check_in()
    at_noon.move_to(NOON)
    for person in people[:5]:
        person.check_in()
    assert people[5].check_in("lights_out").status_code == 201
    taken_back = people[6].check_in("lights_out").json["data"]["id"]
    people[6].post(f"/check-ins/{taken_back}/withdrawal")
    fold()
    page = sit_down(app).get("/")
    assert figures(page)["今天的记录"] == "6"
    assert figures(page)["本周参与率"] == "37.5%"
    assert re.search(r"上周全周 6.[23]%", page.text)


def test_a_part_of_the_office_sees_its_own_and_never_fewer_than_five(app):
    for number in range(6):
        person = make_person(app, department="县政府办/秘书科")
        if number < 3:
            person.check_in()
    small = make_person(app, department="县审计局/综合科")
    small.check_in()
    fold()
    office, audit = make_department("县政府办"), make_department("县审计局")
    assert figures(sit_down(app, "reader", office).get("/"))["今天的记录"] == "3"
    page = sit_down(app, "reader", audit).get("/")
    assert "今天的记录" not in figures(page)
    assert "本周参与率" not in figures(page)
    assert figures(sit_down(app).get("/"))["今天的记录"] == "4"
