"""Staff rolls as files, and what has become of them in the database."""

import csv
from datetime import date, time
from io import BytesIO, StringIO

import xlwt
from sqlalchemy import select
from xlsxwriter import Workbook

import clock
from models import Department, Employee, Posting, session

TITLES = ("工号", "姓名", "部门", "手机号", "入职", "离职")
TODAY = date(2026, 3, 10)
TEN = clock.at(TODAY, time(10))
PEOPLE = [
    ("0001", "张三", "县政府办/秘书科", "13800000001", "2020-01-06", ""),
    ("0002", "李四", "县政府办/秘书科", "13800000002", "", ""),
    ("0003", "王五", "县财政局", "", "", ""),
]


def xlsx(rows, titles=TITLES):
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate([titles, *rows]):
            for column, cell in enumerate(row):
                sheet.write_string(line, column, str(cell or ""))
    return file.getvalue()


def xls(rows, titles=TITLES):
    book = xlwt.Workbook()
    sheet = book.add_sheet("名册")
    for line, row in enumerate([titles, *rows]):
        for column, cell in enumerate(row):
            sheet.write(line, column, cell or "")
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def csv_file(rows, titles=TITLES, encoding="utf-8-sig"):
    file = StringIO()
    csv.writer(file).writerows([titles, *rows])
    return file.getvalue().encode(encoding)


def changed(people, **by_number):
    """The roll with some people's cells replaced: ``_0001={3: "…"}``; None takes the person out."""
    found = []
    for row in people:
        new = by_number.get(f"_{row[0]}", {})
        if new is not None:
            found.append(tuple(new.get(place, cell) for place, cell in enumerate(row)))
    return found


def employee(number):
    session.remove()
    return session.scalars(select(Employee).filter_by(employee_no=number)).one()


def stays(number):
    """(department, from, to) of one person, in order."""
    session.remove()
    return [
        tuple(row)
        for row in session.execute(
            select(Department.path, Posting.from_day, Posting.to_day)
            .join(Posting, Posting.department_id == Department.id)
            .join(Employee, Employee.id == Posting.employee_id)
            .where(Employee.employee_no == number)
            .order_by(Posting.from_day)
        )
    ]


def whole_roll():
    """Everything an import may touch, but for ids."""
    session.remove()
    people = select(
        Employee.employee_no, Employee.name, Employee.pinyin, Employee.phone_hash, Employee.came_on, Employee.left_on
    )
    places = select(Department.path, Department.is_closed)
    numbers = session.scalars(select(Employee.employee_no).order_by(Employee.employee_no)).all()
    return (
        session.execute(people.order_by(Employee.employee_no)).all(),
        session.execute(places.order_by(Department.path)).all(),
        [(number, stays(number)) for number in numbers],
    )
