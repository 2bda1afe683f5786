"""Somebody of 机关事务 at the ledgers."""

from playwright.sync_api import expect

from models import transaction
from services.managers import sign_ins as console_sign_ins


def enter(visit, path="/console/office"):
    with transaction():
        ticket = console_sign_ins.owner_link()
    visit.go(f"/console/enter/{ticket}")
    visit.page.get_by_role("button", name="进入工作台").click()
    visit.page.get_by_role("link", name="台账总览", exact=True).click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("节能台账")
    visit.go(path)
