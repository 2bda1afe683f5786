"""The console's room for the dictionary: look up, add, correct, name the classes, and see what was searched in vain."""

import re

import pytest
from sqlalchemy import select

from desk import sit_down
from factories import Client, make_department
from models import AuditEntry, WasteItem, WasteSearch, session
from services.waste.index import CATEGORIES

ENTRY = {
    "name": "机关铭牌",
    "category": "可回收物",
    "aliases": "门牌子，单位牌",
    "note": "先卸螺丝。",
    "reason": "县里的清单",
}
LABELS = {f"label-{category}": category for category in CATEGORIES}


@pytest.fixture
def desk(app):
    return sit_down(app)


@pytest.fixture
def first(client):
    return lambda q: client.get("/waste-items", query_string={"q": q}).json["data"]["items"][0]


def in_vain(client, word, times=3):
    for _ in range(times):
        client.get("/waste-items", query_string={"q": word})


def logged(action):
    session.remove()
    return session.scalars(select(AuditEntry).filter_by(action=action)).one()


def test_it_shows_what_staff_see(desk):
    page = desk.get("/waste-items?q=naichabei").text
    assert "奶茶杯" in page
    assert "读音" in page
    part = desk.get("/waste-items/find?q=芒果味酸奶空塑料瓶").text
    assert "推测：<strong>可回收物</strong>" in part
    assert "<html" not in part


def test_an_addition_is_found_at_once_and_logged(desk, first):
    desk.get("/waste-items")
    page = desk.post("/waste-items", ENTRY)
    assert "已保存" in page.text
    found = first("单位牌")
    assert (found["name"], found["match"], found["note"]) == ("机关铭牌", "alias", "先卸螺丝。")
    entry = logged("waste_item")
    assert (entry.subject, entry.reason, entry.change["before"]) == ("机关铭牌", "县里的清单", None)


def test_a_correction_replaces_and_is_taken_back(desk, first):
    desk.get("/waste-items")
    assert (
        "原为其他垃圾" in desk.post("/waste-items", {"name": "奶茶杯", "category": "可回收物", "reason": "试点"}).text
    )
    desk.post("/waste-items", {"name": "奶茶杯", "category": "有害垃圾", "reason": "写错了"})
    session.remove()
    row = session.scalars(select(WasteItem)).one()
    assert first("奶茶杯")["category"] == row.category == "有害垃圾"
    assert "请写明理由" in desk.post(f"/waste-items/{row.id}/withdrawal", {"reason": " "}).text
    assert "已撤销" in desk.post(f"/waste-items/{row.id}/withdrawal", {"reason": "恢复"}).text
    assert first("奶茶杯")["category"] == "其他垃圾"
    assert logged("waste_item_withdrawn").change["before"]["category"] == "有害垃圾"
    assert desk.post(f"/waste-items/{row.id}/withdrawal", {"reason": "再撤"}).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "？？"),
        ("name", "长" * 33),
        ("category", "没有这类"),
        ("aliases", "矿泉水瓶"),
        ("aliases", "、".join(f"别名{number}" for number in range(11))),
        ("note", "长" * 121),
        ("reason", ""),
    ],
)
def test_what_is_wrong_is_said_where_it_is(desk, field, value):
    desk.get("/waste-items")
    page = desk.post("/waste-items", ENTRY | {field: value})
    assert page.status_code == 422
    assert f'id="{field}-fault"' in page.text
    assert session.scalars(select(WasteItem)).all() == []


def test_the_classes_are_called_as_the_office_calls_them(desk, first):
    desk.get("/waste-items")
    names = LABELS | {"label-厨余垃圾": "餐厨垃圾", "labels-reason": "国管办发〔2021〕4号"}
    assert "餐厨垃圾" in desk.post("/waste-items/labels", names).text
    assert first("剩饭")["label"] == "餐厨垃圾"
    assert logged("waste_labels").change == {"before": {}, "after": {"厨余垃圾": "餐厨垃圾"}}
    assert desk.post("/waste-items/labels", names | {"label-有害垃圾": ""}).status_code == 422
    assert "不能叫同一个名字" in desk.post("/waste-items/labels", names | {"label-其他垃圾": "餐厨垃圾"}).text


def test_a_word_searched_in_vain_is_added_with_one_click(desk, app, first):
    client = Client(app)
    in_vain(client, "蓝莓酸奶空玻璃瓶子")
    in_vain(client, "稀有词语甲", 2)
    page = desk.get("/waste-items").text
    assert "稀有词语甲" not in page
    row = re.search(r"蓝莓酸奶空玻璃瓶子</th><td class=\"num\" data-label=\"次数\">3.*?</tr>", page, re.DOTALL)[0]
    assert '<option value="可回收物" selected>' in row
    address = re.search(r'action="/console(/waste-items/words/\d+/addition)"', row)[1]
    assert "已保存" in desk.post(address, {"category": "可回收物"}).text
    assert first("蓝莓酸奶空玻璃瓶子")["match"] == "exact"
    assert logged("waste_item").reason == "职工搜过 3 次没有查到"
    session.remove()
    assert [row.word for row in session.scalars(select(WasteSearch))] == [None]


def test_a_word_that_is_no_waste_is_dismissed_for_good(desk, app):
    client = Client(app)
    in_vain(client, "稀有词语甲")
    address = re.search(r'"/console(/waste-items/words/\d+/dismissal)"', desk.get("/waste-items").text)[1]
    assert "已忽略" in desk.post(address).text
    in_vain(client, "稀有词语甲")
    assert "稀有词语甲" not in desk.get("/waste-items").text


def test_a_word_not_yet_shown_cannot_be_reached(desk, app):
    in_vain(Client(app), "稀有词语甲", 1)
    desk.get("/waste-items")
    session.remove()
    hidden = session.scalars(select(WasteSearch)).one().id
    assert desk.post(f"/waste-items/words/{hidden}/addition", {"category": "可回收物"}).status_code == 404


@pytest.mark.parametrize(("role", "scoped"), [("reader", False), ("manager", True)])
def test_only_managers_of_the_whole_office_change_it(app, role, scoped):
    desk = sit_down(app, role, make_department() if scoped else None)
    page = desk.get("/waste-items?q=纸箱").text
    assert "纸箱" in page
    assert "增补或更正一条" not in page
    for path, form in (
        ("", ENTRY),
        ("/labels", LABELS),
        ("/1/withdrawal", {"reason": "x"}),
        ("/words/1/dismissal", {}),
    ):
        assert desk.post(f"/waste-items{path}", form).status_code == 403
