"""The quiz on the phone page, by real clicks."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from browser.conftest import Visit
from factories import make_person

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_five_questions_are_answered_and_explained(app, chromium, site, settings, monkeypatch):
    monkeypatch.setitem(app.config, "SETTINGS", replace(settings, development=True))
    somebody = make_person(app)
    visit = Visit(chromium, site, script=True, width=375)
    visit.go("/phone/")
    visit.page.evaluate(f"sessionStorage.setItem('token', '{somebody.token}'); sessionStorage.setItem('name', '张三');")
    visit.go("/phone/")
    visit.page.get_by_role("button", name="每日答题").click()
    questions = visit.page.locator("#quiz fieldset")
    expect(questions).to_have_count(5)
    for number in range(5):
        questions.nth(number).locator("input").first.check()
    visit.look("phone-quiz")
    visit.page.get_by_role("button", name="交卷").click()
    expect(visit.page.locator("#quiz .told")).to_have_count(5)
    expect(visit.page.locator("#quiz")).to_contain_text("共 5 题")
    visit.look("phone-quiz-told")
    visit.page.get_by_role("button", name="回首页").click()
    visit.page.get_by_role("button", name="再看一遍").click()
    expect(visit.page.locator("#quiz .told")).to_have_count(5)
    visit.context.close()
    assert visit.troubles == []
