"""The rules room: new versions with a first day and a reason, two managers at once, thresholds, carbon factor sets."""

import threading
from datetime import date

import pytest
import time_machine
from sqlalchemy import func, select

from desk import found, sit_down
from factories import make_department
from models import AuditEntry, CheckIn, Rule, session, transaction
from services import rule_changes, rules
from sorting import make, scan, sort

MONDAY = "2026-03-02T01:00:00Z"
COMMUTE = {
    "points-walk": "3", "points-bike": "3", "points-e_bike": "2", "points-bus": "3", "points-metro": "3",
    "points-carpool": "1", "points-no_trip": "0", "factor_set": "lvpuhui-2024", "is_on": "yes",
    "valid_from": "2026-03-03", "reason": "鼓励骑行",
}  # fmt: skip


@pytest.fixture
def monday():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(app, monday):
    return sit_down(app)


def version(desk, key="green_commute"):
    return found(r'name="version" value="(\d+)"', desk.get(f"/activities/{key}").text)


def change(desk, key="green_commute", **values):
    form = COMMUTE | {"version": version(desk, key)} | values
    return desk.post(f"/activities/{key}", {name: value for name, value in form.items() if value != ""})


def entries():
    session.remove()
    return session.scalars(select(AuditEntry).filter_by(action="rule.change").order_by(AuditEntry.id)).all()


def versions(key="green_commute"):
    session.remove()
    return session.scalar(select(func.count(Rule.id)).filter_by(activity=key))


def test_an_act_is_paid_by_the_rule_of_its_day_after_a_change(desk, person, monday):
    one = person()
    assert "已保存" in change(desk, **{"points-bike": "5"}).text
    assert one.check_in(mode="bike").json["data"]["points"] == 3
    monday.shift(86_400)
    assert one.check_in(mode="bike").json["data"]["points"] == 5
    assert one.check_in(mode="bike", direction="to_home", day="2026-03-02").json["data"]["points"] == 3
    (entry,) = entries()
    assert (entry.subject, entry.reason) == ("活动「绿色出行」第 2 版", "鼓励骑行")
    assert entry.change == {"points.bike": [3, 5], "valid_from": ["2000-01-01", "2026-03-03"]}
    shown = {kind["key"]: kind for kind in one.get("/activities").json["data"]}["green_commute"]
    assert (shown["rule_version"], shown["points"]["bike"]) == (2, 5)


def test_the_room_shows_what_is_planned_and_every_version_with_its_reason(desk):
    change(desk, **{"points-bike": "5", "valid_from": "2026-04-01"})
    page = desk.get("/activities/green_commute").text
    for words in ("第 1 版", "第 2 版，2026年4月1日起", "自行车 3 → 5 分", "鼓励骑行", "测试owner", "最初的规则"):
        assert words in page
    assert "第 2 版，2026年4月1日起" in desk.get("/activities").text
    assert 'name="points-bike" type="number" inputmode="numeric" min="0" max="100" step="1" value="5"' in page


