from datetime import date

import time_machine

from factories import fold, make_employee
from models import Posting, session, transaction
from services.boards import periods

WEDNESDAY = "2026-03-04T02:00:00Z"


def office(person, **departments):
    """Departments by name: (people on the roll, how many of them take part with one act)."""
    acting = {}
    for name, (roll, active) in departments.items():
        acting[name] = [person(department=f"市局/{name}") for _ in range(active)]
        for _ in range(roll - active):
            make_employee(department=f"市局/{name}")
        for one in acting[name]:
            one.check_in()
    return acting


def board(one, query=""):
    fold()
    return one.get(f"/rankings/departments?period=week{query}").json["data"]


def places(answer):
    return [(row["rank"], row["department"]["name"], row["value"]) for row in answer["standings"]]


@time_machine.travel(WEDNESDAY, tick=False)
def test_participation_is_over_everybody_on_the_roll_and_ties_share_a_place(person):
    acting = office(person, 甲科=(10, 5), 乙科=(12, 6), 丙科=(10, 2))
    answer = board(acting["甲科"][0])
    assert places(answer) == [(1, "市局/乙科", 0.5), (1, "市局/甲科", 0.5), (3, "市局/丙科", 0.2)]
    assert answer["period"] == {"from": "2026-03-02", "to": "2026-03-08", "closed": False, "state": "open"}
    assert "÷" in answer["formula"]
    assert [row["mine"] for row in answer["standings"]] == [False, True, False]
    assert answer["standings"][1]["roll"] == 10.0


@time_machine.travel(WEDNESDAY, tick=False)
def test_points_per_head_and_totals(person):
    acting = office(person, 甲科=(10, 5), 丙科=(9, 4))
    one = acting["甲科"][0]
    mean = 27 / 19
    per_head = [(1, "市局/甲科", round((15 + 5 * mean) / 15, 4)), (2, "市局/丙科", round((12 + 5 * mean) / 14, 4))]
    answer = board(one, "&metric=points_per_head")
    assert (places(answer), answer["mean"]) == (per_head, round(mean, 4))
    assert places(board(one, "&metric=points")) == [(1, "市局/甲科", 15.0), (2, "市局/丙科", 12.0)]
    one.check_in(mode="bus", band="5km+", direction="to_home")
    mean = 80 / 19
    per_head = [(1, "市局/甲科", round((80 + 5 * mean) / 15, 4)), (2, "市局/丙科", round(5 * mean / 14, 4))]
    assert places(board(one, "&metric=grams_per_head")) == per_head


@time_machine.travel(WEDNESDAY, tick=False)
def test_departments_under_five_are_folded_together(person):
    acting = office(person, 大科=(9, 1), 小科=(3, 3), 微科=(2, 0), 四科=(4, 1))
    answer = board(acting["小科"][0])
    assert places(answer) == [(1, "其他小科室", 0.4444), (2, "市局/大科", 0.1111)]
    assert answer["standings"][0]["department"]["id"] is None
    assert answer["standings"][0]["mine"] is True
    assert "小科" not in str([row["department"] for row in answer["standings"][1:]])


@time_machine.travel(WEDNESDAY, tick=False)
def test_one_small_department_alone_is_not_shown_at_all(person):
    acting = office(person, 大科=(9, 1), 小科=(3, 3))
    assert [row["department"]["name"] for row in board(acting["小科"][0])["standings"]] == ["市局/大科"]


@time_machine.travel(WEDNESDAY, tick=False)
def test_a_withdrawn_act_does_not_count(person):
    acting = office(person, 甲科=(5, 1))
    one = acting["甲科"][0]
    act = one.get("/check-ins").json["data"][0]
    one.post(f"/check-ins/{act['id']}/withdrawal")
    (row,) = board(one)["standings"]
    assert (row["participants"], row["points"], row["value"]) == (0, 0, 0.0)


def test_an_act_counts_for_the_department_of_its_day_and_the_roll_is_averaged(person):
    with time_machine.travel("2026-03-02T02:00:00Z", tick=False):
        acting = office(person, 甲科=(10, 1), 乙科=(10, 1))
        mover = acting["甲科"][0]
    with transaction():
        old = session.query(Posting).filter_by(employee_id=mover.employee_id).one()
        new = session.query(Posting).filter_by(employee_id=acting["乙科"][0].employee_id).one()
        old.to_day = date(2026, 3, 4)
        session.add(Posting(employee_id=mover.employee_id, department_id=new.department_id, from_day=old.to_day))
    with time_machine.travel("2026-03-05T02:00:00Z", tick=False):
        mover.check_in()
        rows = {row["department"]["name"]: row for row in board(mover)["standings"]}
    assert (rows["市局/甲科"]["points"], rows["市局/甲科"]["roll"]) == (3, 9.5)
    assert (rows["市局/乙科"]["points"], rows["市局/乙科"]["roll"]) == (6, 10.5)
    assert rows["市局/乙科"]["mine"] is True


def test_periods_end_where_the_next_begin():
    spans = {kind: periods.span(kind, date(2026, 12, 31))[1:] for kind in ("week", "month", "quarter", "year")}
    assert spans == {
        "week": (date(2026, 12, 28), date(2027, 1, 3)),
        "month": (date(2026, 12, 1), date(2026, 12, 31)),
        "quarter": (date(2026, 10, 1), date(2026, 12, 31)),
        "year": (date(2026, 1, 1), date(2026, 12, 31)),
    }
    assert periods.span("month", date(2028, 2, 29))[1:] == (date(2028, 2, 1), date(2028, 2, 29))
    assert periods.span("quarter", date(2028, 2, 29))[1:] == (date(2028, 1, 1), date(2028, 3, 31))


def test_an_empty_office_has_an_empty_board(person):
    assert board(person(department="市局/独科"))["standings"] == []
