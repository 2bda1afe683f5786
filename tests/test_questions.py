"""The question bank of ``data/questions.csv``: every row well-formed, sourced, unique, and true to the waste lists."""

import csv
import re
from collections import Counter
from difflib import SequenceMatcher
from itertools import combinations

from config import ROOT
from services.quizzes.bank import FILE, KINDS, TOPICS

CLASSES = {"可回收物", "有害垃圾", "厨余垃圾", "其他垃圾"}
TEXT, CHOICE, EXPLANATION, SOURCE = 50, 24, 75, 80  # what fits a phone, in characters
COLUMNS = ["id", "topic", "kind", "difficulty", "text", *"ABCD", "answer", "explanation", "source", "year", "items"]
CONTROL = re.compile(r"[\x00-\x1f\x7f]|^\s|\s$|\?|,|;")


def read(name):
    with (ROOT / "data" / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


ROWS = read("questions.csv")
ITEMS = {row["item"]: row["class"] for row in read("question_items.csv")}


def choices(row):
    return {key: row[key] for key in "ABCD" if row[key]}


def items(row):
    return dict(pair.split("=") for pair in row["items"].split("；") if pair)


def test_there_are_enough_of_every_topic():
    topics = Counter(row["topic"] for row in ROWS)
    assert FILE.name == "questions.csv"
    assert len(ROWS) >= 420
    assert topics.keys() == TOPICS.keys()
    assert min(topics.values()) >= 38
    assert list(ROWS[0]) == COLUMNS


def test_every_row_is_well_formed():
    for row in ROWS:
        check_form(row)


def check_form(row):
    assert re.fullmatch(rf"{row['topic']}-\d{{3}}", row["id"])
    assert row["kind"] in KINDS
    assert row["difficulty"] in "123"
    assert 8 <= len(row["text"]) <= TEXT
    assert all(1 <= len(text) <= CHOICE for text in choices(row).values())
    assert 10 <= len(row["explanation"]) <= EXPLANATION
    assert 4 <= len(row["source"]) <= SOURCE
    assert 1990 <= int(row["year"]) <= 2026
    for column in ("text", "A", "B", "C", "D", "explanation", "source"):
        assert not CONTROL.search(row[column]), column
    assert row["explanation"].endswith("。")
    assert row["text"].endswith("。" if row["kind"] == "true_false" else ("？", "（多选）"))


def test_every_answer_is_among_its_choices():
    for row in ROWS:
        check_answer(row)


def check_answer(row):
    answer = list(row["answer"])
    assert answer == sorted(set(answer))
    if row["kind"] == "true_false":
        assert choices(row) == {}
        assert answer in (["A"], ["B"])
        return
    shown = choices(row)
    assert set(answer) <= shown.keys()
    assert list(shown) == list("ABCD"[: len(shown)])
    assert len(shown) in (3, 4)
    assert len(set(shown.values())) == len(shown)
    assert len(answer) == 1 if row["kind"] == "single" else 2 <= len(answer) < len(shown)


def test_classes_are_those_of_the_lists():
    """The things asked about are classed as the compared lists class them, and the answers follow from that."""
    for row in ROWS:
        check_classes(row)


def check_classes(row):
    named = items(row)
    for item, kind in named.items():
        assert ITEMS[item] == kind, item
        assert kind in CLASSES
    shown = choices(row)
    if set(shown.values()) == CLASSES:
        assert {shown[key] for key in row["answer"]} == set(named.values())
    elif shown and set(shown.values()) <= named.keys():
        right = {named[text] for key, text in shown.items() if key in row["answer"]}
        wrong = {named[text] for key, text in shown.items() if key not in row["answer"]}
        assert right
        assert not right & wrong


def test_every_class_question_names_its_thing():
    assert [row["id"] for row in ROWS if set(choices(row).values()) == CLASSES and not row["items"]] == []
    assert set(ITEMS) == {item for row in ROWS for item in items(row)}


def test_not_everything_is_which_bin():
    which_bin = [row for row in ROWS if set(choices(row).values()) == CLASSES]
    assert len(which_bin) < len(ROWS) / 4


def test_ids_and_texts_are_unique():
    for column in ("id", "text", "explanation"):
        assert [text for text, count in Counter(row[column] for row in ROWS).items() if count > 1] == [], column


def test_no_two_questions_are_nearly_the_same():
    texts = [(row["id"], re.sub(r"[，。？、“”（）\s]", "", row["text"])) for row in ROWS]
    near = []
    for (one, text), (other, again) in combinations(texts, 2):
        matcher = SequenceMatcher(None, text, again)
        if matcher.real_quick_ratio() > 0.85 and matcher.quick_ratio() > 0.85 and matcher.ratio() > 0.85:
            near.append((one, other))
    assert near == []


def test_guessing_does_not_pay():
    """True and false in balance; the right choice stands at every place, and is not always the longest."""
    verdicts = Counter(row["answer"] for row in ROWS if row["kind"] == "true_false")
    assert 0.45 <= verdicts["A"] / sum(verdicts.values()) <= 0.55
    single = [row for row in ROWS if row["kind"] == "single"]
    places = Counter(row["answer"] for row in single)
    assert all(0.18 <= places[key] / len(single) <= 0.32 for key in "ABCD")
    own = [row for row in single if set(choices(row).values()) != CLASSES]
    longest = [row for row in own if len(row[row["answer"]]) > max(map(len, other_choices(row))) + 2]
    assert len(longest) < 0.4 * len(own)


def other_choices(row):
    return [text for key, text in choices(row).items() if key != row["answer"]]


def test_what_is_known_to_be_wrong_is_not_taught():
    """Claims that went round without a source, and figures that are out of date."""
    said = "".join(row["text"] + row["explanation"] + "".join(choices(row).values()) for row in ROWS)
    for banned in ("60万升", "0.785", "永远不会降解", "1/4", "四分之一", "0.91"):
        assert banned not in said
