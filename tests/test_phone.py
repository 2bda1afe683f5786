"""The phone page of development: there in development only, and of no use against a real office."""

from dataclasses import replace

import pytest

from factories import make_employee
from models import Setting, session, transaction


@pytest.fixture
def development(app, settings, emulator, monkeypatch):
    monkeypatch.setitem(app.config, "SETTINGS", replace(settings, development=True, wx_api_base=emulator.url))
    return app.test_client()


def make_demonstration():
    with transaction():
        session.add(Setting(key="demonstration", value=True))


def test_it_is_not_there_outside_development(client):
    for method, path in (("GET", "/phone/"), ("POST", "/phone/invites"), ("POST", "/phone/grants")):
        assert client.http.open(path, method=method, json={}).status_code == 404
    assert "/phone/" not in client.http.get("/").text


def test_it_is_linked_in_development(development):
    assert "/phone/" in development.get("/").text
    assert "微信登录" in development.get("/phone/").text


def test_it_hands_out_codes_of_the_made_up_office_only(development, person):
    make_employee(employee_no="D1", name="某人")
    assert "某人" not in development.get("/phone/").text
    assert development.post("/phone/invites", json={"employee_no": "D1"}).status_code == 404
    make_demonstration()
    assert "D1 某人" in development.get("/phone/").text
    made = development.post("/phone/invites", json={"employee_no": "D1"}).json
    assert person(bound=False).post("/binding", made).status_code == 200
    assert development.post("/phone/invites", json={"employee_no": "D2"}).status_code == 404


def test_it_answers_the_popup_for_wechat(development, emulator):
    assert development.post("/phone/grants", json={"name": "zhang", "template_id": "tmpl-commute"}).status_code == 200
    assert emulator.grant("o-demo-zhang", "tmpl-commute", 0) == 1


@pytest.mark.parametrize("body", [{}, [], {"name": "a b", "template_id": "t"}, {"name": 1, "template_id": "t"}])
def test_it_refuses_odd_words(development, body):
    assert development.post("/phone/grants", json=body).status_code == 422
