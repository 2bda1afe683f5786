"""Bins and sorting at them, from the front door: codes, limits, the question, acts that wait for a look."""

from collections import Counter
from threading import Thread

import pytest
import time_machine
from sqlalchemy import func, select

import models
from factories import Client
from models import Bin, Hold, Message, session, transaction
from services import check_ins
from services.bins import bins
from services.bins import questions as bin_questions
from services.holds import holds
from services.waste import classes as waste_classes
from sorting import ACTOR, body, held, make, points, scan, sort

NOON = "2026-03-11T04:00:00Z"  # a Wednesday, noon in Shanghai


@pytest.fixture
def clock_at_noon():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_a_scanned_bin_says_where_it_is_and_asks_without_telling(person):
    shown = scan(person(), make(area="东院"))
    assert (shown["place"], shown["opens_at"], shown["note"]) == ("东院 3 楼 茶水间", None, "")
    assert shown["categories"] == [{"category": "kitchen", "label": "厨余垃圾"}]
    assert set(shown["question"]) == {"id", "text", "choices"}
    assert [choice["key"] for choice in shown["question"]["choices"]] == list("abcd")


def test_the_question_is_the_same_until_it_is_answered_and_another_for_another_person(person):
    one, other = person(), person()
    codes = [make(f"茶水间 {number}") for number in range(6)]
    assert scan(one, codes[0])["question"] == scan(one, codes[0].lower())["question"]
    mine, theirs = ([scan(who, code)["question"]["id"] for code in codes] for who in (one, other))
    assert len({*mine, *theirs}) == 12


def test_a_right_answer_earns_one_more_and_the_server_explains(person):
    one, code = person(), make()
    good = sort(one, code)
    assert (good.status_code, good.json["data"]["points"], good.json["data"]["state"]) == (201, 2, "counted")
    assert good.json["data"]["detail"]["right"] is True
    assert "份公开分类清单" in good.json["data"]["detail"]["explanation"]
    other = person()
    bad = sort(other, code, wrong=True).json["data"]
    assert (bad["points"], bad["detail"]["right"]) == (1, False)
    assert bad["detail"]["correct"] != bad["detail"]["answer"]
    assert bad["grams"] is None


def test_a_repeat_gives_back_the_first_and_cannot_mend_the_answer(person):
    one, code = person(), make()
    act = body(one, code, wrong=True)
    first = one.check_in("bin_sorting", **act)
    again = one.check_in("bin_sorting", **act | {"answer": next(key for key in "abcd" if key != act["answer"])})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json == first.json


def test_ten_minutes_apart_three_a_day_two_at_one_bin(person, clock_at_noon):
    one, here, there = person(), make(), make("大厅")
    assert sort(one, here).status_code == 201
    for code in (here, there):
        soon = sort(one, code)
        assert (soon.status_code, soon.json["error"]["code"]) == (409, "BIN_TOO_SOON")
        assert soon.json["error"]["fields"]["opens_at"] == "2026-03-11T12:10:00+08:00"
        assert soon.headers["Retry-After"] == "600"
    assert scan(one, here)["opens_at"] == "2026-03-11T12:10:00+08:00"
    clock_at_noon.shift(600)
    assert sort(one, here).status_code == 201
    clock_at_noon.shift(600)
    third = sort(one, here)
    assert (third.json["error"]["code"], third.json["error"]["fields"]["opens_at"]) == (
        "BIN_LIMIT",
        "2026-03-12T00:00:00+08:00",
    )
    assert "换一个桶" in third.json["error"]["message"]
    assert sort(one, there).json["data"]["slot"] == "2026-03-11:3"
    clock_at_noon.shift(3600)
    fourth = sort(one, make("值班室"))
    assert (fourth.status_code, fourth.json["error"]["code"]) == (409, "BIN_LIMIT")
    assert fourth.headers["Retry-After"] == str(12 * 3600 - 1200 - 3600)
    clock_at_noon.shift(12 * 3600)
    assert sort(one, here).json["data"]["slot"] == "2026-03-12:1"


def test_the_ten_minutes_reach_over_midnight(person):
    one, code = person(), make()
    with time_machine.travel("2026-03-11T15:58:00Z", tick=False) as traveller:
        assert sort(one, code).status_code == 201
        traveller.shift(180)
        assert sort(one, code).json["error"]["code"] == "BIN_TOO_SOON"


def test_taking_an_act_back_does_not_give_its_turn_back(person, clock_at_noon):
    one, code = person(), make()
    act = sort(one, code, wrong=True).json["data"]
    assert one.post(f"/check-ins/{act['id']}/withdrawal").status_code == 200
    assert sort(one, code).json["error"]["code"] == "BIN_TOO_SOON"
    clock_at_noon.shift(600)
    assert sort(one, code).json["data"]["slot"] == "2026-03-11:2"
    assert points() == 2


