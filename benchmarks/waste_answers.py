"""How often the dictionary is right: on real questions, on words typed wrongly, and on things it has never seen."""

import csv
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from services.pinyin import sound
from services.waste import index as waste_index
from services.waste import items as waste_items
from services.waste.guesses import Guess, Model
from services.waste.items import EXACT, Answer

QUERIES = Path(__file__).parents[1] / "tests" / "data" / "waste_queries.csv"
SEED = 20261122
LEFT_OUT = 0.2
WRONG_EACH = 150  # words of each way of typing them wrongly


class Query(NamedTuple):
    """``category`` is empty where only a list can be right; ``target`` then names what belongs in it."""

    query: str
    form: str
    target: str
    category: str


class Tally(NamedTuple):
    right: int
    all: int
    wrong: list[str]

    @property
    def share(self) -> float:
        return self.right / self.all


def queries() -> list[Query]:
    with QUERIES.open(newline="", encoding="utf-8") as file:
        return [Query(*(row[name] for name in Query._fields)) for row in csv.DictReader(file)]


def real(*forms: str) -> Tally:
    """The real questions, all or those of some forms. Needs a transaction."""
    asked = [query for query in queries() if not forms or query.form in forms]
    wrong = [query.query for query in asked if not is_right(waste_items.search(query.query), query)]
    return Tally(len(asked) - len(wrong), len(asked), wrong)


def is_right(answer: Answer, query: Query) -> bool:
    """The expected class comes first, or is in a list or a note that says that it is not clear-cut."""
    if not answer.items:
        return False
    first, shown = answer.items[0], {item.category for item in answer.items}
    said = "".join(item.note or "" for item in answer.items)
    if query.category:
        named = query.category in said or (query.category in shown and len(shown) > 1)
        return first.category == query.category or named
    return len(shown) > 1 or bool(first.note) or classes_of(query.target) <= shown


def classes_of(targets: str) -> set[str]:
    found = (waste_items.search(target).items for target in targets.split("/"))
    return {items[0].category for items in found if items and items[0].match == EXACT}


def typed_wrongly() -> dict[str, Tally]:
    """Names in pinyin, in initials, with a wrong or missing character: the item is in the list, or its class first."""
    index, dice = waste_index.current(), random.Random(SEED)
    known = [item for item in index.items.values() if item.weight > 1 and len(item.key) > 2 and not item.is_discreet]
    ways = ways_to_err(dice)
    return {way: try_out(dice.sample(known, WRONG_EACH), spoil) for way, spoil in ways.items()}


def try_out(items: list[waste_index.Item], spoil: Callable[[waste_index.Item], str]) -> Tally:
    targets, wrong, count = waste_index.current().targets, [], 0
    for item in items:
        word = spoil(item)
        if word in targets:
            continue
        found, count = waste_items.search(word).items, count + 1
        if not found or (found[0].category != item.category and item.name not in {one.name for one in found}):
            wrong.append(f"{word}（{item.name}）")
    return Tally(count - len(wrong), count, wrong)


def ways_to_err(dice: random.Random) -> dict[str, Callable[[waste_index.Item], str]]:
    homophones = by_sound()

    def place(text: str, least: int = 0) -> int:
        return dice.randrange(len(text) - least)

    def same_sound(item: waste_index.Item) -> str:
        at = place(item.key)
        return item.key[:at] + dice.choice(homophones[sound(item.key[at])]) + item.key[at + 1 :]

    def swapped(item: waste_index.Item) -> str:
        at = place(item.key, 1)
        return item.key[:at] + item.key[at + 1] + item.key[at] + item.key[at + 2 :]

    def left_out(text: str) -> str:
        at = place(text)
        return text[:at] + text[at + 1 :]

    return {
        "pinyin": lambda item: item.sound,
        "pinyin with a letter left out": lambda item: left_out(item.sound),
        "initials": lambda item: item.initials,
        "a character that sounds the same": same_sound,
        "two characters swapped": swapped,
        "a character left out": lambda item: left_out(item.key),
    }


def by_sound() -> dict[str, list[str]]:
    """The characters of the dictionary by their pinyin."""
    found = defaultdict(list)
    for character in sorted({character for key in waste_index.current().items for character in key}):
        found[sound(character)].append(character)
    return found


class Unseen(NamedTuple):
    """What came of guessing names that the model had not seen; ``stated`` is the mean confidence of what it said."""

    right: float
    coverage: float
    stated: float


def unseen(seed: int = SEED) -> Unseen:
    """Train on four fifths of the published names, guess the rest."""
    said = list(guesses(seed))
    spoken = [(guess, category) for guess, category in said if guess]
    right = sum(guess.category == category for guess, category in spoken)
    return Unseen(
        right / len(spoken), len(spoken) / len(said), sum(guess.confidence for guess, _ in spoken) / len(spoken)
    )


def guesses(seed: int) -> Iterator[tuple[Guess | None, str]]:
    names = {key: item.category for key, item in waste_index.published_items().items()}
    keys = sorted(names)
    random.Random(seed).shuffle(keys)
    held = int(len(keys) * LEFT_OUT)
    model = Model({key: names[key] for key in keys[held:]})
    return ((model.guess(key), names[key]) for key in keys[:held])
