import time_machine

from factories import fold, make_employee

WEDNESDAY = "2026-03-04T02:00:00Z"


@time_machine.travel(WEDNESDAY, tick=False)
def test_home_says_in_one_call_what_today_is(person):
    one = person(department="财政局/预算科")
    for name in "甲乙丙丁戊己庚辛壬":
        make_employee(name=name, department="财政局/预算科")
    one.check_in(mode="bus", band="5km+")
    one.check_in(day="2026-03-03")
    at_once = one.get("/home").json["data"]["points"]
    fold()
    home = one.get("/home").json["data"]
    assert at_once == home["points"]
    assert (home["day"], home["workday"], home["joined"], home["streak"]) == ("2026-03-04", True, True, 2)
    assert home["points"] == {"week": 6, "total": 6}
    assert home["grams"]["value"] == 80
    assert "口径" in home["grams"]["method"]
    assert home["standing"] == {
        "rank": 1,
        "of": 1,
        "department": "财政局/预算科",
        "value": 0.1,
        "metric": "participation",
    }
    states = {card["key"]: card["state"] for card in home["activities"]}
    assert states == dict.fromkeys(("green_commute", "waste_quiz", "clean_plate", "bin_sorting", "lights_out"), "open")
    slots = home["activities"][0]["slots"]
    assert [(slot["title"], slot["state"]) for slot in slots] == [("上班", "done"), ("下班", "open")]
    one.check_in(direction="to_home")
    assert one.get("/home").json["data"]["activities"][0]["state"] == "done"


def test_before_joining_home_is_there_but_every_card_is_off(person):
    home = person(joined=False).get("/home").json["data"]
    assert {card["state"] for card in home["activities"]} == {"off"}
    assert (home["joined"], home["streak"], home["grams"]["value"]) == (False, 0, None)


def test_grams_without_a_sourced_figure_stay_without_a_number(person):
    one = person()
    one.check_in(mode="carpool")
    assert one.get("/home").json["data"]["grams"] == {"value": None, "method": "没有可靠口径，暂不估算"}


def test_a_streak_survives_weekends_and_declared_absences(person):
    one = person()
    for day in ("2026-03-05", "2026-03-06", "2026-03-09", "2026-03-12"):
        with time_machine.travel(f"{day}T02:00:00Z", tick=False):
            one.check_in()
    with time_machine.travel("2026-03-12T03:00:00Z", tick=False):
        assert one.get("/home").json["data"]["streak"] == 1
        away = one.post("/absences", {"from": "2026-03-10", "to": "2026-03-11", "reason": "travel"})
        assert away.status_code == 201
        assert one.get("/home").json["data"]["streak"] == 4
        one.delete(f"/absences/{away.json['data']['id']}")
        assert one.get("/home").json["data"]["streak"] == 1


def test_absences_are_checked_private_and_said_once(person):
    one, other = person(), person()
    body = {"from": "2026-03-10", "to": "2026-03-11", "reason": "travel"}
    with time_machine.travel(WEDNESDAY, tick=False):
        first = one.post("/absences", body).json["data"]
        assert one.post("/absences", body).status_code == 200
        wrong = one.post("/absences", body | {"to": "2026-03-09"})
    assert wrong.json["error"]["fields"].keys() == {"to"}
    assert other.get("/absences").json["data"] == []
    assert other.delete(f"/absences/{first['id']}").status_code == 404


def test_the_first_of_january_2027_does_not_break_the_product(person):
    one = person()
    with time_machine.travel("2026-12-31T08:00:00Z", tick=False):
        one.check_in()
        assert one.get("/home").json["data"]["workday"] is True
    with time_machine.travel("2027-01-01T02:00:00Z", tick=False):
        home = one.get("/home").json["data"]
        assert (home["day"], home["workday"], home["streak"]) == ("2027-01-01", False, 1)
    with time_machine.travel("2027-03-01T02:00:00Z", tick=False):
        assert one.get("/home").json["data"]["provisional"] is True


def test_a_make_up_saturday_is_a_working_day(person):
    one = person()
    for day in ("2026-02-13", "2026-02-14", "2026-02-24"):
        with time_machine.travel(f"{day}T02:00:00Z", tick=False):
            one.check_in()
            home = one.get("/home").json["data"]
    assert home["streak"] == 3


def test_activities_say_what_they_pay(person):
    kinds = {kind["key"]: kind for kind in person().get("/activities").json["data"]}
    assert kinds["green_commute"]["points"]["walk"] == 3
    assert set(kinds["clean_plate"]["fields"]) == {"day", "again", "meal", "step", "photo_id"}
    assert kinds["lights_out"]["rule_version"] == 1
