"""Complaints and suggestions from the phone to the desk and back: every step is seen, every promise has a day."""

import re
from datetime import date
from io import BytesIO

import openpyxl
import pytest
import time_machine
from sqlalchemy import select

from desk import found, sit_down
from factories import make_department, make_person
from models import AuditEntry, Manager, Suggestion, SuggestionStep, session, transaction
from services import accounts, housekeeping

TEXT = "三楼茶水间的厨余桶总是满的，能不能下午也收一次？"
MONDAY = "2026-03-02T01:00:00Z"


@pytest.fixture
def monday():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def submit(one, text=TEXT, **more):
    answer = one.post("/suggestions", {"text": text} | more)
    assert answer.status_code in (200, 201), answer.json
    return answer.json["data"]["id"]


def mine(one):
    return one.get("/suggestions").json["data"]


def move(desk, number, kind, **form):
    page = desk.get(f"/suggestions/{number}")
    version = found(r'name="version" value="(\d+)"', page.text)
    return desk.post(f"/suggestions/{number}/{kind}", {"version": version} | form)


def manager_id(desk_name="测试owner"):
    with transaction(reading=True):
        return session.scalars(select(Manager.id).filter_by(name=desk_name)).first()


def test_a_suggestion_goes_all_the_way_and_the_person_sees_every_step(app, person, monday):
    one, desk = person(joined=False), sit_down(app)
    first = one.post("/suggestions", {"text": TEXT})
    assert first.status_code == 201
    assert first.json["data"] | {"id": 0, "steps": []} == {
        "id": 0, "kind": "suggestion", "text": TEXT, "anonymous": False, "photo_id": None, "state": "received",
        "created_at": "2026-03-02T09:00:00+08:00", "due_on": "2026-03-05", "reply": None, "stars": None, "steps": [],
    }  # fmt: skip
    number = first.json["data"]["id"]
    assert one.post(f"/suggestions/{number}/rating", {"stars": 5}).json["error"]["code"] == "NOT_REPLIED_YET"
    assert "已受理" in move(desk, number, "accept", assignee=manager_id()).text
    (shown,) = mine(one)
    assert (shown["state"], shown["due_on"]) == ("accepted", "2026-03-16")
    monday.move_to("2026-03-04T01:00:00Z")
    desk = sit_down(app)
    assert "答复已送达本人" in move(desk, number, "reply", text="从下周起下午四点加收一次。").text
    (shown,) = mine(one)
    assert (shown["state"], shown["due_on"], shown["reply"]) == ("replied", None, "从下周起下午四点加收一次。")
    assert [step["kind"] for step in shown["steps"]] == ["submit", "accept", "reply"]
    assert "测试owner" not in str(shown), "who handled it is not told"
    assert one.post(f"/suggestions/{number}/rating", {"stars": 4}).status_code == 200
    assert one.post(f"/suggestions/{number}/rating", {"stars": 4}).status_code == 200
    assert one.post(f"/suggestions/{number}/rating", {"stars": 1}).json["error"]["code"] == "ALREADY_RATED"
    assert "4 星" in desk.get(f"/suggestions/{number}").text
    said = [message["text"] for message in one.get("/messages").json["data"]]
    assert len(said) == 2
    assert "从下周起" in said[0]
    with transaction(reading=True):
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action.startswith("suggestion."))).all()
    assert [(one.action, one.change.get("state")) for one in entries] == [
        ("suggestion.accept", ["received", "accepted"]),
        ("suggestion.reply", ["accepted", "replied"]),
    ]
    assert entries[0].change["due_on"] == ["2026-03-05", "2026-03-16"]


def test_the_same_words_on_the_same_day_are_one(person, monday):
    one = person()
    assert submit(one) == submit(one, f"  {TEXT}\n")
    assert submit(person()) != submit(one), "another person's are their own"
    monday.move_to("2026-03-03T01:00:00Z")
    assert submit(one) != mine(one)[-1]["id"]
    assert len(mine(one)) == 2
    assert submit(one, written_on="2026-03-02") == mine(one)[-1]["id"], "kept on the phone and sent again today"
    for never in ("2026-03-04", "2026-02-01"):
        assert submit(one, written_on=never) == submit(one), "a day that cannot be is today"
    assert len(mine(one)) == 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "短"}, "text"),
        ({"text": "      \n\n     "}, "text"),
        ({"text": "好" * 1001}, "text"),
        ({"text": TEXT + "\0"}, "text"),
        ({"text": TEXT, "kind": "praise"}, "kind"),
        ({"text": TEXT, "anonymous": "yes"}, "anonymous"),
        ({"text": TEXT, "stars": 5}, "stars"),
    ],
)
def test_what_cannot_be_taken_names_the_field(person, body, field):
    answer = person().post("/suggestions", body)
    assert answer.status_code == 422
    assert field in answer.json["error"]["fields"]


