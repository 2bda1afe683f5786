"""``manage.py refold``: from nothing the same rows, byte for byte; a wrong total is found and put right."""

import base64

import pytest
import time_machine
from sqlalchemy import delete, select, update

import models
from commands.__main__ import main
from factories import fold
from models import (
    ActivityDay,
    DepartmentDay,
    DepartmentTotal,
    ListedTotal,
    PersonTotal,
    PointCount,
    RollTotal,
    session,
    transaction,
)
from office import KEYS

TABLES = (PersonTotal, DepartmentTotal, DepartmentDay, ActivityDay, PointCount, ListedTotal, RollTotal)


@pytest.fixture
def command(app, database, monkeypatch, tmp_path):
    """The command on the test's own database, and the connection back afterwards; its exit code."""
    keys = ",".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in KEYS)
    for name, value in (("DATABASE_URL", database), ("SECRET_KEY", "k"), ("DATA_KEYS", keys)):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path / "instance"))

    def run(*words):
        session.remove()
        try:
            return main(["refold", *words])
        finally:
            models.connect(database)

    return run


def rows():
    session.remove()
    with transaction(reading=True):
        return {table: sorted(map(tuple, session.execute(select(*table.__table__.columns)))) for table in TABLES}


@pytest.fixture
def office(person):
    with time_machine.travel("2026-03-04T02:00:00Z", tick=False):
        people = [person(department=f"市局/{n % 3}科", on_people_board=n % 2 == 0) for n in range(8)]
        for number, one in enumerate(people):
            one.check_in(mode="bus", band="5km+")
            one.check_in("clean_plate", meal="lunch", step="pledge", day="2026-02-27")
            if number % 3 == 0:
                act = one.get("/check-ins").json["data"][0]
                assert one.post(f"/check-ins/{act['id']}/withdrawal").status_code == 200
        people[1].delete("/participation")
        fold()
        yield people


def test_from_nothing_the_same_rows(command, office):
    before = rows()
    assert all(before.values())
    with transaction():
        for table in TABLES:
            session.execute(delete(table))
    assert command("--check") == 1
    assert command() == 0
    assert rows() == before
    assert command("--check") == 0


def test_a_wrong_total_is_found_and_put_right(command, office, capsys):
    before = rows()
    with transaction():
        session.execute(update(DepartmentTotal).values(points=DepartmentTotal.points + 1))
        session.execute(update(PointCount).where(PointCount.node == 0).values(people=99))
    assert command("--check") == 1
    assert "department_totals" in capsys.readouterr().out
    assert command() == 0
    assert rows() == before


def test_acts_that_wait_are_no_difference(command, office):
    office[0].check_in("lights_out")
    assert command("--check") == 0
    assert command() == 0
    assert command("--check") == 0
