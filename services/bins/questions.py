"""The question about one bin: which of these four things goes in here.

Things come from ``data/bin_questions.csv``: only those on which every public list that names them agrees. A question
is made anew whenever it is needed, always the same for one person, bin, day and turn, so nothing is stored and the
answer stays here until it is given.
"""

import csv
import hashlib
import random
from datetime import date
from pathlib import Path
from typing import NamedTuple

from models import Bin
from services import vault
from services.waste import classes as waste_classes

FILE = Path(__file__).parents[2] / "data" / "bin_questions.csv"
KEYS = "abcd"


class Thing(NamedTuple):
    """``lists`` is how many public lists agree on its class; ``years`` when they were made."""

    name: str
    category: str
    lists: int
    years: str


class Choice(NamedTuple):
    key: str
    text: str


class Question(NamedTuple):
    """``right`` is the key of the right choice and never leaves the server before the answer; nor does ``because``."""

    id: str
    text: str
    choices: list[Choice]
    right: str
    because: str


def read() -> dict[str, list[Thing]]:
    things: dict[str, list[Thing]] = {key: [] for key in waste_classes.CLASSES}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            things[row["category"]].append(Thing(row["item"], row["category"], int(row["lists"]), row["years"]))
    return things


THINGS = read()


def draw(row: Bin, participation_id: int, day: date, turn: int, labels: dict[str, str]) -> Question:
    """The question for somebody's next act of a day at this bin, their ``turn``-th counted from 1.

    ``labels`` are what this office calls the classes.
    """
    seed = vault.fingerprint(f"{row.code}:{participation_id}:{day}:{turn}", "bin_question")
    chance = random.Random(seed)
    outside = [key for key in THINGS if key not in row.categories]
    thing = chance.choice(THINGS[chance.choice(row.categories)])
    if outside:
        text = "下面四样，哪一样该投进这里？"
        names = [thing.name, *(one.name for one in others(chance, outside))]
        chance.shuffle(names)
        right = KEYS[names.index(thing.name)]
    else:
        text = f"“{thing.name}”该投进哪一格？"
        names = [labels[key] for key in THINGS]
        right = KEYS[list(THINGS).index(thing.category)]
    choices = [Choice(key, name) for key, name in zip(KEYS, names, strict=True)]
    return Question(name_of(seed, names), text, choices, right, reason(thing, labels))


def name_of(seed: str, names: list[str]) -> str:
    """The question's id: another one as soon as anything in it is another."""
    return hashlib.sha256(":".join([seed, *names]).encode()).hexdigest()[:16]


def others(chance: random.Random, classes: list[str]) -> list[Thing]:
    """Three things that do not go in here, of as many classes as there are."""
    kinds = [classes[turn % len(classes)] for turn in range(3)]
    return [thing for key in classes for thing in chance.sample(THINGS[key], kinds.count(key))]


def reason(thing: Thing, labels: dict[str, str]) -> str:
    return f"“{thing.name}”属于{labels[thing.category]}（{thing.lists} 份公开分类清单说法一致，{thing.years} 年）。"
