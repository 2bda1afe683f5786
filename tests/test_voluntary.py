"""Voluntary by construction (国办函〔2026〕12号): nothing anybody can open says who does not take part."""

import io
import re
import zipfile
from datetime import timedelta

import pytest

import clock
from factories import make_person
from models import ConsoleSession, Manager, session, transaction
from services.managers.sign_ins import digest

NAME, NUMBER, PHONE = "尉迟不参", "NP7788", "13877665544"
ROLL = "/console/roll"  # shows everybody on the roll alike


def console(app, role):
    """A browser signed in to the console."""
    browser = app.test_client()
    with transaction():
        manager = Manager(name=role, role=role)
        session.add(manager)
        session.flush()
        expires_at = clock.now() + timedelta(hours=1)
        session.add(
            ConsoleSession(
                token_hash=digest(f"cookie-{role}"), manager_id=manager.id, form_token="f", expires_at=expires_at
            )
        )
    browser.set_cookie("lvxing_console", f"cookie-{role}", path="/console")
    return browser


def addresses(app):
    """Every address that can be opened, with arguments that exist, and the searches that name the person."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            values = {name: NUMBER if name == "employee_no" else 1 for name in rule.arguments}
            yield rule.build(values, append_unknown=False)[1]
    yield from (f"{ROLL}/people?q={NAME}", f"{ROLL}/people?q={NUMBER}", f"{ROLL}?q={NAME}")
    for period in ("week", "month", "quarter", "year"):
        yield f"/api/v1/rankings/departments?period={period}"
        yield f"/console/rankings?period={period}"


def walk(app, browser, token=""):
    """What every address answers."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    pages = {}
    for url in addresses(app):
        session.remove()
        answer = browser.get(url, headers=headers)
        assert answer.status_code < 500, url
        pages[url] = words(answer.get_data())
    return pages


def words(body):
    """The text of an answer, of a workbook's sheets too."""
    if body[:2] != b"PK":
        return body.decode(errors="ignore")  # a PDF, a picture
    book = zipfile.ZipFile(io.BytesIO(body))
    return "".join(book.read(name).decode() for name in book.namelist() if name.startswith("xl/"))


@pytest.fixture
def callers(app, person):
    """Everybody who can ask, each with a browser and a token."""
    found = {role: (console(app, role), "") for role in ("reader", "manager", "owner")}
    found["stranger"] = (app.test_client(), "")
    for role, values in (("unbound", {"bound": False}), ("bound", {"joined": False}), ("joined", {})):
        found[role] = (app.test_client(), person(**values, department="市局/甲科").token)
    for _ in range(6):
        person(department="市局/甲科").check_in()
    return found


def test_no_answer_to_anybody_names_who_does_not_take_part(app, callers):
    make_person(app, joined=False, name=NAME, employee_no=NUMBER, phone=PHONE, department="市局/甲科")
    for role, (browser, token) in callers.items():
        for url, text in walk(app, browser, token).items():
            assert PHONE not in text, (role, url)
            if not url.startswith(ROLL):
                assert NAME not in text, (role, url)
                assert NUMBER not in text, (role, url)


def test_the_roll_looks_the_same_whether_somebody_takes_part_or_not(app, callers):
    one = make_person(app, joined=False, name=NAME, employee_no=NUMBER, phone=PHONE, department="市局/甲科")
    browser, _ = callers["owner"]
    before = {url: steady(text) for url, text in walk(app, browser).items() if url.startswith(ROLL)}
    assert any(NAME in text for text in before.values())
    version = one.get("/policy").json["data"]["version"]
    assert one.post("/participation", {"policy_version": version}).status_code == 201
    assert one.check_in().status_code == 201
    after = {url: steady(text) for url, text in walk(app, browser).items() if url.startswith(ROLL)}
    assert after == before


def steady(text):
    """Without what changes from one moment to the next."""
    return re.sub(r"\d{2}:\d{2}(:\d{2})?", "", text)


def test_nothing_switched_on_by_default_puts_anybody_on_a_peoples_board(person):
    one = person()
    assert one.get("/me").json["data"]["on_people_board"] is False
    assert "自愿" in str(one.get("/policy").json["data"]["points"])
