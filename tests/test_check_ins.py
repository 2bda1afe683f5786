from datetime import date, timedelta

import time_machine
from sqlalchemy import select, update

import clock
from models import CheckIn, Employee, Session, base, session, transaction
from services import activities, rules
from services.activities import green_commute

BIKE = {"direction": "to_work", "mode": "bike", "band": "1-3km"}
MONDAY = "2026-03-02T01:00:00Z"


def rows():
    return session.scalars(select(CheckIn).order_by(CheckIn.id)).all()


def test_a_commute_is_recorded_with_its_points_and_method(person):
    with time_machine.travel(MONDAY, tick=False):
        answer = person().check_in(mode="bus", band="5km+")
    assert answer.status_code == 201
    shown = answer.json["data"]
    assert shown | {"id": 0, "carbon_method": ""} == {
        "id": 0,
        "activity": "green_commute",
        "day": "2026-03-02",
        "slot": "2026-03-02:to_work",
        "points": 3,
        "grams": 80,
        "carbon_method": "",
        "state": "counted",
        "backfilled": False,
        "created_at": "2026-03-02T09:00:00+08:00",
        "detail": {"direction": "to_work", "mode": "bus", "band": "5km+"},
    }
    assert "80 g" in shown["carbon_method"]
    assert "口径" in shown["carbon_method"]


def test_the_orm_reads_what_the_hand_written_insert_wrote(person):
    one = person()
    with time_machine.travel(MONDAY, tick=False):
        shown = one.check_in(**BIKE).json["data"]
    (row,) = rows()
    assert (row.id, row.points, row.grams, row.attempt) == (shown["id"], 3, None, 1)
    assert (str(row.day), row.slot, row.is_backfilled) == ("2026-03-02", "2026-03-02:to_work", False)
    assert row.created_at.isoformat() == "2026-03-02T01:00:00+00:00"
    assert row.detail == BIKE


def test_a_repeat_gives_back_the_first(person):
    one = person()
    first = one.check_in(mode="bike")
    again = one.check_in(mode="walk")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json == first.json
    assert len(rows()) == 1


def test_a_rule_that_changed_meanwhile_pays_the_next_act(person):
    """The rules in hand are proved by the act's own statement, not trusted."""
    one = person()
    first = one.check_in(direction="to_work")
    with transaction():
        rules.change("green_commute", date(2026, 1, 1), dict.fromkeys(green_commute.MODES, 7), "lvpuhui-2024")
    second = one.check_in(direction="to_home")
    assert [answer.json["data"]["points"] for answer in (first, second)] == [3, 7]
    with transaction():
        rules.change("green_commute", date(2026, 1, 1), {}, "lvpuhui-2024", is_on=False)
    refused = one.check_in(direction="to_home")
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "ACTIVITY_OFF")
    with transaction():
        rules.change("lights_out", date(2026, 1, 1), {"done": 2}, "lvpuhui-2024")
    assert one.check_in("lights_out").json["data"]["points"] == 2


def test_who_may_not_ask_hears_that_before_anything_else(person):
    """A body that is wrong, a rule that is off: first comes whether the token is worth anything."""
    one = person()
    wrong = {"mode": "horse"}
    assert one.check_in(**wrong).status_code == 422
    with transaction():
        session.execute(update(Session).values(expires_at=clock.now()))
    assert one.check_in(**wrong).status_code == 401
    assert one.check_in(**BIKE).status_code == 401
    assert rows() == []


def test_who_left_the_roll_or_never_joined_checks_nothing_in(person):
    left, stranger = person(), person(joined=False)
    with transaction():
        employee = session.scalar(select(Employee).order_by(Employee.id))
        employee.left_on = clock.today()
    answers = [one.check_in(**BIKE).json["error"]["code"] for one in (left, stranger)]
    assert answers == ["NOT_BOUND", "NOT_JOINED"]
    assert rows() == []


def test_each_direction_and_each_meal_counts_once(person):
    one = person()
    assert [one.check_in(direction=d).status_code for d in ("to_work", "to_home", "to_home")] == [201, 201, 200]
    plates = [
        one.check_in("clean_plate", meal=meal, step=step).status_code
        for meal, step in (("lunch", "pledge"), ("lunch", "kept"), ("lunch", "kept"), ("dinner", "pledge"))
    ]
    assert plates == [201, 201, 200, 201]
    assert one.check_in("lights_out").status_code == 201
    assert sum(row.points for row in rows()) == 3 + 3 + 1 + 2 + 1 + 1


def test_a_clean_plate_needs_its_pledge_first(person):
    one = person()
    refused = one.check_in("clean_plate", meal="lunch", step="kept")
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "FIRST_STEP_MISSING")
    pledge = one.check_in("clean_plate", meal="lunch", step="pledge").json["data"]
    one.post(f"/check-ins/{pledge['id']}/withdrawal")
    assert one.check_in("clean_plate", meal="lunch", step="kept").status_code == 409


def test_withdrawing_is_a_reversal_and_happens_once(person):
    one = person()
    shown = one.check_in(mode="bus", band="5km+").json["data"]
    undone = one.post(f"/check-ins/{shown['id']}/withdrawal")
    assert (undone.status_code, undone.json["data"]["state"]) == (200, "withdrawn")
    twice = one.post(f"/check-ins/{shown['id']}/withdrawal")
    assert (twice.status_code, twice.json["error"]["code"]) == (409, "ALREADY_WITHDRAWN")
    assert [(row.attempt, row.points, row.grams) for row in rows()] == [(1, 3, 80), (-1, -3, -80)]
    assert one.get("/home").json["data"]["points"] == {"week": 0, "total": 0}