def test_yesterdays_question_another_class_and_another_day_are_refused_by_name(person, clock_at_noon):
    one, code = person(), make()
    act = body(one, code)
    for change, field, word in (
        ({"category": "hazardous"}, "category", "这里只收厨余垃圾"),
        ({"question_id": "0" * 16}, "question_id", "重新扫码"),
        ({"day": "2026-03-10"}, "day", "不能补记"),
        ({"answer": "e"}, "answer", "取值"),
        ({"bin": "桶"}, "bin", "格式"),
    ):
        refused = one.check_in("bin_sorting", **act | change)
        assert refused.status_code == 422
        assert word in refused.json["error"]["fields"][field]
    clock_at_noon.shift(12 * 3600)
    assert "重新扫码" in one.check_in("bin_sorting", **act).json["error"]["fields"]["question_id"]
    assert points() == 0


def test_a_station_that_takes_everything_asks_for_the_compartment(person):
    one = person()
    code = make(categories=["other", "kitchen", "recyclable", "hazardous"])
    shown = scan(one, code)
    assert [kind["category"] for kind in shown["categories"]] == ["recyclable", "hazardous", "kitchen", "other"]
    assert [choice["text"] for choice in shown["question"]["choices"]] == list(waste_classes.labels().values())
    answers = {"bin": code, "category": "other", "question_id": shown["question"]["id"], "answer": "a"}
    assert one.check_in("bin_sorting", **answers).status_code == 201


def test_every_question_has_exactly_one_right_choice(person):
    person()
    kinds = {thing.name: key for key, things in bin_questions.THINGS.items() for thing in things}
    assert min(len(things) for things in bin_questions.THINGS.values()) >= 15
    for categories in (["kitchen"], ["recyclable", "other"], ["hazardous", "kitchen", "other"]):
        row = Bin(code="A" * 8, categories=categories)
        for turn in range(60):
            with models.transaction(reading=True):
                asked = bin_questions.draw(row, 7, bins.clock.today(), turn, waste_classes.labels())
            fits = [choice.key for choice in asked.choices if kinds[choice.text] in categories]
            assert fits == [asked.right]
            assert len({choice.text for choice in asked.choices}) == 4


def test_forged_mistyped_retired_and_replaced_codes_say_what_happened(client, person):
    one = person()
    code, gone, renewed = make(), make("旧茶水间"), make("打印室")
    with transaction():
        bins.retire(gone, "桶已撤走", ACTOR)
        new = bins.replace(renewed, "标签破损", ACTOR).code
    act = body(one, code)
    mistyped = code[:-1] + ("A" if code[-1] != "A" else "C")
    for wrong, status, name, words in (
        ("A" * 8, 404, "BIN_UNKNOWN", ["核对"]),
        (mistyped, 404, "BIN_UNKNOWN", ["核对"]),
        ("0" * 8, 404, "BIN_UNKNOWN", ["核对"]),
        (gone, 410, "BIN_RETIRED", ["旧茶水间", "停用", "桶已撤走", "旁边"]),
        (renewed, 410, "BIN_REPLACED", ["打印室", "新标签", "标签破损"]),
    ):
        answers = [one.get(f"/bins/{wrong}"), one.check_in("bin_sorting", **act | {"bin": wrong})]
        page = client.http.get(f"/b/{wrong}")
        assert [answer.status_code for answer in (*answers, page)] == [status] * 3
        assert {answer.json["error"]["code"] for answer in answers} == {name}
        for word in words:
            assert word in answers[0].json["error"]["message"]
            assert word in page.text
    assert scan(one, new)["place"] == "3 楼 打印室"


def test_strange_codes_are_unknown_and_nothing_worse(client, person):
    one = person()
    for wrong in ("%00", "x" * 300, "../bins", "桶", "%27%20OR%201", " "):
        assert one.get(f"/bins/{wrong}").status_code in (404, 308), wrong
        assert client.http.get(f"/b/{wrong}").status_code in (404, 308), wrong


def test_the_page_of_a_bin_needs_no_script_and_no_account(client):
    code = make(area="东院", categories=("kitchen", "other"))
    page = client.http.get(f"/b/{code}")
    assert page.status_code == 200
    for word in ("茶水间", "东院 3 楼", "厨余垃圾", "其他垃圾", "微信", code):
        assert word in page.text
    assert "<script" not in page.text


def test_codes_are_random_and_without_look_alikes():
    assert len(set(bins.ALPHABET)) == 25
    assert not set(bins.ALPHABET) & set("0OQ1IL2586U")
    drawn = [bins.new_code() for _ in range(2000)]
    assert len(set(drawn)) == 2000
    assert {len(code) for code in drawn} == {8}
    assert set(Counter("".join(drawn))) == set(bins.ALPHABET)


