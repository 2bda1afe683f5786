"""Ten years of forty meters: every page of the ledgers answers within 200 ms of computing, and asks a bounded number
of questions, whichever year it shows."""

import sys
import time
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from sqlalchemy import event, insert

import clock
import models
from desk import sit_down
from models import Bill, Event, Meter, MonthLock, session
from services.demonstration import office as demonstration_office
from services.office import months

METERS, YEARS = 40, 10
KINDS = ("electricity",) * 18 + ("water",) * 10 + ("gas",) * 4 + ("paper",) * 2 + ("petrol",) * 6
PAGES = (
    "/office",
    "/office/bills",
    "/office/bills?year=2017",
    "/office/bills/2026-02",
    "/office/bills/2020-07",
    "/office/bills/2025-11/1",
    "/office/bills/ledger.xlsx?year=2025",
    "/office/meters",
    "/office/meters/1",
    "/office/vehicles?year=2025",
    "/office/indicators?year=2025",
    "/office/indicators/targets",
    "/office/indicators/settings",
    "/office/collections",
    "/office/papers",
    "/office/events",
    "/office/events/list",
    "/office/resolutions",
    "/office/low-carbon-days",
    "/office/reports?year=2025",
)
MILLISECONDS = 200
QUESTIONS = 80


def fill():
    first = date(2016, 3, 1)
    with models.transaction():
        for place, kind in enumerate(KINDS):
            parent_id = 1 if kind == "electricity" and 0 < place < 6 else None
            session.add(Meter(kind=kind, name=f"表 {place + 1}", parent_id=parent_id, is_vehicle=kind == "petrol"))
            session.flush()
        span = list(months.between(first, date(2026, 2, 1)))
        common = {"cost": Decimal(650), "remark": "", "created_at": clock.now()}
        session.execute(insert(Bill), [bill(place, month) | common for place in range(METERS) for month in span])
        locks = [{"month": month, "actor": "测试", "created_at": clock.now()} for month in span[:-2]]
        session.execute(insert(MonthLock), locks)
        demonstration_office.settings(2026)
        session.execute(insert(Event), [meeting(day) for day in range(600)])


def bill(place, month):
    return {"meter_id": place + 1, "month": month, "amount": Decimal(900 if place else 9000)}


def meeting(day):
    first = date(2026, 1, 1) + timedelta(days=day % 360)
    row = {"kind": "meeting", "board": "other", "title": f"例会 {day}", "first_day": first, "last_day": first}
    row |= {"place": "", "organiser": "", "series": "", "summary": "", "version": 1, "created_at": clock.now()}
    return row | {"state": "held", "attendance": 9}


@pytest.fixture
def desk(app):
    with time_machine.travel("2026-03-10T02:00:00Z", tick=True):
        fill()
        yield sit_down(app)


def test_every_page_of_ten_years_of_forty_meters_answers_in_time(desk):
    asked = []
    event.listen(models.engine(), "before_cursor_execute", lambda *args: asked.append(args[2]))
    slow = {}
    for path in PAGES:
        took = []
        for _ in range(3):
            asked.clear()
            start = time.process_time()
            assert desk.get(path).status_code == 200, path
            took.append((time.process_time() - start) * 1000)
        sys.stdout.write(f"{min(took):7.0f} ms {len(asked):4} questions  {path}\n")
        if min(took) > MILLISECONDS or len(asked) > QUESTIONS:
            slow[path] = (round(min(took)), len(asked))
    assert slow == {}
