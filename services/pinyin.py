"""Chinese names as they sound: the order people look for them in, and the way they type them without characters."""

from pypinyin import Style, lazy_pinyin

LONGEST = 200


def sort_key(name: str) -> str:
    """Tone-marked pinyin in ASCII (``wang2 li4``); other characters stay. At most 200 characters."""
    return " ".join(lazy_pinyin(name, style=Style.TONE3, neutral_tone_with_five=True))[:LONGEST]


def sound(name: str) -> str:
    """Pinyin without tones, a space between syllables (``nai cha bei``); runs of other characters stay together."""
    return " ".join(lazy_pinyin(name))
