"""Ledgers of bills from Excel: what is read, what is argued about, and what nobody may put in."""

import re
from io import BytesIO

import pytest
import time_machine
from sqlalchemy import func, select
from xlsxwriter import Workbook

import models
from desk import sit_down
from ledgers import AMOUNT, COAL, COST, FACTOR, KIND, METER, MONTH, TITLES, UNIT, at, clean
from models import AuditEntry, Bill, Meter, session
from rolls import csv_file, xls

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def today():
    with time_machine.travel("2026-03-10T02:00:00Z", tick=True):
        yield


@pytest.fixture
def desk(app, today):
    return sit_down(app)


def sheet(rows, titles=TITLES, name="台账", above=()):
    """Numbers as numbers, as an office has them."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet(name)
        for line, row in enumerate([*above, titles, *rows]):
            for column, cell in enumerate(row):
                page.write(line, column, cell)
    return file.getvalue()


def upload(desk, content, name="台账.xlsx"):
    data = {"file": (BytesIO(content), name)}
    return desk.post("/office/bill-imports", data, content_type="multipart/form-data")


def take_over(desk, page, reason=""):
    return desk.post(page.request.path.removeprefix("/console"), {"reason": reason})


def found(page):
    """Line → sentences of a preview."""
    lines = re.findall(r'<th scope="row" class="nowrap">第 (\d+) 行.*?</th><td>(.*?)</td><td>(.*?)</td>', page.text)
    said = {}
    for line, _, sentence in lines:
        said.setdefault(int(line), []).append(sentence)
    return said


def stored():
    with models.transaction(reading=True):
        return session.execute(
            select(Meter.kind, func.count(), func.sum(Bill.amount), func.sum(Bill.cost)).join(Bill).group_by(Meter.kind)
        ).all()


def count():
    with models.transaction(reading=True):
        return session.scalar(select(func.count()).select_from(Bill))


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5, 6, 7, 8])
def test_three_clean_years_raise_no_question(desk, seed):
    rows = clean(seed=seed)
    page = upload(desk, sheet(rows))
    assert found(page) == {}
    assert "已写入" in take_over(desk, page).text
    assert count() == len(rows)