def test_a_withdrawn_slot_is_filled_again_only_on_purpose(person):
    one = person()
    first = one.check_in(mode="bike").json["data"]
    one.post(f"/check-ins/{first['id']}/withdrawal")
    late_repeat = one.check_in(mode="bike")
    assert (late_repeat.status_code, late_repeat.json["data"]["state"]) == (200, "withdrawn")
    again = one.check_in(mode="carpool", again=True)
    assert (again.status_code, again.json["data"]["points"]) == (201, 1)
    assert one.check_in(mode="carpool", again=True).status_code == 200
    assert [row.attempt for row in rows()] == [1, -1, 2]


def test_nobody_withdraws_for_another(person):
    shown = person().check_in().json["data"]
    assert person().post(f"/check-ins/{shown['id']}/withdrawal").status_code == 404


def test_the_day_turns_at_midnight_in_shanghai(person):
    one = person()
    with time_machine.travel("2026-03-01T15:59:59Z", tick=False):
        late = one.check_in()
    with time_machine.travel("2026-03-01T16:00:00Z", tick=False):
        early = one.check_in()
    assert (late.json["data"]["day"], early.json["data"]["day"]) == ("2026-03-01", "2026-03-02")


def test_a_leap_day_and_a_new_year_are_days_like_any_other(person):
    one = person()
    for instant, day in (("2028-02-29T04:00:00Z", "2028-02-29"), ("2026-12-31T16:00:00Z", "2027-01-01")):
        with time_machine.travel(instant, tick=False):
            assert one.check_in().json["data"]["day"] == day
            assert one.get("/home").status_code == 200


@time_machine.travel(MONDAY, tick=False)
def test_back_fill_reaches_a_week_back_and_no_further(person):
    one = person()
    filled = one.check_in(day="2026-02-23")
    assert (filled.status_code, filled.json["data"]["backfilled"]) == (201, True)
    for day, word in (("2026-02-22", "7 天"), ("2026-03-03", "还没到")):
        refused = one.check_in(day=day)
        assert refused.status_code == 422
        assert word in refused.json["error"]["fields"]["day"]


@time_machine.travel(MONDAY, tick=False)
def test_whoever_joined_today_fills_in_the_week_before(person):
    from_today = person(joined_on=date(2026, 3, 2))
    assert from_today.check_in(day="2026-02-23").status_code == 201


def test_back_fill_does_not_reach_before_having_left(person):
    """Or leaving and joining again would fill a slot twice (docs/adr/0003)."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        one = person()
        assert one.check_in().status_code == 201
        assert one.delete("/participation").status_code == 204
        traveller.shift(timedelta(days=2))
        version = one.get("/policy").json["data"]["version"]
        assert one.post("/participation", {"policy_version": version}).status_code == 201
        for day in ("2026-03-01", "2026-03-02"):
            refused = one.check_in(day=day)
            assert refused.status_code == 422
            assert "退出之后" in refused.json["error"]["fields"]["day"]
        assert one.check_in(day="2026-03-03").status_code == 201


@time_machine.travel(MONDAY, tick=False)
def test_an_act_is_paid_by_the_rule_of_its_day(person):
    one = person()
    commute = activities.get("green_commute")
    with transaction():
        rules.change(commute.key, date(2026, 3, 1), {**commute.default_points, "bike": 9}, commute.factor_set)
    assert one.check_in(day="2026-02-28").json["data"]["points"] == 3
    assert one.check_in(day="2026-03-01").json["data"]["points"] == 9


def test_history_is_paged_and_mine_alone(person):
    one, other = person(), person()
    other.check_in()
    with time_machine.travel(MONDAY, tick=False):
        for back in range(8):
            for direction in ("to_work", "to_home"):
                one.check_in(day=f"2026-02-{23 + back}" if back < 6 else f"2026-03-0{back - 5}", direction=direction)
        everything = one.get("/check-ins").json
        assert len(everything["data"]) == 16
        assert everything["next"] is None
        ids = [act["id"] for act in everything["data"]]
        assert ids == sorted(ids, reverse=True)
        one_day = one.get("/check-ins?from=2026-02-24&to=2026-02-24").json["data"]
    assert {act["day"] for act in one_day} == {"2026-02-24"}


def test_strangers_the_unbound_and_the_unjoined_are_told_apart(client, person):
    codes = [caller.check_in().json["error"]["code"] for caller in (client, person(bound=False), person(joined=False))]
    assert codes == ["NOT_SIGNED_IN", "NOT_BOUND", "NOT_JOINED"]


def test_wrong_bodies_are_refused_by_name(person):
    one = person()
    for act, field in (
        ({"mode": "rocket"}, "mode"),
        ({"extra": 1}, "extra"),
        ({"again": 1}, "again"),
        ({"day": "soon"}, "day"),
        ({"band": None}, "band"),
    ):
        refused = one.check_in(**act)
        assert refused.status_code == 422
        assert set(refused.json["error"]["fields"]) == {field}
    url = "/activities/green_commute/check-ins"
    assert one.post(url, data="{", content_type="application/json").status_code == 400
    assert one.post(url, data="\xff".encode("latin-1"), content_type="application/json").status_code == 400
    assert one.post(url, data="{}", content_type="text/plain").status_code == 415
    assert one.post(url, data=b" " * 1_100_000, content_type="application/json").status_code == 413
    assert one.post("/activities/nap/check-ins", {}).status_code == 404


def test_a_prepared_statement_that_the_driver_dropped_is_prepared_again(person, database):
    one = person()
    assert one.check_in(direction="to_work").status_code == 201
    if database.startswith("postgresql"):
        for connection in base.idle:
            connection.cursor().execute("DEALLOCATE ALL")
    assert one.check_in(direction="to_home").status_code == 201
