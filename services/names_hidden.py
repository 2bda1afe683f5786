"""Names of people, telephone and identity-card numbers taken out of a paper that leaves the office.

Every full name of the roll and of the console counts, whether its owner takes part or not, also with spaces in it.
A name of two characters may be an ordinary word as well: it is taken out all the same, since the paper must hold.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select

from models import Employee, Manager, session
from services.audit.trail import PRIVATE
from services.managers.sign_ins import FIRST_OWNER
from services.word.drafts import Block, Draft, Heading, Note, Paragraph, Picture, Piece, Signature, Table

HIDDEN, NUMBER = "（姓名略）", "（号码略）"
SHORTEST = 2
POSTS = frozenset({FIRST_OWNER, "负责人", "管理员"})  # what an account is called that stands for a post
SPACED_PHONE = re.compile(r"(?<!\d)1[3-9]\d[ -]\d{4}[ -]?\d{4}(?!\d)")


class Hider(NamedTuple):
    """``names`` are looked up, not tried one by one: a roll of 100,000 costs no more than one of ten."""

    names: frozenset[str]
    lengths: tuple[int, ...]

    def text(self, words: str) -> str:
        words = SPACED_PHONE.sub(NUMBER, PRIVATE.sub(NUMBER, words))
        found, place = [], 0
        while place < len(words):
            end = self.name_at(words, place)
            found.append(HIDDEN if end else words[place])
            place = end or place + 1
        return "".join(found)

    def name_at(self, words: str, place: int) -> int:
        """Where the longest name that begins here ends; 0 when none does."""
        letters, best, at = "", 0, place
        while at < len(words) and len(letters) < self.lengths[-1]:
            if not words[at].isspace():
                letters += words[at]
                if len(letters) in self.lengths and letters in self.names:
                    best = at + 1
            elif at == place:
                return 0
            at += 1
        return best

    def draft(self, draft: Draft) -> Draft:
        """The same draft with every word of it gone through; figures stay."""
        draft.title = self.text(draft.title)
        draft.blocks = [self.block(one) for one in draft.blocks]
        return draft

    def block(self, block: Block) -> Block:
        if isinstance(block, Heading):
            return Heading(block.level, self.text(block.words))
        if isinstance(block, Note):
            return Note(self.text(block.words))
        if isinstance(block, Paragraph):
            return Paragraph(self.pieces(block.pieces))
        if isinstance(block, Picture):
            return block._replace(caption=self.text(block.caption), words=self.text(block.words))
        if isinstance(block, Signature):
            return block._replace(issuer=self.text(block.issuer))
        rows = tuple(tuple(self.pieces(cell) for cell in row) for row in block.rows)
        return Table(tuple(map(self.text, block.titles)), rows, self.text(block.caption))

    def pieces(self, pieces: Iterable[Piece]) -> tuple[Piece, ...]:
        return tuple(self.text(piece) if isinstance(piece, str) else piece for piece in pieces)


def hider() -> Hider:
    """For the roll as it is now, people who have left included."""
    found = {"".join(name.split()) for of in (Employee, Manager) for name in session.scalars(select(of.name))}
    names = frozenset(name for name in found - POSTS if len(name) >= SHORTEST)
    return Hider(names, tuple(sorted({len(name) for name in names})) or (0,))
