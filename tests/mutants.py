"""Small wrongs to be done to a copy of the mini-program: one handler, route or field renamed. Each must be noticed."""

import random
import re
import shutil
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from commands.phone_page import SOURCE

SEED = 135
WRONG = "Gone"
# kind → (files, what is renamed: its first group)
KINDS = {
    "handler in a template": ("pages/**/*.wxml", r'\s(?:bind|catch):?\w+="(\w+)"'),
    "handler in a script": ("pages/**/*.js", r"^  (?:async )?((?!on[A-Z]|data\b)\w+)\([^)]*\) \{$"),
    "route of the server": ("**/*.js", r'(?:api\.\w+|write)\([^)\n]*?"/([\w-]+)'),
    "route of a page": ("**/*.js", r'"/?pages/(\w+)/index'),
    "field in a template": ("pages/**/*.wxml", r"\{\{[^}]*?\b\w+\.(\w+)"),
    "field of an answer or a body": ("pages/**/*.js", r"(?<![\w\"'`/{])([a-z]+(?:_[a-z]+)+)(?!\w|\"|'|/|\})"),
}


class Mutant(NamedTuple):
    kind: str
    file: str
    line: int
    name: str
    start: int

    def __str__(self) -> str:
        return f"{self.kind}: {self.file}:{self.line} {self.name}"

    def make(self, folder: Path) -> Path:
        """A copy of the mini-program with this one wrong in it."""
        copy = folder / "miniprogram"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(SOURCE, copy)
        path = copy / self.file
        text = path.read_text(encoding="utf-8")
        end = self.start + len(self.name)
        path.write_text(text[:end] + WRONG + text[end:], encoding="utf-8")
        return copy


def of_kind(kind: str) -> list[Mutant]:
    pattern, wrong = KINDS[kind]
    found = []
    for path in sorted(SOURCE.glob(pattern)):
        text = path.read_text(encoding="utf-8")
        for match in re.finditer(wrong, text, re.MULTILINE):
            line = text.count("\n", 0, match.start(1)) + 1
            found.append(Mutant(kind, path.relative_to(SOURCE).as_posix(), line, match[1], match.start(1)))
    return found


def choose(count: int, seed: int = SEED) -> list[Mutant]:
    """So many, of every kind in turn, always the same ones for a seed."""
    chance = random.Random(seed)
    shuffled = [chance.sample(mutants, len(mutants)) for mutants in map(of_kind, KINDS)]
    return [one for turn in zip_longest(*shuffled) for one in turn if one][:count]