def test_searching_for_codes_is_stopped_by_the_limits(client, person):
    """The arithmetic of ``services/bins/bins.py`` holds only while these do."""
    one = person()
    for url, tries in (("/bins/{}", 30), ("/activities/bin_sorting/check-ins", 30)):
        codes = [bins.new_code() for _ in range(tries + 1)]
        act = {"category": "kitchen", "question_id": "0", "answer": "a"}
        answers = [one.get(url.format(code)) if "{}" in url else one.post(url, act | {"bin": code}) for code in codes]
        assert [answer.status_code for answer in answers] == [404] * tries + [429]
        assert int(answers[-1].headers["Retry-After"]) > 0
    pages = [client.http.get(f"/b/{bins.new_code()}").status_code for _ in range(301)]
    assert Counter(pages) == {404: 300, 429: 1}


def test_two_taps_at_once_pay_once(app, person):
    one, here, there = person(), make(), make("大厅")
    acts = [body(one, here)] * 6 + [body(one, there)] * 2
    answers = []

    def tap(act):
        answers.append((act["bin"], Client(app, one.token).check_in("bin_sorting", **act)))

    threads = [Thread(target=tap, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    first = next(code for code, answer in answers if answer.status_code == 201)
    statuses = Counter((code == first, answer.status_code) for code, answer in answers)
    same = sum(act["bin"] == first for act in acts)
    assert statuses == {(True, 201): 1, (True, 200): same - 1, (False, 409): len(acts) - same}
    assert points() == 2


def test_an_impossible_walk_waits_for_a_look_and_counts_nowhere_meanwhile(person, clock_at_noon):
    one = person()
    answer = held(one, clock_at_noon)
    shown = answer.json["data"]
    assert (answer.status_code, shown["state"], shown["points"]) == (201, "held", 2)
    assert "西院" in shown["detail"]["held"]
    assert "核实后计分" in shown["detail"]["held"]
    assert points() == 2
    home = one.get("/home").json["data"]
    assert home["points"] == {"week": 2, "total": 2}
    card = next(card for card in home["activities"] if card["key"] == "bin_sorting")
    assert [slot["state"] for slot in card["slots"]] == ["done", "held", "open"]
    assert [act["state"] for act in one.get("/check-ins").json["data"]] == ["held", "counted"]
    assert one.get("/me/export").json["data"]["held"][0]["state"] == "waiting"
    clock_at_noon.shift(600)
    assert sort(one, make("库房", area="西院")).json["data"]["state"] == "counted"


def test_no_area_or_half_an_hour_between_is_no_reason_to_doubt(person, clock_at_noon):
    one = person()
    assert sort(one, make(area="东院")).json["data"]["state"] == "counted"
    clock_at_noon.shift(600)
    assert sort(one, make()).json["data"]["state"] == "counted"
    clock_at_noon.shift(1800)
    assert sort(one, make(area="西院")).json["data"]["state"] == "counted"


def review(accept):
    with transaction():
        holds.review(session.scalar(select(Hold.id)), accept, "看过了", ACTOR, None)


@pytest.mark.parametrize(
    ("accept", "total", "states"), [(True, 4, ["counted"] * 2), (False, 2, ["withdrawn", "counted"])]
)
def test_a_review_decides_once_and_its_owner_hears_of_it(person, clock_at_noon, accept, total, states):
    one = person()
    act = held(one, clock_at_noon).json["data"]
    review(accept)
    assert points() == total
    assert [shown["state"] for shown in one.get("/check-ins").json["data"]] == states
    (message,) = one.get("/messages").json["data"]
    assert ("积 2 分" if accept else "不计分") in message["text"]
    with pytest.raises(check_ins.Conflict, match="已经有结果"):
        review(accept)
    repeat = one.check_in(
        "bin_sorting", **{key: act["detail"][key] for key in ("bin", "category", "question_id", "answer")}
    )
    assert (repeat.status_code, repeat.json["data"]["state"]) == (200, states[0])
    again = {key: act["detail"][key] for key in ("bin", "category", "question_id", "answer")} | {"again": True}
    assert one.check_in("bin_sorting", **again).status_code == 200
    assert points() == total


def test_a_held_act_can_be_taken_back_by_its_owner_alone(person, clock_at_noon):
    one = person()
    act = held(one, clock_at_noon).json["data"]
    assert person().post(f"/check-ins/{act['id']}/withdrawal").status_code == 404
    assert one.post(f"/check-ins/{act['id']}/withdrawal").json["data"]["state"] == "withdrawn"
    assert one.post(f"/check-ins/{act['id']}/withdrawal").status_code == 409
    with models.transaction(reading=True):
        assert holds.waiting(None) == []
    assert points() == 2


def test_who_has_left_waits_for_nothing(person, clock_at_noon):
    one = person()
    held(one, clock_at_noon)
    assert one.delete("/participation").status_code == 204
    with models.transaction(reading=True):
        assert holds.waiting(None) == []
    review(True)
    with models.transaction(reading=True):
        assert session.scalar(select(func.count()).select_from(Message)) == 0
