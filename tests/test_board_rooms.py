"""The leaderboard room: drill-down, export, print, and the addresses of a hall's screen."""

from datetime import date, time
from html import unescape
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook

import clock
from desk import found, sit_down
from factories import close, fold, make_department, make_employee, make_person
from models import AuditEntry, session

NOON = clock.at(date(2026, 3, 11), time(12))  # a Wednesday


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def desk(app):
    return sit_down(app)


@pytest.fixture
def office(app):
    """Two units with three departments; in each some people have acted this week."""
    people = []
    for path, (size, acting) in {
        "甲局/一科": (10, 6),
        "甲局/二科": (12, 3),
        "乙局/三科": (9, 2),
        "乙局/四科": (4, 4),
    }.items():
        for number in range(size):
            if number < acting:
                people.append(make_person(app, department=path))
                assert people[-1].check_in().status_code == 201
            else:
                make_employee(department=path)
    fold()
    return people


def test_from_units_down_to_departments(desk, office):
    top = desk.get("/rankings?unit=0&metric=points").text
    assert "2 个科室" in top
    assert "四科" not in top
    unit = make_department("甲局")
    below = desk.get(f"/rankings?unit={unit}&metric=points").text
    assert "一科" in below
    assert "三科" not in below
    assert desk.get("/rankings?unit=999999").status_code == 404
    assert desk.get("/rankings?unit=nothing&band=never").status_code == 200


def test_a_band_lists_departments_of_one_size(desk, office):
    page = desk.get("/rankings?band=5-15").text
    assert "一科" in page
    assert "这个时段还没有排行" in desk.get("/rankings?band=51%2B").text


def test_the_export_has_the_numbers_of_the_board_and_its_formula(desk, office):
    for metric in ("participation", "points_per_head", "grams_per_head", "points"):
        told = office[0].get(f"/rankings/departments?metric={metric}").json["data"]
        answer = desk.get(f"/rankings/export.xlsx?metric={metric}")
        book = load_workbook(BytesIO(answer.data))
        rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
        names = [f"{above}/{name}" if above else name for _, name, above, *_ in rows]
        assert names == [row["department"]["name"] for row in told["standings"]]
        for row, (rank, _, _, value, people, roll, points, grams, *_) in zip(told["standings"], rows, strict=True):
            shown = (row["rank"], row["value"], row["participants"], row["roll"], row["points"], row["grams"])
            assert (rank, value, people, roll, points, grams) == shown
        notes = dict(book.worksheets[1].iter_rows(values_only=True))
        assert notes["计算公式"] == told["formula"]
        assert notes["计算时间"].startswith("2026-03-11 12:0")


def test_the_board_on_paper(desk, office):
    page = desk.get("/rankings/print?metric=points").text
    assert "一科" in page
    assert "计算时间" in page
    assert "<nav" not in page


def test_how_the_office_fared_before(app, office):
    with time_machine.travel(clock.at(date(2026, 3, 18), time(12)), tick=True):
        office[0].check_in()
        fold()
        page = sit_down(app).get("/rankings?metric=points").text
        assert "的走势" in page
        assert "3月9日起" in page


def test_a_closed_week_says_what_was_corrected(app, office):
    act = office[0].get("/check-ins").json["data"][0]
    with time_machine.travel(clock.at(date(2026, 3, 23), time(12)), tick=True):
        close()
        office[0].post(f"/check-ins/{act['id']}/withdrawal")
        fold()
        desk = sit_down(app)
        page = desk.get("/rankings?at=2026-03-11").text
        assert "封存后的更正" in page
        assert "已封存" in page
        book = load_workbook(BytesIO(desk.get("/rankings/export.xlsx?at=2026-03-11").data))
        notes = dict(book.worksheets[1].iter_rows(values_only=True))
        assert "一科：参与 6／在册 10" in notes["封存后更正"]


def test_a_hall_screen_needs_no_sign_in_and_can_be_revoked(desk, office, app):
    desk.get("/rankings")
    assert desk.post("/rankings/displays", {"name": " ", "period": "week", "metric": "points"}).status_code == 422
    page = desk.post("/rankings/displays", {"name": "一楼大厅", "period": "week", "metric": "points"}).text
    address = found(r'<code class="address">https?://[^/]+([^<]+)</code>', page)
    stranger = app.test_client()
    screen = stranger.get(address)
    assert screen.status_code == 200
    assert "一科" in screen.text
    assert screen.headers["Refresh"] == f"20;url={address}?page=1"
    assert "Refresh" not in stranger.get(unescape(found(r'<a href="([^"]+)">停在这一页', screen.text))).headers
    assert "退出" not in screen.text
    assert address not in desk.get("/rankings").text
    link = found(r"/rankings/displays/(\d+)/revocation", desk.get("/rankings").text)
    assert "已停用" in desk.post(f"/rankings/displays/{link}/revocation").text
    assert stranger.get(address).status_code == 404
    session.remove()
    assert [row.action for row in session.query(AuditEntry).filter(AuditEntry.action.like("display.%"))] == [
        "display.make",
        "display.revoke",
    ]


def test_only_a_manager_of_the_whole_office_makes_a_screen(app, office):
    for role, department in (("reader", None), ("manager", make_department("甲局"))):
        desk = sit_down(app, role, department)
        assert "大厅屏幕" not in desk.get("/rankings").text
        assert desk.post("/rankings/displays", {"name": "大厅"}).status_code == 403
        assert desk.get("/screens?metric=points").status_code == 200


def test_many_departments_turn_page_by_page(desk, app):
    for number in range(10):
        for _ in range(9):
            make_employee(department=f"丙局/{number}科")
    fold()
    pages = desk.get("/screens"), desk.get("/screens?page=2")
    assert [page.headers["Refresh"].rpartition("page=")[2] for page in pages] == ["2", "1"]
    first, second = (page.text for page in pages)
    assert first.count('scope="row"') + second.count('scope="row"') == 10
