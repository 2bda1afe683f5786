"""axe-core on every page of the console, on a desk's width and a phone's: nothing serious, nothing critical."""

import pytest
import time_machine
from playwright.sync_api import expect
from test_console import enter

import award_rounds
from browser.conftest import Visit
from factories import make_person
from models import Event, Hold, Meter, session, transaction
from rolls import xlsx
from services.audit import trail as audit
from services.demonstration import events as demonstration_events
from services.demonstration import office as demonstration_office
from services.office.assessment import example as assessment_example
from services.office.assessment import imports as assessment_imports
from services.quizzes import bank as question_bank
from services.roll import imports as roll_imports
from sorting import held, make

sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

CHECK = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.filter(one => ["serious", "critical"].includes(one.impact)).map(
    one => one.id + ": " + one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | "));
}"""
FILES = (".pdf", ".xlsx", ".svg", ".png", ".jpg", ".docx", ".zip")


def pages(app, things):
    """Every page of the console that can be opened, with arguments that exist."""
    for rule in app.url_map.iter_rules():
        is_page = rule.endpoint.startswith("console.") and "GET" in rule.methods and not rule.rule.endswith(FILES)
        room = rule.endpoint.split(".")[1] if is_page else ""
        values = {name: things.get((room, name), things.get(name)) for name in rule.arguments}
        if is_page and None not in values.values():
            yield rule.build(values, append_unknown=False)[1]


@pytest.fixture
def things(app):
    """An office with a little of everything in it; what stands for each argument of an address."""
    with time_machine.travel("2026-03-11T04:00:00Z", tick=False) as traveller:
        held(make_person(app, employee_no="A1", phone="13800000001"), traveller)
    for _ in range(6):
        make_person(app, department="县政府办/秘书科").check_in()
    with transaction():
        demonstration_office.make()
        demonstration_events.make()
        staged = roll_imports.stage(xlsx([("A2", "李四", "县财政局", "", "", "")]), "名册.xlsx", audit.COMMAND_LINE)
        sheet = assessment_example.load(2026, audit.COMMAND_LINE)
        about = assessment_example.about(2026)
        form = assessment_imports.stage(assessment_example.FILE.read_bytes(), "表.csv", about, audit.COMMAND_LINE)
    hold = session.query(Hold).one().id
    question = question_bank.read_file()[0].code
    alone = {("questions", "code"): question, ("bins", "code"): make("茶水间"), ("roll_imports", "import_id"): staged}
    awards = dict(zip(("round_id", "candidate_id"), award_rounds.begun(), strict=True))
    alone |= {("office_assessment", "item_id"): 1, ("office_assessment", "sheet_id"): sheet.id}
    alone |= {("office_assessment_imports", "import_id"): form}
    with transaction(reading=True):
        ledgers = {("office_events", "event_id"): session.query(Event).filter_by(kind="meeting").first().id}
        ledgers |= {("office_bills", "month"): "2026-02", ("office_bills", "meter_id"): session.query(Meter).first().id}
    alone |= ledgers | {("office_low_carbon_days", "day_id"): 1}
    return {"employee_no": "A1", "department_id": 1, "hold_id": hold} | alone | awards


@sqlite
@pytest.mark.parametrize("width", [1280, 375])
def test_no_page_shuts_anybody_out(app, chromium, site, axe, things, width):
    visit = Visit(chromium, site, script=True, width=width)
    findings = {}
    for path in ("/console/sign-in", "/console/scan"):
        look(visit, axe, path, findings)
    enter(visit)
    for path in pages(app, things):
        look(visit, axe, path, findings)
    visit.context.close()
    assert findings == {}
    assert visit.troubles == []


def test_the_check_finds_something_where_there_is_something(chromium, axe):
    page = chromium.new_page()
    page.set_content("<html lang=zh><title>t</title><main><h1>x</h1><img src='data:,'><input></main></html>")
    page.evaluate(axe)
    assert {one.partition(":")[0] for one in page.evaluate(CHECK)} == {"image-alt", "label"}
    page.close()


def look(visit, axe, path, findings):
    if "<!doctype html>" not in visit.context.request.get(path).text():
        return  # a part of a page, which script puts into one
    visit.page.goto(path)
    visit.page.wait_for_load_state("load")
    expect(visit.page.locator("h1")).to_have_count(1)
    visit.page.evaluate(axe)
    wrong = visit.page.evaluate(CHECK)
    if wrong:
        findings[path] = wrong
