"""What is this, and where does it go: a search that never answers in silence where the answer is not clear-cut."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process

from services.pinyin import sound
from services.waste import index as waste_index
from services.waste.guesses import Guess
from services.waste.index import Index, Item
from services.waste.notes import note_on
from services.waste.words import is_latin, normalise, readings, stems, thing

EXACT, ALIAS, PINYIN, FUZZY = "exact", "alias", "pinyin", "fuzzy"
MOST = 8  # items in an answer
MOST_KINDS = 4
FEWEST_KINDS = 5  # names with the same ending, before their classes are compared
DIVIDED = 0.25  # the share of them that must be of another class
RARE = 0.05  # a class with a smaller share is left out
NEAR = 62.0  # of 100: the least likeness that is worth showing
CLOSE = 50.0
MOST_NEAR = 6
LOOKED_AT = 40


class Found(NamedTuple):
    name: str
    category: str
    label: str
    note: str | None
    match: str


class Suggestion(NamedTuple):
    category: str
    label: str
    confidence: float


class Answer(NamedTuple):
    """``in_vain``: nothing that was asked for is known, not even by its first characters."""

    items: list[Found]
    suggestion: Suggestion | None
    in_vain: bool


class Hit(NamedTuple):
    item: Item
    match: str
    state: str = ""


def search(query: str) -> Answer:
    """Items, the likeliest first, at most ``MOST``; a suggestion when what was asked for is not among the known."""
    index, text = waste_index.current(), normalise(query)
    if not text:
        return Answer([], None, False)
    hits = named(index, text) or spoken(index, text)
    if hits:
        return Answer(tell(index, hits), None, False)
    asked = thing(text)
    divided = kinds(index, asked, None)
    similar = [Hit(item, FUZZY) for item in divided or near(index, asked)]
    guess = None if divided or is_latin(asked) else index.model.guess(asked)
    items = [show(index, hit, asked if divided and not place else "") for place, hit in enumerate(similar)]
    return Answer(items, suggest(index, guess), not (divided or asked in index.begun))


def suggest(index: Index, guess: Guess | None) -> Suggestion | None:
    return guess and Suggestion(guess.category, index.label(guess.category), round(guess.confidence, 2))


def named(index: Index, text: str) -> list[Hit]:
    """By name or alias, in the first reading that is one; then with a regional word put into the common one."""
    if item := index.targets.get(text):
        return [Hit(item, EXACT if text == item.key else ALIAS)]
    wordings, asked = readings(text), thing(text)
    for wording in wordings:
        item = index.targets.get(wording.text)
        if item is not None:
            plain = EXACT if wording.text == item.key else ALIAS
            return [Hit(item, plain if wording.text == asked else FUZZY, wording.state)]
    for wording in wordings:
        for alias, name in index.synonyms:
            if alias in wording.text and (item := index.items.get(wording.text.replace(alias, name))):
                return [Hit(item, ALIAS, wording.state)]
    return []


def spoken(index: Index, text: str) -> list[Hit]:
    """By pinyin, by its initials, or by characters that sound the same."""
    if is_latin(text):
        found = [*index.by_sound.get(text, ()), *(index.by_initials.get(text, ()) if len(text) > 1 else ())]
    else:
        sounds = (sound(wording.text).replace(" ", "") for wording in readings(text) if len(wording.text) > 1)
        found = next((index.by_sound[heard] for heard in sounds if heard in index.by_sound), [])
    return [Hit(item, PINYIN) for item in dict.fromkeys(found) if not item.is_discreet or len(found) == 1][:MOST]


def tell(index: Index, hits: list[Hit]) -> list[Found]:
    """The hits as they are shown, and with a single one whatever it could be mistaken for."""
    first = hits[0]
    alike = sound_alike(index, first.item)
    names = [item.name for item in alike]
    if len(hits) > 1:
        return [show(index, hit, alike=() if hit is not first else names) for hit in hits]
    divided = kinds(index, first.item.key, first.item.category)
    others = dict.fromkeys([*alike, *divided, *mentioned(index, first), *parts(index, first.item)])
    more = [Hit(item, PINYIN if item in alike else FUZZY) for item in others if item is not first.item]
    told = show(index, first, first.item.name if divided else "", names)
    return [told, *(show(index, hit) for hit in more[: MOST - 1])]


def show(index: Index, hit: Hit, divided: str = "", alike: Sequence[str] = ()) -> Found:
    item, note = hit.item, note_on(index, hit.item, hit.state, alike, divided)
    return Found(item.name, item.category, index.label(item.category), note, hit.match)


def sound_alike(index: Index, item: Item) -> list[Item]:
    """What sounds the same, tones apart, and is of another class: 杯子 and 被子."""
    group = index.by_sound[item.sound]
    return [other for other in group if other.category != item.category and not other.is_discreet]


def mentioned(index: Index, hit: Hit) -> list[Item]:
    """What the state names besides: 剩饭 in 带剩饭的外卖盒."""
    if not hit.state:
        return []
    inside = sorted((index.targets[word] for word in words_in(index, hit.state)), key=lambda item: -len(item.key))
    return [item for item in inside if item.category != hit.item.category][:1]


def kinds(index: Index, text: str, category: str | None) -> list[Item]:
    """For a word that says too little (杯子, 瓶子): the best-known thing of each class whose name ends in it.

    ``category`` is the word's own class when it has one: then only a word whose kinds disagree with it counts.
    """
    found = dict.fromkeys(key for stem in stems(text) for key in index.kinds.get(stem, ()) if key != text)
    heads = [index.items[key] for key in found]
    counts = Counter(item.category for item in heads)
    others = len(heads) - counts[category] if category else len(heads)
    if len(heads) < FEWEST_KINDS or others < DIVIDED * len(heads):
        return []
    classes = [kind for kind, count in counts.most_common() if kind != category and count >= RARE * len(heads)]
    return [best(item for item in heads if item.category == kind) for kind in classes[:MOST_KINDS]]


def parts(index: Index, whole: Item) -> list[Item]:
    """What begins with the same word and goes elsewhere: 奶茶 and 奶茶杯."""
    others = (item for key in index.begun.get(whole.key, ()) if (item := index.items[key]).category != whole.category)
    begun = [item for item in others if item.weight > 1 and not item.is_discreet]
    return [best(item for item in begun if item.category == kind) for kind in sorted({item.category for item in begun})]


def best(items: Iterable[Item]) -> Item:
    return max(items, key=lambda item: (item.weight, -len(item.key), item.key))


def near(index: Index, text: str) -> list[Item]:
    """What is written or sounds similar, the most similar first."""
    heard = sound(text).replace(" ", "")
    close = process.extract(heard, index.sounds, scorer=fuzz.ratio, score_cutoff=NEAR, limit=LOOKED_AT)
    if not is_latin(text):
        close += process.extract(text, index.keys, scorer=fuzz.ratio, score_cutoff=CLOSE, limit=LOOKED_AT)
    spoken = {index.keys[place]: index.sounds[place] for _, _, place in close}
    for key in () if is_latin(text) else words_around(index, text) | words_in(index, text):
        spoken[key] = index.targets[key].sound
    likeness = {key: alike(key, heard_as, text, heard) for key, heard_as in spoken.items()}
    ordered = sorted(likeness, key=lambda key: (-likeness[key], -index.targets[key].weight, key))
    found = dict.fromkeys(index.targets[key] for key in ordered if likeness[key] >= NEAR)
    return [item for item in found if not item.is_discreet][:MOST_NEAR]


def words_in(index: Index, text: str) -> set[str]:
    """Names and aliases of two characters or more inside a text."""
    ends = range(2, len(text) + 1)
    return {text[start:end] for end in ends for start in range(end - 1)} & index.targets.keys()


def words_around(index: Index, text: str) -> set[str]:
    """Names and aliases that a text of two characters or more is inside of."""
    if len(text) < 2:
        return set()
    return set(re.findall(f"^.*{re.escape(text)}.*$", index.all_keys, re.MULTILINE))


def holds(key: str, text: str) -> bool:
    return len(key) > 1 and len(text) > 1 and (text in key or key in text)


def alike(key: str, spoken: str, text: str, heard: str) -> float:
    """0 to 100: by sound alone for Latin letters, else by characters and sound; one inside the other counts more."""
    by_sound = fuzz.ratio(spoken, heard)
    if is_latin(text):
        return max(by_sound, 90.0 if spoken.startswith(heard) else 0.0)
    likeness = (fuzz.ratio(key, text) + by_sound) / 2
    if holds(key, text):
        likeness = max(likeness, 80.0 if key.startswith(text) or text.endswith(key) else 65.0)
    return likeness
