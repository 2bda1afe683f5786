"""What every kind of evidence has in common."""

from abc import ABC, abstractmethod
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from services.word.drafts import Draft


class Choice(NamedTuple):
    """A record that may be linked: how a form sends it and what a list calls it."""

    ref: str
    label: str


class Found(NamedTuple):
    """A record as it is now. ``expires_on`` is the last day on which it proves anything, None: no end."""

    label: str
    expires_on: date | None = None


class Kind(ABC):
    """One kind of record that can prove an item: a file of its own and a line in the list, nothing else.

    ``key`` is stored in every link and so never changes; ``title`` is what the office calls it.
    """

    key: str
    title: str

    @abstractmethod
    def choices(self, year: int) -> list[Choice]:
        """What of a year can be linked, the newest first where there are many; at most 200."""

    @abstractmethod
    def find(self, ref: str) -> Found | None:
        """None for what is not, or no longer, there."""

    @abstractmethod
    def draft(self, ref: str) -> Draft:
        """The record as a paper for the evidence pack. Only for a ``ref`` that is there."""

    def files(self, ref: str) -> tuple[str, list[int]]:
        """Which records' attachments go along: their kind of ``attachment_subjects``, and their ids."""
        return "", []


def number(ref: str) -> int:
    """An id as it is stored in a link; 0, which nothing has, for anything else."""
    return int(ref) if ref.isascii() and ref.isdecimal() and len(ref) < 16 else 0


def month(ref: str) -> date | None:
    """``2026-03`` as the first of the month."""
    try:
        return date.fromisoformat(f"{ref}-01")
    except ValueError:
        return None


def day_words(day: date | None) -> str:
    return "—" if day is None else f"{day:%Y-%m-%d}"


def plain(value: Decimal | None) -> str:
    """A figure without closing zeros."""
    return "—" if value is None else f"{value.normalize():,f}"


def typed(text: str) -> str:
    """What somebody typed, safe to stand in a draft, where braces name a figure."""
    return text.replace("{", "｛").replace("}", "｝")