def test_switching_off_holds_from_today_and_on_again_the_same_day(desk, person, monday):
    one = person()
    off = {"version": version(desk), "is_on": "no"}
    assert "请写明理由" in desk.post("/activities/green_commute/switch", off | {"reason": " "}).text
    assert "已停用" in desk.post("/activities/green_commute/switch", off | {"reason": "暴雪"}).text
    assert one.check_in().json["error"]["code"] == "ACTIVITY_OFF"
    assert one.check_in(day="2026-03-01").status_code == 201, "yesterday it was on"
    on = {"version": version(desk), "is_on": "yes", "reason": "雪停了"}
    assert "已启用" in desk.post("/activities/green_commute/switch", on).text
    assert one.check_in().status_code == 201
    assert [entry.change["is_on"] for entry in entries()] == [[True, False], [False, True]]
    assert versions() == 3


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"points-bike": "-1"}, "points-bike", "0 到 100"),
        ({"points-bike": "101"}, "points-bike", "0 到 100"),
        ({"points-bike": "三"}, "points-bike", "0 到 100"),
        ({"points-bike": ""}, "points-bike", "0 到 100"),
        ({"points-bike": "2.5"}, "points-bike", "0 到 100"),
        ({"factor_set": "made-up"}, "factor_set", "请选择减排口径"),
        ({"factor_set": "beijing-2024"}, "has_checked_source", "核对过来源"),
        ({"valid_from": "2026-03-02", "points-bike": "5"}, "valid_from", "最早从明天起"),
        ({"valid_from": "2026-03-01"}, "valid_from", "今天起一年以内"),
        ({"valid_from": "2028-03-01"}, "valid_from", "今天起一年以内"),
        ({"valid_from": "明天"}, "valid_from", "今天起一年以内"),
        ({"reason": "   "}, "reason", "请写明理由"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_changes(desk, values, field, sentence):
    answer = change(desk, **({"points-walk": "4"} | values))
    assert answer.status_code == 422
    assert sentence in found(rf'id="{field}-fault">([^<]+)', answer.text)
    assert 'name="points-walk" type="number" inputmode="numeric" min="0" max="100" step="1" value="4"' in answer.text
    assert versions() == 1
    assert entries() == []


def test_saving_what_is_there_makes_no_version(desk):
    assert "没有出新版本" in change(desk).text
    assert versions() == 1


def test_of_two_managers_the_second_sees_what_changed_and_loses_nothing(app, desk):
    other = sit_down(app)
    seen = version(other)
    change(desk, **{"points-bike": "5", "reason": "第一位的理由"})
    late = change(other, **{"points-bus": "6", "reason": "第二位写的理由", "version": seen})
    assert late.status_code == 422
    assert "有人刚刚改过" in late.text
    assert "自行车 3 → 5 分" in late.text
    assert "第一位的理由" in late.text
    assert 'value="第二位写的理由"' in late.text
    assert found(r'name="points-bus"[^>]+value="(\d+)"', late.text) == "6"
    assert versions() == 2
    again = change(other, **{"points-bus": "6", "points-bike": "5", "reason": "第二位写的理由"})
    assert "已保存" in again.text
    assert entries()[-1].change["points.bus"] == [3, 6]
    assert "points.bike" not in entries()[-1].change


def test_two_who_save_at_the_same_moment_make_one_version(app, monday):
    desks = [sit_down(app) for _ in range(4)]
    forms = [COMMUTE | {"version": version(desk), "points-bike": str(5 + at)} for at, desk in enumerate(desks)]
    codes = []

    def save(desk, form):
        codes.append(
            desk.http.post("/console/activities/green_commute", data=form | {"form_token": desk.token}).status_code
        )

    threads = [threading.Thread(target=save, args=pair) for pair in zip(desks, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [303, 422, 422, 422]
    assert versions() == 2
    assert len(entries()) == 1


def test_the_carbon_set_says_which_and_why(desk, person, monday):
    page = desk.get("/activities/green_commute").text
    assert "绿普惠" in page
    assert "系统默认，数字偏低" in page
    assert "光明日报" in page
    assert "没有可靠口径，不估算" in desk.get("/activities/lights_out").text
    change(desk, factor_set="shenzhen-2022", reason="本市按深圳方法学")
    page = desk.get("/activities/green_commute").text
    assert "为什么用这个口径：本市按深圳方法学" in page
    monday.shift(86_400)
    assert "深圳" in person().check_in(mode="metro", band="5km+").json["data"]["carbon_method"]
    change(
        sit_down(desk_app(desk)),
        **{"factor_set": "shenzhen-2022", "points-walk": "4", "reason": "多走路"},
        valid_from="2026-03-05",
    )
    assert "为什么用这个口径：本市按深圳方法学" in sit_down(desk_app(desk)).get("/activities/green_commute").text


def desk_app(desk):
    return desk.http.application


def test_a_set_whose_source_was_not_seen_needs_a_promise(desk):
    assert change(desk, factor_set="beijing-2024", has_checked_source="yes").status_code == 200
    assert entries()[0].change["factor_set"] == ["lvpuhui-2024", "beijing-2024"]


def test_thresholds_of_the_bins_change_with_their_version(desk, person, monday):
    code = make()
    one = person()
    form = {
        "points-done": "1",
        "points-right": "1",
        "limits-apart": "1",
        "limits-at_one_bin": "1",
        "reason": "桶多人少",
    }
    wrong = change(desk, "bin_sorting", **form | {"limits-apart": "0"})
    assert "1 到 120" in wrong.text
    assert "已保存" in change(desk, "bin_sorting", **form).text
    assert entries()[0].change["limits.apart"] == [10, 1]
    assert sort(one, code).status_code == 201
    monday.shift(120)
    assert scan(one, code)["note"].startswith("刚刚记过一次"), "today the old one holds"
    monday.shift(86_400)
    assert sort(one, code).status_code == 201
    monday.shift(61)
    assert "今天已记 1 次" in scan(one, code)["note"]
    shown = {kind["key"]: kind for kind in one.get("/activities").json["data"]}["bin_sorting"]
    assert shown["limits"] == {"at_one_bin": 1, "apart": 1}


def test_of_two_versions_with_one_first_day_the_later_stands(desk, person, monday):
    change(desk, **{"points-bike": "5"})
    change(desk, **{"points-bike": "4"})
    with transaction(reading=True):
        (plan,) = rule_changes.planned("green_commute", date(2026, 3, 2))
        assert (plan.version, plan.points["bike"]) == (3, 4)
        assert rules.on("green_commute", date(2026, 3, 2)).version == 1
    monday.shift(86_400)
    assert person().check_in(mode="bike").json["data"]["points"] == 4
    assert session.scalar(select(CheckIn.rule_version)) == 3


def test_only_those_for_the_whole_office_change_rules(app, desk):
    for role, tree in (("reader", None), ("manager", make_department("甲局"))):
        other = sit_down(app, role, tree)
        page = other.get("/activities/green_commute")
        assert page.status_code == 200
        assert "出一个新版本" not in page.text
        assert other.post("/activities/green_commute", COMMUTE | {"version": "1"}).status_code == 403
        assert other.post("/activities/green_commute/switch", {"version": "1", "reason": "x"}).status_code == 403
    assert desk.get("/activities/flying").status_code == 404
    assert versions() == 1
