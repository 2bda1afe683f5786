"""Campaigns: days that stand in the calendar, days that come by notice, what staff see, and how one is closed."""

from datetime import date

import pytest
import time_machine
from sqlalchemy import delete, select, text

from desk import found, sit_down
from factories import fold, make_department
from models import AuditEntry, BoardPeriod, Campaign, PersonTotal, PointCount, session, transaction
from reminding import station
from scheduler import jobs
from services.campaigns import campaigns
from services.campaigns import days as campaign_days
from services.campaigns import figures as campaign_figures
from services.office import report_facts

MONDAY = "2026-03-02T01:00:00Z"
WEEK = {
    "name": "全国节能宣传周", "kind": "notice", "first_day": "2026-06-15", "last_day": "2026-06-21",
    "notice_no": "国管节能[2026]28号", "source": "国管局", "goal": "这一周人人绿色出行三次", "has_board": "yes",
}  # fmt: skip


@pytest.fixture
def monday():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(app, monday):
    return sit_down(app)


def make(desk, **values):
    answer = desk.post("/campaigns", {key: value for key, value in (WEEK | values).items() if value})
    return answer


def rows():
    session.remove()
    return session.scalars(select(Campaign).order_by(Campaign.id)).all()


def version(desk, campaign_id):
    return found(r'name="version" value="(\d+)"', desk.get(f"/campaigns/{campaign_id}/edit").text)


def test_a_campaign_is_made_seen_by_staff_and_closed_with_what_it_came_to(app, desk, person, monday):
    page = make(desk)
    assert "已建立" in page.text
    assert "国管节能〔2026〕28号" in page.text, "brackets are written as an office writes them"
    one = person()
    assert one.get("/campaigns").json["data"] == [], "more than three months off"
    monday.move_to("2026-06-10T01:00:00Z")
    (shown,) = one.get("/campaigns").json["data"]
    assert shown == {
        "id": 1, "name": "全国节能宣传周", "state": "coming", "first_day": "2026-06-15", "last_day": "2026-06-21",
        "goal": "这一周人人绿色出行三次", "notice_no": "国管节能〔2026〕28号", "source": "国管局", "has_board": True,
    }  # fmt: skip
    monday.move_to("2026-06-16T01:00:00Z")
    for each in range(5):
        person(name=f"职工{each}").check_in(mode="bus", band="5km+")
    assert person(joined=False).get("/campaigns").json["data"][0]["state"] == "on"
    desk = sit_down(app)
    assert "正在进行" in desk.get("/campaigns/1").text
    early = desk.post("/campaigns/1/closing", {"version": "1", "summary": "提前结束"})
    assert early.status_code == 409
    monday.move_to("2026-06-22T01:00:00Z")
    desk = sit_down(app)
    assert "等待总结" in desk.get("/campaigns").text
    assert one.get("/campaigns").json["data"] == []
    page = desk.get("/campaigns/1").text
    assert found(r"参加人数</span><b>(\d+)", page) == "5"
    assert found(r"减排估算</span><b>([\d.]+)", page) == "0.4"
    assert "请写几句总结" in desk.post("/campaigns/1/closing", {"version": "1", "summary": " "}).text
    assert "已结束" in desk.post("/campaigns/1/closing", {"version": "1", "summary": "全员参与，步行最多。"}).text
    assert desk.post("/campaigns/1/closing", {"version": "2", "summary": "再来一次"}).status_code == 409
    assert "步行最多" in desk.get("/campaigns/1").text
    with transaction(reading=True):
        ours = AuditEntry.action.startswith("campaign.")
        entries = session.scalars(select(AuditEntry).where(ours).order_by(AuditEntry.id)).all()
    assert [one.action for one in entries] == ["campaign.make", "campaign.close"]
    assert entries[0].change["first_day"] == [None, "2026-06-15"]


