"""The office's ledgers as a clerk uses them, with an Excel file in hand."""

from io import BytesIO

import pytest
from clerks import enter
from playwright.sync_api import expect
from xlsxwriter import Workbook

from factories import grow
from ledgers import COST, TITLES, at, clean
from models import transaction
from services.demonstration import bins as demonstration_bins
from services.demonstration import office as demonstration_office
from services.demonstration import rounds as demonstration_rounds

pytestmark = [pytest.mark.parametrize("database", ["sqlite"], indirect=True), pytest.mark.usefixtures("autumn")]


PRINTED = ("bills", "month", "findings", "collections", "papers", "indicators")  # as tables, without menu and forms


def demo():
    with transaction():
        demonstration_bins.make()
        demonstration_office.make()
        for path in {path for _, _, path in demonstration_rounds.AREAS}:
            grow(path)
        demonstration_rounds.make()


def ledger(rows):
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet("台账")
        for line, row in enumerate([TITLES, *rows]):
            page.write_row(line, 0, row)
    return file.getvalue()


def test_a_clerk_uploads_a_ledger_answers_a_doubt_and_closes_a_month(visit):
    enter(visit)
    visit.look("office-empty")
    rows = clean(years=(2023, 2024, 2025))
    place, line = at(rows, "食堂水表", "2024-03")
    rows[place][COST] = rows[place][COST] / 10_000
    visit.page.get_by_role("link", name="去上传").click()
    visit.look("office-upload")
    visit.page.get_by_label("文件", exact=True).set_input_files(
        {"name": "台账.xlsx", "mimeType": "application/octet-stream", "buffer": ledger(rows)}
    )
    visit.page.get_by_role("button", name="读取并核对").click()
    expect(visit.page.locator("main")).to_contain_text(f"第 {line} 行")
    expect(visit.page.locator("main")).to_contain_text("费用像是按万元填的")
    visit.look("office-doubts")
    visit.page.get_by_label("都已核对，属实，因为").fill("该月水费由房东减免，只付尾款")
    visit.page.get_by_role("button", name="写入台账").click()
    expect(visit.page.locator(".note")).to_contain_text("台账已写入")
    visit.go("/console/office/bills/2025-12")
    visit.look("office-month-open")
    visit.page.get_by_role("button", name="2025年12月结账").click()
    expect(visit.page.locator(".note")).to_contain_text("已结账")
    visit.page.get_by_label("用量增减").fill("-12")
    visit.page.get_by_label("理由").fill("抄表多抄一格")
    visit.page.get_by_role("button", name="登记更正").click()
    expect(visit.page.locator(".note")).to_contain_text("更正已登记")
    visit.look("office-month-locked")


def test_every_room_of_the_demonstration_office(visit):
    demo()
    enter(visit)
    for name, path in (
        ("home", ""),
        ("bills", "/bills?year=2026"),
        ("bills-corrected", "/bills?year=2025"),
        ("month", "/bills/2026-09"),
        ("meters", "/meters"),
        ("meter", "/meters/1"),
        ("vehicles", "/vehicles?year=2025"),
        ("indicators", "/indicators?year=2026"),
        ("targets", "/indicators/targets?year=2026"),
        ("settings", "/indicators/settings?year=2026"),
        ("collections", "/collections?month=2026-09"),
        ("papers", "/papers?year=2026"),
        ("findings", "/findings"),
        ("finding", "/findings/2"),
        ("areas", "/areas"),
        ("round", "/findings/rounds/1"),
        ("reports", "/reports?year=2026"),
    ):
        visit.go(f"/console/office{path}")
        expect(visit.page.get_by_role("heading", level=1)).to_be_visible()
        visit.look(f"office-{name}")
        if name in PRINTED:
            visit.page.emulate_media(media="print")
            expect(visit.page.locator("table").first).to_be_visible()
            for of_the_screen in ("nav.rooms", "main button", "main input[type=date]"):
                expect(visit.page.locator(of_the_screen).locator("visible=true")).to_have_count(0)
            visit.page.emulate_media(media="screen")
