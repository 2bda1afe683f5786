"""The people's board: only who wants to, at once; and everybody's own place, for themselves alone."""

import pytest
import time_machine

from factories import fold, make_employee
from models import Department, ListedTotal, Posting, session, transaction
from services.audit import trail as audit
from services.compliance import switches

WEDNESDAY = "2026-03-04T02:00:00Z"
TWO = ({"direction": "to_work"}, {"direction": "to_home"})


@pytest.fixture
def switched_on(app):
    with transaction():
        switches.turn(switches.PEOPLE_BOARD, True, "节能宣传周自愿报名", audit.COMMAND_LINE)


def board(one):
    return one.get("/rankings/people?period=week").json["data"]


def names(one):
    return [(row["rank"], row["nickname"], row["points"]) for row in board(one)["standings"]]


@time_machine.travel(WEDNESDAY, tick=False)
def test_nobody_is_on_it_who_did_not_ask(switched_on, person):
    one = person(name="甲某")
    one.check_in()
    fold()
    assert board(one)["standings"] == []
    assert board(one)["me"] == {"points": 3, "ahead_of": 0.0, "listed": False}
    assert person(joined=False).get("/rankings/people").status_code == 403


@time_machine.travel(WEDNESDAY, tick=False)
def test_opting_in_opting_out_and_leaving_show_at_once(switched_on, person):
    one, other = person(name="甲某"), person(name="乙某", on_people_board=True)
    for somebody in (one, other):
        somebody.check_in()
    fold()
    assert names(one) == [(1, "乙某", 3)]
    one.patch("/me", {"on_people_board": True, "nickname": "小绿"})
    assert {name for _, name, _ in names(other)} == {"小绿", "乙某"}
    assert {rank for rank, _, _ in names(other)} == {1}
    one.patch("/me", {"on_people_board": False})
    assert names(other) == [(1, "乙某", 3)]
    assert other.delete("/participation").status_code == 204
    assert names(one) == []
    session.remove()
    assert session.query(ListedTotal).count() == 0


@time_machine.travel(WEDNESDAY, tick=False)
def test_another_nickname_and_better_points_show_at_once(switched_on, person):
    one, other = person(name="甲某", on_people_board=True), person(name="乙某", on_people_board=True)
    for somebody in (one, other):
        somebody.check_in()
    fold()
    assert {name for _, name, _ in names(other)} == {"甲某", "乙某"}
    one.patch("/me", {"nickname": "小绿"})
    assert {name for _, name, _ in names(other)} == {"小绿", "乙某"}
    one.patch("/me", {"nickname": None})
    one.check_in(direction="to_home")
    fold()
    assert names(other) == [(1, "甲某", 6), (2, "乙某", 3)]


@time_machine.travel(WEDNESDAY, tick=False)
def test_who_moved_is_shown_in_the_new_department_once_the_boards_move_on(switched_on, person):
    one = person(name="甲某", department="市局/一科", on_people_board=True)
    for department in ("市局/一科", "市局/二科"):
        for _ in range(5):
            make_employee(department=department)
    one.check_in()
    fold()
    assert board(one)["standings"][0]["department"] == "市局/一科"
    with transaction():
        here = session.query(Posting).filter_by(employee_id=one.employee_id).one()
        here.department_id = session.query(Department).filter_by(path="市局/二科").one().id
    one.check_in(direction="to_home")
    fold()
    assert board(one)["standings"][0]["department"] == "市局/二科"


@time_machine.travel(WEDNESDAY, tick=False)
def test_nobody_is_on_it_until_the_office_switches_it_on(person):
    one = person(name="甲某", on_people_board=True)
    one.check_in()
    fold()
    assert (board(one)["is_on"], board(one)["standings"]) == (False, [])
    assert board(one)["me"] == {"points": 3, "ahead_of": 0.0, "listed": True}
    with transaction():
        switches.turn(switches.PEOPLE_BOARD, True, "节能宣传周自愿报名", audit.COMMAND_LINE)
    assert (board(one)["is_on"], names(one)) == (True, [(1, "甲某", 3)])


@time_machine.travel(WEDNESDAY, tick=False)
def test_my_own_points_are_right_before_anything_is_folded(person):
    one, other = person(), person()
    other.check_in()
    for act in TWO:
        one.check_in(**act)
    assert board(one)["me"]["points"] == 6
    fold()
    assert board(one)["me"] == {"points": 6, "ahead_of": 1.0, "listed": False}
    assert board(other)["me"]["ahead_of"] == 0.0
    other.check_in(**TWO[1], mode="walk")
    other.check_in("lights_out")
    assert board(other)["me"] == {"points": 7, "ahead_of": 1.0, "listed": False}


@time_machine.travel(WEDNESDAY, tick=False)
def test_a_department_under_five_is_not_named_beside_a_person(switched_on, person):
    one = person(name="甲某", department="市局/小科", on_people_board=True)
    big = person(name="乙某", department="市局/大科", on_people_board=True)
    for _ in range(5):
        make_employee(department="市局/大科")
    for somebody in (one, big):
        somebody.check_in()
    fold()
    told = {row["nickname"]: row["department"] for row in board(one)["standings"]}
    assert told == {"甲某": "其他小科室", "乙某": "市局/大科"}
