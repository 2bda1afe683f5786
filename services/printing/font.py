"""Words fit to be printed: our font draws GB 2312, see ``data/fonts``."""

from pathlib import Path

REGULAR = Path(__file__).parents[2] / "data" / "fonts" / "NotoSansSC-Regular.ttf"


def unprintable(text: str) -> str:
    """The first character of a text that would come out as an empty box; empty when there is none."""
    return next((letter for letter in text if not letter.isprintable() or not letter.encode("gb2312", "ignore")), "")


def one_line(text: str) -> str:
    """Without line breaks and control characters, which neither a line of words nor a database wants."""
    return "".join(letter for letter in text if letter.isprintable()).strip()
