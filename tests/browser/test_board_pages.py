"""The leaderboard room, its paper and its hall screen as somebody sees them."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect
from sqlalchemy import insert

from factories import LONG_AGO, fold, grow, make_person
from models import Employee, Posting, session, transaction
from services.managers import sign_ins as console_sign_ins

# One database is enough: the pages are the same.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

DEPARTMENTS, HEADS = 300, 10
FIRST_BYTE_TO_READY = """() => {
  const page = performance.getEntriesByType("navigation")[0];
  return page.loadEventEnd - page.responseStart;
}"""


FIRST_CELLS = (
    "rows => rows.map(row => Array.from(row.cells).slice(0, 3).map(cell => cell.innerText.trim().split(/\\s/)[0]))"
)


def enter(visit):
    with transaction():
        ticket = console_sign_ins.owner_link()
    visit.go(f"/console/enter/{ticket}")
    visit.page.get_by_role("button", name="进入工作台").click()
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("您好")


def big_office():
    """Three hundred departments of ten, set by set."""
    with transaction():
        places = [grow(f"县{number // 20}局/第{number}科") for number in range(DEPARTMENTS)]
        people = [{"employee_no": f"B{n}", "name": "某", "came_on": LONG_AGO} for n in range(DEPARTMENTS * HEADS)]
        session.execute(insert(Employee), people)
        ids = [id for (id,) in session.query(Employee.id).order_by(Employee.id)]
        rows = [(id, places[n % DEPARTMENTS]) for n, id in enumerate(ids)]
        session.execute(
            insert(Posting), [{"employee_id": id, "department_id": place, "from_day": LONG_AGO} for id, place in rows]
        )


def test_a_board_of_three_hundred_departments(visit, app):
    big_office()
    for number in range(12):
        person = make_person(app, department=f"县0局/第{number}科")
        assert person.check_in().status_code == 201
    fold()
    enter(visit)
    visit.go("/console/rankings")
    expect(visit.page.locator("table.board tbody tr")).to_have_count(DEPARTMENTS)
    visit.page.wait_for_function("performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
    took = [visit.page.evaluate(FIRST_BYTE_TO_READY)]
    while min(took) >= 1000 and len(took) < 3:  # other work on the machine is not the page's
        visit.page.reload(wait_until="load")
        visit.page.wait_for_function("performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
        took.append(visit.page.evaluate(FIRST_BYTE_TO_READY))
    print(f"from the first byte to ready: {min(took):.0f} ms")  # noqa: T201 - shown when the test fails
    assert min(took) < 1000
    visit.look("board-300")
    shown = visit.page.locator("table.board tbody tr").evaluate_all(FIRST_CELLS)
    if visit.script:
        with visit.page.expect_download() as download:
            visit.page.get_by_role("link", name="导出 Excel").click()
        book = load_workbook(BytesIO(download.value.path().read_bytes()))
        rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
        assert [[str(rank), name, f"{value:.1%}"] for rank, name, _, value, *_ in rows] == shown
        assert book.worksheets[1].cell(4, 2).value.startswith("参与率 =")


def test_down_the_tree_onto_paper_and_into_the_hall(visit, app):
    for number in range(24):
        person = make_person(app, department=f"县{'财政' if number % 2 else '档案'}局/第{number % 3}科")
        make_person(app, department=f"县{'财政' if number % 2 else '档案'}局/第{number % 3}科", joined=False)
        if number % 5:
            person.check_in(mode="bus", band="5km+")
    fold()
    enter(visit)
    visit.go("/console/rankings?metric=points_per_head")
    expect(visit.page.locator("#share svg")).to_have_count(1 if visit.script else 0)
    visit.look("board-room")
    visit.page.get_by_role("link", name="按单位").click()
    expect(visit.page.locator("table.board tbody tr")).to_have_count(2)
    visit.page.get_by_role("link", name="县财政局", exact=True).click()
    expect(visit.page.locator(".back")).to_contain_text("县财政局")
    expect(visit.page.locator("table.board tbody tr")).to_have_count(3)
    visit.look("board-unit")
    visit.page.get_by_role("link", name="打印版").click()
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("科室排行")
    visit.look("board-paper")
    visit.go("/console/rankings")
    visit.page.get_by_label("屏幕在哪里").fill("一楼大厅")
    visit.page.get_by_role("button", name="生成地址").click()
    address = visit.page.locator("code.address").inner_text()
    visit.look("board-display")
    visit.context.clear_cookies()
    if visit.width > 1000:
        visit.width = 1920
        visit.page.set_viewport_size({"width": 1920, "height": 1080})
    visit.go("/" + address.split("/", 3)[3])
    expect(visit.page.locator("tbody tr").first).to_contain_text("%")
    visit.page.wait_for_load_state("load")
    if visit.width > 1000:
        height = visit.page.locator("tbody th").first.evaluate("cell => parseFloat(getComputedStyle(cell).fontSize)")
        assert height >= 1080 / 25
        assert visit.page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    visit.look("board-screen")
