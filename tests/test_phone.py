"""The phone page of development: there in development only, and of no use against a real office."""

from dataclasses import replace
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from factories import make_employee
from models import Setting, session, transaction
from sorting import make


@pytest.fixture
def folder(settings):
    """Where the bundle of the page is; whatever another test has put there stays."""
    place = settings.instance_path / "phone-of-this-test" / "phone"
    place.mkdir(parents=True, exist_ok=True)
    for old in place.iterdir():
        old.unlink()
    return place


@pytest.fixture
def development(app, settings, folder, emulator, monkeypatch):
    chosen = replace(settings, development=True, wx_api_base=emulator.url, instance_path=folder.parent)
    monkeypatch.setitem(app.config, "SETTINGS", chosen)
    return app.test_client()


@pytest.fixture
def built(folder):
    (folder / "built.txt").write_text("of this test")
    (folder / "host.js").write_text("'use strict'")


def make_demonstration():
    with transaction():
        session.add(Setting(key="demonstration", value=True))


def test_it_is_not_there_outside_development(client):
    paths = ("/phone/", "/phone/files/host.js", "/phone/stickers/AAAAAAAA.png", "/phone/notices?name=zhang")
    for path in paths:
        assert client.http.get(path).status_code == 404
    for path in ("/phone/invites", "/phone/grants"):
        assert client.http.post(path, json={}).status_code == 404
    assert "/phone/" not in client.http.get("/").text


def test_it_is_linked_in_development(development, built):
    assert "/phone/" in development.get("/").text
    page = development.get("/phone/").text
    assert "绿色出行提醒" in page, "titles for WeChat's question"
    with development.get("/phone/files/host.js") as script:
        assert script.text == "'use strict'"
    assert development.get("/phone/files/../built.txt").status_code == 404


def test_without_a_bundle_it_says_why(development, folder):
    assert "正在准备" in development.get("/phone/").text
    (folder / "problem.txt").write_text("手机页面需要 Node.js 18 以上", encoding="utf-8")
    assert "手机页面需要 Node.js 18 以上" in development.get("/phone/").text


def test_it_hands_out_codes_of_the_made_up_office_only(development, built, person):
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


def test_it_shows_what_wechat_delivered(app, development, emulator):
    emulator.grant("o-demo-zhang", "tmpl-commute")
    words = {"thing1": "该打卡了", "time2": "07:50", "thing3": "点开就记"}
    app.extensions["wechat"].push("o-demo-zhang", "tmpl-commute", words, "pages/home/index")
    assert development.get("/phone/notices?name=zhang").json == [
        {"page": "pages/home/index", "text": "该打卡了 · 07:50 · 点开就记"}
    ]
    assert development.get("/phone/notices?name=li").json == []
    assert development.get("/phone/notices?name=a%20b").status_code == 422


def test_it_shows_a_sticker_to_the_camera(development, built):
    code = make("三楼茶水间")
    assert "三楼茶水间" in development.get("/phone/").text
    picture = development.get(f"/phone/stickers/{code}.png")
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(picture.data)))
    assert found.text.endswith(f"/b/{code}")


@pytest.mark.parametrize("body", [{}, [], {"name": "a b", "template_id": "t"}, {"name": 1, "template_id": "t"}])
def test_it_refuses_odd_words(development, body):
    assert development.post("/phone/grants", json=body).status_code == 422
