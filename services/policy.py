"""The participation notice that a person agrees to: a text with a version, kept in ``data/policy.md``."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parent.parent / "data" / "policy.md"


class Policy(NamedTuple):
    version: str
    text: str
    points: list[str]


@cache
def current() -> Policy:
    """First line ``version: …``; lines that start with ``- `` are the points; the rest is the text."""
    first, *lines = FILE.read_text(encoding="utf-8").splitlines()
    points = [line[2:].strip() for line in lines if line.startswith("- ")]
    text = "\n".join(line for line in lines if not line.startswith("- ")).strip()
    return Policy(first.removeprefix("version:").strip(), text, points)
