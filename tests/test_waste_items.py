"""The dictionary through the front door: what it finds, what it says besides, and what it keeps of the questions."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

import clock
from models import WasteSearch, session, transaction
from services import housekeeping
from services.audit.trail import COMMAND_LINE
from services.waste import entries as waste_entries
from services.waste.entries import Entry
from services.waste.index import CATEGORIES


def ask(client, q):
    answer = client.get("/waste-items", query_string={"q": q})
    assert answer.status_code == 200, answer.text
    return answer.json["data"]


def first(client, q):
    return ask(client, q)["items"][0]


def names(client, q):
    return [item["name"] for item in ask(client, q)["items"]]


def says(name, category, aliases="", note=""):
    with transaction():
        waste_entries.save(Entry(name, category, aliases, note, "本县要求"), COMMAND_LINE)


@pytest.mark.parametrize(
    ("q", "name", "category", "match"),
    [
        ("矿泉水瓶", "矿泉水瓶", "可回收物", "exact"),
        (" 矿泉水瓶？ ", "矿泉水瓶", "可回收物", "exact"),
        ("ｕ盘", "U盘", "可回收物", "exact"),
        ("奶茶杯是什么垃圾？", "奶茶杯", "其他垃圾", "exact"),
        ("请问湿巾应该扔哪个桶呢", "湿巾", "其他垃圾", "exact"),
        ("宝特瓶", "宝特瓶", "可回收物", "exact"),
        ("卫生筷", "一次性筷子", "其他垃圾", "alias"),
        ("苞米棒", "玉米棒", "厨余垃圾", "alias"),
        ("洋芋皮", "土豆皮", "厨余垃圾", "alias"),
        ("naichabei", "奶茶杯", "其他垃圾", "pinyin"),
        ("guo qi yao pin", "过期药品", "有害垃圾", "pinyin"),
        ("gqyp", "过期药品", "有害垃圾", "pinyin"),
        ("创口帖", "创口贴", "其他垃圾", "pinyin"),
        ("用坏的鼠标", "鼠标", "可回收物", "fuzzy"),
        ("矿泉瓶水", "矿泉水瓶", "可回收物", "fuzzy"),
    ],
)
def test_what_is_found(client, q, name, category, match):
    found = first(client, q)
    assert (found["name"], found["category"], found["match"]) == (name, category, match)
    assert found["label"] == category


def test_names_that_sound_alike_are_never_one_silent_answer(client):
    found = ask(client, "杯子")["items"]
    assert [item["name"] for item in found][:2] == ["杯子", "被子"]
    assert "读音相近的还有“被子”" in found[0]["note"]
    spoken = ask(client, "beizi")["items"]
    assert {item["name"] for item in spoken} == {"杯子", "被子"}
    assert "归类不同" in spoken[0]["note"]


@pytest.mark.parametrize("q", ["瓶子", "壳", "灯", "电池"])
def test_a_word_that_says_too_little_gets_a_list(client, q):
    found = ask(client, q)["items"]
    assert len({item["category"] for item in found}) > 1
    assert f"“{q}”要看是哪一种" in found[0]["note"]


@pytest.mark.parametrize("q", ["干电池", "过期化妆品", "毛巾"])
def test_where_cities_differ_it_says_so(client, q):
    assert "请以本地要求为准" in first(client, q)["note"]


@pytest.mark.parametrize("q", ["硬盘", "移动硬盘", "电脑", "台式电脑", "打印废稿", "U盘", "打印稿"])
def test_what_may_hold_secrets_is_handled_as_such_first(client, q):
    assert first(client, q)["note"].startswith("涉密载体先按保密规定处理")


@pytest.mark.parametrize("q", ["文件夹", "电脑桌", "鼠标"])
def test_what_holds_none_is_not(client, q):
    assert "涉密" not in (first(client, q)["note"] or "")


def test_what_was_said_about_a_thing_counts(client):
    assert "沾了油污、洗不干净的投其他垃圾" in first(client, "沾了油的纸箱")["note"]
    assert "剩饭" in names(client, "带剩饭的外卖盒")


def test_what_is_not_in_the_list_gets_a_suggestion_or_none(client):
    found = ask(client, "芒果味酸奶空塑料瓶")
    assert found["suggestion"]["category"] == "可回收物"
    assert 0.8 <= found["suggestion"]["confidence"] <= 1
    assert ask(client, "你好世界")["suggestion"] is None
    assert ask(client, "矿泉水瓶")["suggestion"] is None


def test_indecent_things_answer_only_whoever_asks(client):
    assert first(client, "内裤")["category"] == "其他垃圾"
    assert "内裤" not in names(client, "内酷裤")


@pytest.mark.parametrize("q", ["？！", "   ", "🍎"])
def test_nothing_to_look_for(client, q):
    assert ask(client, q) == {"items": [], "suggestion": None}


@pytest.mark.parametrize("query", [{}, {"q": ""}, {"q": "长" * 33}, {"q": "a\x00b"}, {"q": "a", "x": "1"}])
def test_wrong_questions_are_named(client, query):
    answer = client.get("/waste-items", query_string=query)
    assert answer.status_code == 422
    assert set(answer.json["error"]["fields"]) <= {"q", "x"}


def test_nobody_may_ask_without_end(client):
    statuses = {client.get("/waste-items", query_string={"q": "纸"}).status_code for _ in range(121)}
    assert statuses == {200, 429}
    refused = client.get("/waste-items", query_string={"q": "纸"})
    assert int(refused.headers["Retry-After"]) <= 60


def test_the_office_has_the_last_word(client):
    says("奶茶杯", "可回收物", note="本县有专门的回收点。")
    found = first(client, "奶茶杯")
    assert (found["category"], found["note"]) == ("可回收物", "本县有专门的回收点。")
    says("县志", "可回收物", "地方志、旧县志")
    assert first(client, "地方志")["name"] == first(client, "xianzhi")["name"] == "县志"


def test_the_office_has_its_own_words_for_the_classes(client):
    with transaction():
        labels = {category: category for category in CATEGORIES} | {"厨余垃圾": "餐厨垃圾"}
        waste_entries.rename_classes(labels, "公共机构的叫法", COMMAND_LINE)
    found = first(client, "剩饭")
    assert (found["category"], found["label"]) == ("厨余垃圾", "餐厨垃圾")


def kept():
    session.remove()
    return session.execute(select(WasteSearch.word, WasteSearch.times)).all()


def test_a_word_is_kept_in_characters_only_once_it_is_often_searched_in_vain(client):
    for _ in range(2):
        ask(client, "张三丰他们家是什么垃圾")
    assert kept() == [(None, 2)]
    ask(client, "张三丰他们家")
    assert kept() == [("张三丰他们家", 3)]


@pytest.mark.parametrize(
    "q", ["矿泉水瓶", "naicha", "瓶子", "矿泉", "13800001234", "王", "？", "我想问问你这个东西到底应该怎么处理才对"]
)
def test_what_was_found_or_is_no_thing_is_not_counted(client, q):
    ask(client, q)
    assert kept() == []


def test_what_stays_rare_is_forgotten(client):
    today = clock.today()
    with transaction():
        for number, (word, days) in enumerate([(None, 31), (None, 29), ("机关铭牌", 31), ("旧词", 366)]):
            row = WasteSearch(fingerprint=str(number), word=word, times=3, last_day=today - timedelta(days=days))
            session.add(row)
    with transaction():
        housekeeping.clean_up()
    assert sorted(word or "" for word, _ in kept()) == ["", "机关铭牌"]


def test_a_search_keeps_the_day_and_no_more(client):
    with time_machine.travel(clock.at(date(2026, 5, 6), clock.local(clock.now()).time())):
        ask(client, "无此物甲乙")
    session.remove()
    row = session.scalars(select(WasteSearch)).one()
    columns = {column.name for column in WasteSearch.__table__.columns}
    assert columns == {"id", "fingerprint", "word", "times", "last_day", "is_dismissed"}
    assert row.last_day == date(2026, 5, 6)
    assert "无此物" not in row.fingerprint
