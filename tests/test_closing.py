"""A period's boards are kept a week after it ended; corrections are said under them and change nothing."""

from datetime import date

import time_machine

from factories import close, fold, make_employee
from models import BoardPeriod, FrozenTally, Posting, session, transaction
from services.boards import headcounts

BOARD = "/rankings/departments?period=week&at=2026-03-03&metric=points"


def board(one):
    return one.get(BOARD).json["data"]


def figures(answer):
    return [(row["rank"], row["department"]["name"], row["points"], row["roll"]) for row in answer["standings"]]


def office(person):
    """Two departments of ten, one act each on Wednesday."""
    with time_machine.travel("2026-03-04T02:00:00Z", tick=False):
        people = [person(department=f"市局/{name}科") for name in "甲乙"]
        for name in "甲乙" * 9:
            make_employee(department=f"市局/{name}科")
        for one in people:
            one.check_in()
        fold()
    return people


def test_a_week_is_open_then_open_for_late_entries_then_closed(person):
    one, _ = office(person)
    for moment, state in (
        ("2026-03-08T15:00", "open"),
        ("2026-03-15T15:00", "backfill"),
        ("2026-03-16T01:00", "closed"),
    ):
        with time_machine.travel(f"{moment}:00Z", tick=False):
            close()
            assert board(one)["period"]["state"] == state
            assert board(one)["period"]["closed"] is (state == "closed")


def test_a_closed_board_never_changes_and_says_what_was_corrected(person):
    one, other = office(person)
    with time_machine.travel("2026-03-16T01:00:00Z", tick=False):
        assert close() == 1
        before = board(one)
        assert (before["amendments"], len(before["standings"])) == ([], 2)
        act = one.get("/check-ins?from=2026-03-01&to=2026-03-31").json["data"][0]
        assert one.post(f"/check-ins/{act['id']}/withdrawal").status_code == 200
        assert close() == 0
        after = board(other)
        assert figures(after) == figures(before)
        assert after["as_of"] == before["as_of"]
        (amended,) = after["amendments"]
        assert amended["department"] == "市局/甲科"
        assert amended["was"] == {"points": 3, "grams": 0, "participants": 1, "roll": 10.0}
        assert amended["now"] == {"points": 0, "grams": 0, "participants": 0, "roll": 10.0}


def test_a_correction_of_the_roll_is_said_too_and_a_new_name_is_not(person):
    one, _ = office(person)
    with time_machine.travel("2026-03-16T01:00:00Z", tick=False):
        close()
        with transaction():
            place = session.query(Posting).filter_by(employee_id=one.employee_id).one()
            place.from_day = date(2026, 3, 9)
            headcounts.touch()
        close()
        (amended,) = board(one)["amendments"]
        assert (amended["was"]["roll"], amended["now"]["roll"]) == (10.0, 9.0)


def test_what_is_not_folded_yet_keeps_a_period_open(person):
    one, _ = office(person)
    with time_machine.travel("2026-03-15T15:00:00Z", tick=False):
        one.check_in(day="2026-03-08")
    with time_machine.travel("2026-03-16T01:00:00Z", tick=False):
        session.remove()
        from_before = session.query(FrozenTally).count()
        assert close() == 1
        assert session.query(FrozenTally).count() > from_before
        assert figures(board(one))[0][2] == 6
    with transaction(reading=True):
        assert session.query(BoardPeriod).filter(BoardPeriod.frozen_at.is_not(None)).count() == 1