def test_nobody_reads_or_rates_anothers(app, person):
    one, other = person(), person()
    number = submit(one)
    move(sit_down(app), number, "reply", text="好的")
    assert mine(other) == []
    assert other.post(f"/suggestions/{number}/rating", {"stars": 1}).status_code == 404
    assert mine(one)[0]["stars"] is None


def test_who_wrote_an_anonymous_one_is_on_no_page_and_in_no_file(app, person):
    one = person(name="欧阳不署名", department="县档案馆/编研科")
    number = submit(one, anonymous=True)
    desk = sit_down(app)
    move(desk, number, "accept")
    book = desk.get("/suggestions/export.xlsx").data
    cells = str([list(sheet.values) for sheet in openpyxl.load_workbook(BytesIO(book))])
    for text in (desk.get("/suggestions").text, desk.get(f"/suggestions/{number}").text, cells):
        assert "欧阳不署名" not in text
        assert "编研科" not in text
        assert "匿名" in text
    assert mine(one)[0]["anonymous"] is True, "the person still gets every step"


def test_a_manager_of_a_tree_sees_theirs_and_what_they_were_given(app, person):
    tree, other = make_department("甲局"), "乙局/一科"
    ours, theirs = submit(person(department="甲局/一科")), submit(person(department=other))
    hidden = submit(person(department="甲局/一科"), "匿名提的一条意见，不给科室看", anonymous=True)
    desk, whole = sit_down(app, "manager", tree), sit_down(app)
    assert desk.get(f"/suggestions/{ours}").status_code == 200
    for number in (theirs, hidden):
        assert desk.get(f"/suggestions/{number}").status_code == 404
        assert desk.post(f"/suggestions/{number}/reply", {"version": 1, "text": "不归我"}).status_code == 404
    listed = set(re.findall(r"/console/suggestions/(\d+)", desk.get("/suggestions").text))
    assert listed == {str(ours)}
    move(whole, theirs, "assign", assignee=manager_id("测试manager"))
    assert "好的" in move(desk, theirs, "reply", text="好的").text
    assert sit_down(app, "reader").get("/suggestions").status_code == 403
    assert sit_down(app, "reader").get("/suggestions/figures").status_code == 200


def test_the_overdue_come_first_with_how_late_they_are(app, person, monday):
    one = person()
    late = submit(one, "第一条意见，放了很久")
    monday.move_to("2026-03-10T01:00:00Z")
    desk = sit_down(app)
    later = submit(one, "第二条意见，刚刚提的")
    done = submit(one, "第三条意见，已经答复了")
    move(desk, done, "reply", text="好的")
    page = desk.get("/suggestions").text
    assert page.index("第一条") < page.index("第二条")
    assert "第三条" not in page
    assert "超期 5 天" in page
    whole = desk.get("/suggestions?state=all").text
    assert whole.index("第二条") < whole.index("第三条")
    assert late < later < done


def test_moves_that_the_state_does_not_allow_are_refused(app, person):
    number, desk = submit(person()), sit_down(app)
    assert move(desk, number, "extend", due_on="2027-01-01", text="等一等").status_code == 409
    move(desk, number, "decline", text="不属于机关事务范围，请向信访局反映。")
    for kind in ("accept", "reply", "decline", "assign", "extend"):
        assert desk.post(f"/suggestions/{number}/{kind}", {"version": 2, "text": "再来"}).status_code == 409
    assert desk.post(f"/suggestions/{number}/burn", {"version": 2}).status_code == 404
    assert "重新办理" in move(desk, number, "reopen", text="核实后属于本单位").text
    with transaction(reading=True):
        row = session.get_one(Suggestion, number)
        assert (row.state, row.ended_on, row.is_in_time) == ("accepted", None, None)


