"""What a report is made of, before it is Word: headings, sentences, tables, and figures that know where they come from.

A figure is a ``Fact``. Whatever is put into a sentence or a cell is numbered in the order of its first appearance; the
number leads to the line at the end that says which query made it. A fact without a value prints as a blank line to be
filled in by hand, and is listed.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple

BLANK = "＿＿＿＿"
PLACE = re.compile(r"\{([^{}]+)\}")
CHANGES = ("change.", "use_change.")  # always with their one decimal


class Fact(NamedTuple):
    """``key`` names the query; ``label`` is what the figure is called in the lists at the end."""

    key: str
    label: str
    value: Decimal | int | None
    unit: str
    source: str

    @property
    def text(self) -> str:
        if self.value is None:
            return BLANK
        text = f"{self.value:,f}" if isinstance(self.value, Decimal) else f"{self.value:,}"
        return text.rstrip("0").rstrip(".") if "." in text and not self.key.startswith(CHANGES) else text


class Mark(NamedTuple):
    """A figure where it stands: its text, unit included, and its number at the end (0: a blank, without a source)."""

    text: str
    number: int
    key: str


Piece = str | Mark


class Heading(NamedTuple):
    """``level`` 1 is 一、, 2 （一）, 3 1."""

    level: int
    words: str


class Paragraph(NamedTuple):
    pieces: tuple[Piece, ...]


class Table(NamedTuple):
    """``is_small``: in fine type, as what stands under a picture."""

    titles: tuple[str, ...]
    rows: tuple[tuple[tuple[Piece, ...], ...], ...]
    caption: str = ""
    is_small: bool = False


class Picture(NamedTuple):
    """A PNG as wide as the text, drawn when the file is written; ``words`` say what it shows to who cannot see."""

    draw: Callable[[], bytes]
    caption: str
    words: str


class Note(NamedTuple):
    """A line of the lists at the end, in small type."""

    words: str


class Signature(NamedTuple):
    """Who issues it and on what day, at the end on the right."""

    issuer: str
    day: str


Block = Heading | Paragraph | Table | Picture | Note | Signature
NUMERALS = "一二三四五六七八九十"


class Draft:
    """A report being written. In a sentence ``{key}`` is a fact with its unit, ``{key:n}`` the bare number."""

    def __init__(self, title: str, facts: Iterable[Fact] = ()):
        self.title = title
        self.facts = {fact.key: fact for fact in facts}
        self.blocks: list[Block] = []
        self.used: dict[str, int] = {}
        self.blank: dict[str, str] = {}
        self.counts = [0, 0, 0]
        self.pictures = 0

    def heading(self, level: int, words: str) -> None:
        self.counts[level - 1] += 1
        self.counts[level:] = [0] * (3 - level)
        count = self.counts[level - 1]
        numbers = (f"{NUMERALS[(count - 1) % 10]}、", f"（{NUMERALS[(count - 1) % 10]}）", f"{count}.")
        self.blocks.append(Heading(level, numbers[level - 1] + words))

    def paragraph(self, sentence: str, **words: str) -> None:
        self.blocks.append(Paragraph(self.pieces(sentence, words)))

    def signature(self, issuer: str, day: str) -> None:
        self.blocks.append(Signature(issuer, day))

    def table(
        self, titles: Iterable[str], rows: Iterable[Iterable[str]], caption: str = "", *, is_small: bool = False
    ) -> None:
        """Cells are sentences too."""
        found = tuple(tuple(self.pieces(cell, {}) for cell in row) for row in rows)
        self.blocks.append(Table(tuple(titles), found, caption, is_small))

    def picture(self, draw: Callable[[], bytes], caption: str, words: str) -> None:
        """Numbered in the order of their places."""
        self.pictures += 1
        self.blocks.append(Picture(draw, f"图 {self.pictures}　{caption}", words))

    def pieces(self, sentence: str, words: dict[str, str]) -> tuple[Piece, ...]:
        """Braces around anything but a word or a fact stay as they were typed."""
        found: list[Piece] = []
        for place, part in enumerate(PLACE.split(sentence)):
            key, _, form = part.partition(":")
            if place % 2 == 0:
                found.append(part)
            elif part in words:
                found.append(words[part])
            else:
                found.append(self.figure(key, form) if key in self.facts else f"{{{part}}}")
        return tuple(piece for piece in found if piece)

    def figure(self, key: str, form: str) -> Mark:
        fact = self.facts[key]
        unit = "" if form == "n" else fact.unit
        if fact.value is None:
            self.blank.setdefault(key, fact.label)
            return Mark(BLANK + unit, 0, key)
        self.used.setdefault(key, len(self.used) + 1)
        return Mark(fact.text + unit, self.used[key], key)

    def has(self, *keys: str) -> bool:
        return all(self.facts[key].value is not None for key in keys)

    def endings(self) -> None:
        """The lists at the end: what is blank, and where every figure comes from."""
        self.blocks.append(Heading(0, "附件 1　没有数据的项目"))
        self.blocks += [Note(f"{place}. {label}") for place, label in enumerate(self.blank.values(), start=1)]
        if not self.blank:
            self.blocks.append(Note("没有。"))
        self.blocks.append(Heading(0, "附件 2　数据来源"))
        for key, number in self.used.items():
            fact = self.facts[key]
            self.blocks.append(Note(f"〔{number}〕{fact.label} {fact.text} {fact.unit}：{fact.source}（{key}）"))
        if not self.used:
            self.blocks.append(Note("本报告没有引用任何数据。"))
