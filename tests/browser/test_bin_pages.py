"""The room for bins as somebody sees it, and the page that a bin's address opens."""

import pytest
import time_machine
from playwright.sync_api import expect
from test_console import enter

from factories import make_person
from rolls import xlsx
from sorting import BIN_TITLES, held, make

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def open_refused(visit, path, status, heading):
    """A page that says no: the browser remarks on its status and on nothing else."""
    assert visit.troubles == []
    visit.go(path)
    expect(visit.page.locator("h1")).to_have_text(heading)
    assert all(f"status of {status}" in trouble for trouble in visit.troubles)
    visit.troubles.clear()


def test_bins_are_made_looked_at_and_printed(visit):
    enter(visit)
    visit.page.get_by_role("link", name="分类桶", exact=True).first.click()
    expect(visit.page.locator("main")).to_contain_text("还没有桶")
    visit.look("bins-empty")
    visit.page.get_by_role("button", name="新建一个").click()
    visit.page.get_by_label("位置").fill("三楼茶水间门口")
    visit.page.get_by_role("button", name="建立").click()
    expect(visit.page.locator("main")).to_contain_text("请至少选一类")
    expect(visit.page.get_by_label("位置")).to_have_value("三楼茶水间门口")
    visit.look("bin-new")
    for label in ("厨余垃圾", "其他垃圾"):
        visit.page.get_by_label(label).check()
    visit.page.get_by_role("button", name="建立").click()
    expect(visit.page.locator(".note")).to_contain_text("已建立")
    visit.look("bin")
    with visit.page.expect_download() as started:
        visit.page.get_by_role("button", name="打印标签").click()
    assert started.value.suggested_filename.endswith("-1张.pdf")
    code = visit.text(".facts code")
    visit.go(f"/b/{code}")
    visit.look("bin-page")
    open_refused(visit, "/b/AAAAAAAA", 404, "没有这个码")
    visit.look("bin-unknown")


def test_many_bins_and_their_sheets(visit):
    enter(visit)
    visit.go("/console/bins/imports")
    rows = [(f"走廊 {number}", f"{number % 9 + 1} 楼", "县政府大院", "厨余、可回收、其他") for number in range(60)]
    for name, wrong in (("bad", [("", "", "", "纸")]), ("good", [])):
        file = {"name": "桶.xlsx", "mimeType": "application/octet-stream", "buffer": xlsx([*rows, *wrong], BIN_TITLES)}
        visit.page.set_input_files("#file", file)
        visit.page.get_by_role("button", name="建立").click()
        if name == "bad":
            expect(visit.page.locator("#bad")).to_have_text("需要改正")
            visit.look("bins-import-bad")
    expect(visit.page.locator(".note")).to_contain_text("已全部建立")
    visit.look("bins")
    visit.page.get_by_role("link", name="下一页").click()
    visit.page.locator("input[name=code]").first.check()
    with visit.page.expect_download() as started:
        visit.page.get_by_role("button", name="打印勾选的").click()
    assert started.value.suggested_filename.endswith("-1张.pdf")
    visit.go("/console/bins/settings")
    visit.look("bin-settings")


def test_a_held_act_is_decided(visit, app):
    with time_machine.travel("2026-03-11T04:00:00Z", tick=False) as traveller:
        held(make_person(app, name="钱多多"), traveller)
    enter(visit)
    visit.go("/console/held-acts")
    visit.look("held-acts")
    visit.page.get_by_label("给钱多多的理由").fill("两处相隔太远")
    visit.page.get_by_role("button", name="不计分").click()
    expect(visit.page.locator(".note")).to_contain_text("不计分，并已告知本人")


def test_a_retired_bin_says_so_in_any_browser(visit, app):
    code = make("旧茶水间")
    enter(visit)
    visit.go(f"/console/bins/{code}")
    visit.page.get_by_text("停用这个桶").click()
    visit.page.get_by_label("停用的原因").fill("桶已撤走")
    visit.look("bin-retiring")
    visit.page.get_by_role("button", name="确定停用").click()
    expect(visit.page.locator(".note")).to_contain_text("已停用")
    visit.look("bin-retired")
    open_refused(visit, f"/b/{code}", 410, "这张标签已停用")
    visit.look("bin-page-retired")
