"""What somebody typed, brought to the words that the dictionary is kept in. Knows nothing of any single item."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

LONGEST = 32  # characters of a question, the API's limit
NOISE = re.compile(r"[^0-9a-z\u3400-\u9fff]+")
ASKING_FIRST = re.compile(
    r"^(?:请问|想问一?下|问一?下|我想知道|我想问|如果|那么)?(?:这个|那个|这种|那种|这些|那些)?(?:一个|一只|一张|一块|一些|一瓶|一包|一盒)?"
)
ASKING_LAST = re.compile(
    r"(?:(?:应该|要|该|都|到底|究竟)?"
    r"(?:(?:是|属于|算是|算|归)(?:不是)?(?:什么|啥|哪.{0,2}|有害|可回收|厨余|餐厨|其他|干|湿)(?:垃圾|物|类)?"
    r"|(?:扔|丢|放|投|投放|扔到|丢到|放到|投到|扔进|投进)(?:在)?(?:什么|啥|哪).{0,3}"
    r"|(?:怎么|如何|咋)(?:扔|丢|放|投|投放|分|分类|处理|回收)))?(?:吗|呢|啊|呀|吧|么)?$"
)
STATE = re.compile(r"^(.{1,8})的(.+)$")
STATE_WORDS = re.compile(
    r"^(?:废弃|废旧|破旧|用过|吃剩|喝剩|吃完|喝完|过期|变质|干净|不要|没用|坏掉|碎了|废|旧|坏|破|碎|脏|空|湿|老|新|小|大)"
)
ENDINGS = re.compile(r"(?:儿|子|们)$")
DIRTY = re.compile(r"沾|油污|脏|污|没洗|未洗|剩|残留")
WASHED = re.compile(r"洗|干净|清洁")


class Wording(NamedTuple):
    """One way of reading what was typed; ``state`` is what was said about the thing, e.g. 沾了油."""

    text: str
    state: str = ""


def normalise(text: str) -> str:
    """Half-width, lower case, without spaces and punctuation."""
    return NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())


def readings(text: str) -> list[Wording]:
    """What a normalised text may mean, as typed first, each further one with less of it."""
    return list(dict.fromkeys(wording for wording in every_reading(text) if wording.text))


def every_reading(text: str) -> Iterator[Wording]:
    yield Wording(text)
    bare = thing(text)
    yield Wording(bare)
    state, rest = "", bare
    if found := STATE.match(bare):
        state, rest = found.groups()
        yield Wording(state + rest)
        yield Wording(rest, state)
    shorter = STATE_WORDS.sub("", rest)
    if shorter != rest:
        yield Wording(shorter, state or rest[: len(rest) - len(shorter)])
    yield from (Wording(ENDINGS.sub("", word), state) for word in (rest, shorter) if len(word) > 2)


def stems(text: str) -> tuple[str, ...]:
    """A noun as it stands, and as it ends other nouns: 瓶子 is the 瓶 of 酒瓶."""
    short = ENDINGS.sub("", text)
    return (text, short) if short and short != text else (text,)


def is_state(text: str) -> bool:
    """Whether it says only how a thing is, not which: 湿, 旧, 用过."""
    return bool(STATE_WORDS.fullmatch(text) or DIRTY.match(text))


def thing(text: str) -> str:
    """The thing itself, without what makes it a question."""
    return ASKING_LAST.sub("", ASKING_FIRST.sub("", text)) or text


def is_latin(text: str) -> bool:
    """Pinyin or initials, digits among them: 84xdy."""
    return text.isascii()


def about_state(category: str, state: str) -> str:
    """What the state changes, as a sentence; empty when nothing."""
    if category == "可回收物" and DIRTY.search(state):
        return "沾了油污、洗不干净的投其他垃圾，干净、干燥的才可回收。"
    if category == "其他垃圾" and WASHED.search(state):
        return "洗净后能否按可回收物投放，各地要求不同。"
    return ""