def test_few_people_are_not_counted_out(desk, person, monday, app):
    make(desk, first_day="2026-03-02")
    for _ in range(4):
        person().check_in()
    assert "不足 5 人" in desk.get("/campaigns/1").text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": ""}, "请填写名称"),
        ({"notice_no": ""}, "请填写通知的文号"),
        ({"notice_no": "28号"}, "请填写通知的文号"),
        ({"notice_no": "国管节能2026"}, "请填写通知的文号"),
        ({"first_day": ""}, "请填写日期"),
        ({"first_day": "六月"}, "请填写日期"),
        ({"last_day": "2026-06-01"}, "结束日期不能早于开始日期"),
        ({"last_day": "2027-06-17"}, "最长一年"),
        ({"first_day": "2026-02-01", "last_day": "2026-02-03"}, "已经过去"),
        ({"kind": "other"}, "请选择类型"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(desk, values, sentence):
    answer = make(desk, **values)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "这一周人人绿色出行三次" in answer.text
    assert rows() == []


def test_a_fixed_day_is_offered_with_its_date_and_a_notice_never_is(desk, monday):
    page = desk.get("/campaigns/new?day=water_week").text
    assert 'value="2026-03-22"' in page
    assert 'value="2026-03-28"' in page
    awaited = desk.get("/campaigns/new?day=energy_week").text
    assert "每年由通知确定" in awaited
    assert 'type="date" name="first_day" value=""' in awaited
    assert make(desk, name="世界水日", kind="fixed", notice_no="").status_code == 200
    monday.move_to("2026-03-29T01:00:00Z")
    week = campaign_days.find("water_week", date(2026, 3, 29))
    assert (week.first_day, week.last_day) == (date(2027, 3, 22), date(2027, 3, 28))
    assert all(one.first_day is None for one in campaign_days.offers(date(2026, 3, 29)) if one.kind == "notice")


def test_every_day_of_the_calendar_names_its_source():
    assert all(row["source"] and row["year"].isdecimal() for row in campaign_days.rows())
    assert {row["kind"] for row in campaign_days.rows()} == {"fixed", "notice"}


def test_the_same_campaign_is_not_made_twice(desk):
    assert make(desk).status_code == 200
    assert "已经有一项同名" in make(desk).text
    assert len(rows()) == 1


def test_a_change_is_kept_with_what_it_was_before(desk):
    make(desk)
    changed = WEEK | {"last_day": "2026-06-20", "version": version(desk, 1)}
    del changed["has_board"]
    assert "已保存" in desk.post("/campaigns/1", changed).text
    desk.post("/campaigns/1", changed | {"version": version(desk, 1)})
    with transaction(reading=True):
        entries = session.scalars(select(AuditEntry).filter_by(action="campaign.change")).all()
    assert [one.change for one in entries] == [
        {"last_day": ["2026-06-21", "2026-06-20"], "has_board": [True, False]}
    ], "saving without a change says nothing"


def test_of_two_managers_the_second_sees_the_difference_and_loses_nothing(app, desk):
    make(desk)
    seen, other = version(desk, 1), sit_down(app)
    desk.post("/campaigns/1", WEEK | {"goal": "第一位的目标", "version": seen})
    late = other.post("/campaigns/1", WEEK | {"goal": "第二位写的目标", "version": seen})
    assert late.status_code == 422
    assert "有人刚刚改过" in late.text
    assert "第一位的目标" in late.text
    assert 'value="第二位写的目标"' in late.text
    again = other.post("/campaigns/1", WEEK | {"goal": "第二位写的目标", "version": version(other, 1)})
    assert "第二位写的目标" in again.text


def test_a_campaign_that_has_begun_keeps_its_first_day(app, desk, monday):
    make(desk, kind="own", notice_no="", first_day="2026-03-02")
    moved = desk.post("/campaigns/1", WEEK | {"kind": "own", "first_day": "2026-03-03", "version": "1"})
    assert "活动已经开始" in moved.text
    cancelled = desk.post("/campaigns/1/cancellation", {"version": "1", "reason": "与会议冲突"})
    assert "已取消" in cancelled.text
    assert desk.post("/campaigns/1", WEEK | {"version": "2"}).status_code == 409


def test_what_is_on_and_coming_is_a_matter_of_days(desk):
    make(desk)
    make(desk, name="四月活动", kind="own", first_day="2026-04-01", last_day="2026-04-05")
    make(desk, name="取消了的", kind="own", first_day="2026-04-01", last_day="2026-04-05")
    desk.post("/campaigns/3/cancellation", {"version": "1", "reason": "重复"})
    with transaction(reading=True):
        assert [one.name for one in campaigns.current(date(2026, 4, 5))] == ["四月活动"]
        assert campaigns.current(date(2026, 4, 6)) == []
        assert [one.name for one in campaigns.coming(date(2026, 3, 31), 7)] == ["四月活动"]
        assert [one.name for one in campaigns.coming(date(2026, 4, 1))] == ["全国节能宣传周"]
        assert campaigns.get(1).last_day == date(2026, 6, 21)


def test_only_those_for_the_whole_office_change_campaigns(app, desk):
    make(desk)
    for role, tree in (("reader", None), ("manager", make_department("甲局"))):
        other = sit_down(app, role, tree)
        assert other.get("/campaigns/1").status_code == 200
        assert 'href="/console/campaigns/1/edit"' not in other.get("/campaigns/1").text
        assert other.get("/campaigns/new").status_code == 403
        assert make(other).status_code == 403
        assert other.post("/campaigns/1/cancellation", {"version": "1", "reason": "不该"}).status_code == 403
    assert desk.get("/campaigns/99").status_code == 404


def test_a_campaign_has_a_board_of_its_days(app, desk, person, monday):
    people = [person(name=f"职工{each}", department="县政府办/秘书科") for each in range(9)]
    people[0].check_in()
    make(desk, kind="own", notice_no="", name="骑行周", first_day="2026-03-03", last_day="2026-03-06")
    monday.move_to("2026-03-03T01:00:00Z")
    desk = sit_down(app)
    for one in people[:3]:
        one.check_in()
    fold()
    asked = "/rankings/departments?period=campaign&campaign=1&metric=points"
    board = people[0].get(asked).json["data"]
    assert board["period"]["from"] == "2026-03-03"
    assert [(line["participants"], line["points"]) for line in board["standings"]] == [(3, 9)], "Monday does not count"
    assert "骑行周" in desk.get("/rankings?campaign=1").text
    assert desk.get("/rankings/export.xlsx?campaign=1").status_code == 200
    assert desk.get("/rankings?campaign=2").status_code == 404
    page = desk.post("/campaigns/1", WEEK | {"kind": "own", "name": "骑行周", "version": version(desk, 1),
                     "first_day": "2026-03-03", "last_day": "2026-03-06", "has_board": ""})  # fmt: skip
    assert "已保存" in page.text
    assert people[0].get(asked).status_code == 404


LEDGER = """
    SELECT count(*), sum(acts), sum(points), sum(grams) FROM (
        SELECT sum(CASE WHEN attempt > 0 THEN 1 ELSE -1 END) AS acts, sum(points) AS points,
               sum(coalesce(grams, 0)) AS grams
        FROM check_ins WHERE day BETWEEN '2026-06-15' AND '2026-06-21' GROUP BY participation_id
    ) AS each_one WHERE acts > 0
"""
COUNTS = "SELECT activity, sum(CASE WHEN attempt > 0 THEN 1 ELSE -1 END) FROM check_ins GROUP BY activity"


def is_as_the_ledger_says():
    """The campaign's figures and the year's; the campaign's people."""
    session.remove()
    with transaction(reading=True):
        figures = campaign_figures.of(session.get_one(Campaign, 1))
        assert tuple(figures) == tuple(session.execute(text(LEDGER)).one())
        told = {fact.key: fact.value for fact in report_facts.acts(2026)}
        counts = {f"acts.{activity}": int(times) or None for activity, times in session.execute(text(COUNTS))}
        assert {key: value for key, value in told.items() if value} == counts
    return figures.people


def withdraw_last(one):
    act = next(act for act in one.get("/check-ins").json["data"] if act["state"] == "counted")
    assert one.post(f"/check-ins/{act['id']}/withdrawal").status_code == 200


@pytest.mark.parametrize("has_board", ["yes", ""])
def test_the_figures_are_the_ledgers_whatever_is_folded(app, desk, person, monday, has_board):
    monday.move_to("2026-06-10T01:00:00Z")
    people = [person(department=f"市局/{number % 3}科") for number in range(9)]
    assert "已建立" in make(sit_down(app), has_board=has_board).text
    monday.move_to("2026-06-16T01:00:00Z")
    for one in people[:6]:
        one.check_in(mode="bus", band="5km+")
        one.check_in("clean_plate", meal="lunch", step="pledge", day="2026-06-14")  # the day before it
    assert is_as_the_ledger_says() == 6
    fold()
    assert is_as_the_ledger_says() == 6
    withdraw_last(people[0])  # of the day before: still one of six
    people[1].check_in("lights_out", day="2026-06-15")
    people[6].check_in()
    people[7].check_in("lights_out")
    withdraw_last(people[7])
    assert is_as_the_ledger_says() == 7
    fold()
    one = people[5]
    withdraw_last(one)
    withdraw_last(one)  # nothing of theirs stands any more, half of it not folded
    assert one.delete("/participation").status_code in (200, 204)
    assert is_as_the_ledger_says() == 6
    fold()
    assert is_as_the_ledger_says() == 6
    assert bool("/rankings?campaign=1" in sit_down(app).get("/campaigns/1").text) is bool(has_board)
    board = people[0].get("/rankings/departments?period=campaign&campaign=1")
    assert board.status_code == (200 if has_board else 404)


def test_a_campaign_from_before_is_counted_by_the_scheduler(app, desk, person, monday):
    make(desk, first_day="2026-03-02", last_day="2026-03-05", has_board="")
    for _ in range(6):
        person().check_in()
    fold()
    before = desk.get("/campaigns/1").text
    with transaction():
        for table, column in ((BoardPeriod, "code"), (PersonTotal, "period"), (PointCount, "period")):
            session.execute(delete(table).where(getattr(table, column) > 600_000_000))
    assert found(r"参加人数</span><b>(\d+)", desk.get("/campaigns/1").text) == "6"
    jobs.count_campaigns(station(app))
    assert desk.get("/campaigns/1").text == before
    with transaction(reading=True):
        assert session.get(BoardPeriod, 600_000_001) is not None
        assert not session.scalar(select(Campaign.has_board))


def test_figures_do_not_read_the_whole_ledger(database):
    """However long it is: of the ledger only what is not folded yet, by its own short index."""
    days = (date(2026, 6, 15), date(2026, 6, 21))
    with transaction(reading=True):
        query = campaign_figures.from_totals(600_000_001, *days)
        plans = [plan_of(query), plan_of(report_facts.acts_of(2026))]
    for lines in plans:
        assert "ix_check_ins_unfolded" in lines
        assert "SCAN check_ins" not in lines.replace("SCAN check_ins USING INDEX ix_check_ins_unfolded", "")
        assert "Seq Scan on check_ins" not in lines


def plan_of(query):
    how = "EXPLAIN QUERY PLAN" if session.get_bind().dialect.name == "sqlite" else "EXPLAIN"
    if how == "EXPLAIN":
        session.execute(text("SET LOCAL enable_seqscan = off"))  # a table that is empty is read whole otherwise
    said = str(query.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
    return "\n".join(str(tuple(row)) for row in session.execute(text(f"{how} {said}")))
