"""Chinese names in the order people look for them: a stored column, because databases collate differently."""

from pypinyin import Style, lazy_pinyin

LONGEST = 200


def sort_key(name: str) -> str:
    """Tone-marked pinyin in ASCII (``wang2 li4``); other characters stay. At most 200 characters."""
    return " ".join(lazy_pinyin(name, style=Style.TONE3, neutral_tone_with_five=True))[:LONGEST]
