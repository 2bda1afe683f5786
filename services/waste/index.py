"""The dictionary in memory: the files in ``data/`` with the office's own words over them, one copy a process.

About 5,000 names; built at the first search and again when ``waste_revision`` moves, in a quarter of a second.
"""

import csv
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from models import Setting, WasteItem, session
from services.pinyin import sound
from services.waste.guesses import Model
from services.waste.words import is_state, normalise

DATA = Path(__file__).parents[2] / "data"
REVISION, LABELS = "waste_revision", "waste_labels"
FOUR = ("可回收物", "有害垃圾", "厨余垃圾", "其他垃圾")  # GB/T 19095-2019
CATEGORIES = (*FOUR, "大件垃圾", "装修垃圾", "非生活垃圾")
OFFICE_WEIGHT = 100
SETTINGS = Setting.__table__
REVISION_NOW = select(SETTINGS.c.value).where(SETTINGS.c.key == REVISION)  # made once: it is asked with every search


class Item(NamedTuple):
    """``sound`` is pinyin without spaces; ``weight`` the number of lists that have it; ``differs`` what others say.

    A ``discreet`` item answers only whoever asks for it: it is never offered as something similar.
    """

    key: str
    name: str
    category: str
    sound: str
    initials: str
    weight: int
    differs: tuple[str, ...] = ()
    note: str = ""
    is_discreet: bool = False


class Alias(NamedTuple):
    """``target`` is the key of the item it leads to; ``spoken`` pinyin with a space between syllables."""

    target: str
    spoken: str


class Index:
    """``targets`` leads from any name or alias to its item; the other tables from a sound, a beginning, an ending.

    ``kinds`` holds under 杯 what a 杯 may be; what only says how the thing is (旧, 脏) is no kind of it.
    """

    def __init__(self, items: dict[str, Item], aliases: dict[str, Alias], labels: dict[str, str]):
        self.items, self.labels = items, labels
        self.targets = {key: items[alias.target] for key, alias in aliases.items() if alias.target in items} | items
        self.synonyms = [(key, alias.target) for key, alias in aliases.items() if len(key) > 1]
        self.by_sound: dict[str, list[Item]] = defaultdict(list)
        self.by_initials: dict[str, list[Item]] = defaultdict(list)
        self.keys = list(self.targets)
        self.sounds = [self.hear(key, aliases.get(key)) for key in self.keys]
        self.all_keys = "\n".join(self.keys)
        for group in (*self.by_sound.values(), *self.by_initials.values()):
            group.sort(key=lambda item: -item.weight)
        self.begun, self.kinds = take_apart(items.values())
        self.model = Model({key: item.category for key, item in items.items()})

    def hear(self, key: str, alias: Alias | None) -> str:
        """Enter how a name sounds; says it."""
        item = self.targets[key]
        spoken, short = item.sound, item.initials
        if alias is not None and key != item.key:
            spoken, short = alias.spoken.replace(" ", ""), initials(alias.spoken)
        for table, heard in ((self.by_sound, spoken), (self.by_initials, short)):
            if item not in table[heard]:
                table[heard].append(item)
        return spoken

    def label(self, category: str) -> str:
        """What this office calls a class."""
        return self.labels.get(category, category)


def take_apart(items: Iterable[Item]) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """The keys that begin with each beginning, and those that are a kind of each ending.

    Tuples of strings, of which the garbage collector need not take care: there are some 30,000.
    """
    begun: dict[str, list[str]] = defaultdict(list)
    kinds: dict[str, list[str]] = defaultdict(list)
    for item in items:
        for place in range(1, len(item.key)):
            begun[item.key[:place]].append(item.key)
            if not item.is_discreet and not is_state(item.key[:place]):
                kinds[item.key[place:]].append(item.key)
    return frozen(begun), frozen(kinds)


def frozen(table: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {word: tuple(keys) for word, keys in table.items()}


class Kept:
    def __init__(self) -> None:
        self.revision: int | None = None
        self.index: Index | None = None


_kept = Kept()


def current() -> Index:
    """The dictionary as it is now. One query when nothing has changed."""
    revision = session.connection().scalar(REVISION_NOW) or 0
    index = _kept.index
    if index is None or _kept.revision != revision:
        index = build()
        _kept.index, _kept.revision = index, revision
    return index


def build() -> Index:
    """The published words, and over them the office's own."""
    items, aliases = dict(published_items()), dict(published_aliases())
    for row in session.scalars(select(WasteItem)):
        item = office_item(row)
        items[item.key] = item
        aliases.pop(item.key, None)
        aliases |= {normalise(alias): Alias(item.key, sound(normalise(alias))) for alias in row.aliases}
    return Index(items, aliases, labels())


def office_item(row: WasteItem) -> Item:
    key = normalise(row.name)
    spoken = sound(key)
    return Item(key, row.name, row.category, spoken.replace(" ", ""), initials(spoken), OFFICE_WEIGHT, note=row.note)


@cache
def published_items() -> dict[str, Item]:
    found = {}
    for row in rows("waste_items.csv"):
        key, spoken = normalise(row["name"]), row["pinyin"]
        found[key] = Item(
            key,
            row["name"],
            row["category"],
            spoken.replace(" ", ""),
            initials(spoken),
            len(row["sources"].split(";")),
            tuple(filter(None, row["differs"].split(";"))),
            row["note"],
            bool(row["discreet"]),
        )
    return found


@cache
def published_aliases() -> dict[str, Alias]:
    return {normalise(row["alias"]): Alias(normalise(row["name"]), row["pinyin"]) for row in rows("waste_aliases.csv")}


def rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def initials(spoken: str) -> str:
    return "".join(syllable[0] for syllable in spoken.split())


def labels() -> dict[str, str]:
    """The office's own words for the classes, where it has any."""
    return dict(session.scalar(select(Setting.value).filter_by(key=LABELS)) or {})


def touch() -> None:
    """Tell every process that its copy is out of date."""
    keep(REVISION, secrets.randbelow(2**31))


def keep(key: str, value: int | dict) -> None:
    row = session.scalar(select(Setting).filter_by(key=key).with_for_update())
    if row is None:
        row = Setting(key=key)
        session.add(row)
    row.value = value