def test_what_a_manager_fills_in_wrongly_is_said_at_the_field_and_kept(app, person, monday):
    number, desk = submit(person()), sit_down(app)
    move(desk, number, "accept")
    silent = move(desk, number, "reply", text="   ")
    assert silent.status_code == 422
    assert "请写明内容" in silent.text
    for due in ("2026-03-10", "2099-01-01", "昨天", "2026-02-01"):
        answer = move(desk, number, "extend", due_on=due, text="厂家还没回话")
        assert (answer.status_code, "厂家还没回话" in answer.text) == (422, True), due
    assert move(desk, number, "assign", assignee="999").status_code == 422
    assert move(desk, number, "extend", due_on="2026-03-20", text="厂家还没回话").status_code == 200
    with transaction(reading=True):
        assert session.get_one(Suggestion, number).due_on == date(2026, 3, 20)
        kinds = session.scalars(select(SuggestionStep.kind).order_by(SuggestionStep.id)).all()
    assert kinds == ["submit", "accept", "extend"]


def test_of_two_managers_the_second_sees_what_the_first_did_and_loses_nothing(app, person):
    number, one, two = submit(person()), sit_down(app), sit_down(app)
    page = two.get(f"/suggestions/{number}")
    version = found(r'name="version" value="(\d+)"', page.text)
    move(one, number, "reply", text="第一位已经答复了")
    late = two.post(f"/suggestions/{number}/reply", {"version": version, "text": "第二位写了很久的话"})
    assert late.status_code == 422
    assert "刚刚有了新的进展" in late.text
    assert "第一位已经答复了" in late.text
    assert "第二位写了很久的话" in late.text, "what was written is still on the page"
    assert found(r'name="version" value="(\d+)"', late.text) == "2"


def test_the_workbook_holds_words_as_words_and_numbers_as_numbers(app, person, monday):
    one, desk = person(name="=1+1", department="县财政局/国库科"), sit_down(app)
    number = submit(one, '=HYPERLINK("http://x")这是一条建议', kind="complaint")
    move(desk, number, "reply", text="好的")
    one.post(f"/suggestions/{number}/rating", {"stars": 5})
    answer = desk.get("/suggestions/export.xlsx?state=all")
    assert "%E6%8A%95%E8%AF%89%E5%BB%BA%E8%AE%AE" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(BytesIO(answer.data))
    titles, row = list(book["投诉建议台账"].values)[1:3]
    line = dict(zip(titles, row, strict=True))
    assert line["内容"].startswith("=HYPERLINK")
    assert book["投诉建议台账"]["D3"].data_type == "s"
    assert (line["提交人"], line["类型"], line["评价（星）"], line["按期"]) == ("=1+1", "投诉", 5, "是")
    month = dict(zip(*list(book["月度情况"].values)[1:3], strict=True))
    assert (month["月份"], month["收到"], month["已答复"], month["按期办结"]) == ("2026年3月", 1, 1, 1)
    assert not month["平均星级"], "one rating alone is nobody's business"


def test_leaving_and_erasing_cut_what_is_theirs(app, person):
    one, desk = person(employee_no="A-77"), sit_down(app)
    done, waiting = submit(one, "已经答复的一条意见"), submit(one, "还在等答复的一条意见")
    move(desk, done, "reply", text="好的")
    assert one.get("/me/export").json["data"]["suggestions"][1]["steps"][-1]["text"] == "好的"
    one.delete("/participation")
    assert [row["id"] for row in mine(one)] == [waiting], "what is open is still owed a reply"
    with transaction():
        accounts.erase("A-77")
    with transaction(reading=True):
        rows = session.scalars(select(Suggestion).order_by(Suggestion.id)).all()
        assert [(row.account_id, row.department_id) for row in rows] == [(None, None), (None, None)]
        assert (rows[1].text, rows[1].state) == ("（本人已要求删除）", "declined")
    assert desk.get(f"/suggestions/{waiting}").status_code == 200


def test_a_year_after_its_end_nobody_knows_whose_it_was(app, person, monday):
    number = submit(person())
    move(sit_down(app), number, "reply", text="好的")
    monday.move_to("2027-03-04T01:00:00Z")
    with transaction():
        housekeeping.clean_up()
    with transaction(reading=True):
        row = session.get_one(Suggestion, number)
        assert (row.account_id, row.text) == (None, TEXT)


def test_a_long_list_comes_in_parts(app):
    one = make_person(app)
    with transaction():
        for number in range(45):
            row = Suggestion(account_id=one.account_id, key=str(number), kind="suggestion", text=f"第 {number} 条")
            row.due_on = date(2026, 3, 5)
            session.add(row)
    first = one.get("/suggestions").json
    second = one.get(f"/suggestions?cursor={first['next']}").json
    third = one.get(f"/suggestions?cursor={second['next']}").json
    assert [len(part["data"]) for part in (first, second, third)] == [20, 20, 5]
    assert third["next"] is None
    desk = sit_down(app)
    assert "共 45 条，第 2／2 页" in desk.get("/suggestions?page=2").text
