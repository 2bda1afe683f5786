"""What people looked for in vain: words and how often, never by whom, so that the office can add what is missing.

A word that somebody searched once may be about that somebody. So a word is kept as a keyed fingerprint only, and in
characters from the third search on; what stays rare is forgotten after a month.
"""

import re
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import String, bindparam, case, delete, func, or_, select, update

import clock
from errors import NotFound
from models import WasteSearch, session
from services.inserts import insert_once
from services.vault import fingerprint
from services.waste import index as waste_index
from services.waste.guesses import Guess
from services.waste.words import normalise, thing

OFTEN = 3  # searches after which a word is shown
RARE_DAYS, OLD_DAYS = 30, 365
LENGTHS = range(2, 13)  # characters of what may be the name of a thing
MOST = 20_000  # rows; beyond that nothing new is counted
SHOWN = 50
NUMBER = re.compile(r"\d{5}")  # a telephone, identity card or plate is no waste

TABLE = WasteSearch.metadata.tables["waste_searches"]
ONE_MORE = (
    update(TABLE)
    .where(TABLE.c.fingerprint == bindparam("of_word"))
    .values(
        times=TABLE.c.times + 1,
        last_day=bindparam("on_day"),
        word=case((TABLE.c.times + 1 >= OFTEN, bindparam("in_full", type_=String)), else_=None),
    )
    .returning(TABLE.c.id)
)


class Word(NamedTuple):
    id: int
    word: str
    times: int
    last_day: date
    guess: Guess | None


def count(text: str) -> None:
    """Count a search in vain. What cannot be the name of a thing is not counted at all."""
    word = thing(normalise(text))
    if len(word) not in LENGTHS or NUMBER.search(word):
        return
    key, today = fingerprint(word, "waste search"), clock.today()
    if not again(key, word, today) and (session.scalar(select(func.count()).select_from(WasteSearch)) or 0) < MOST:
        insert_once(WasteSearch, fingerprint=key, times=0, last_day=today, is_dismissed=False)
        again(key, word, today)


def again(key: str, word: str, today: date) -> bool:
    """One search more; False when it is the first."""
    values = {"of_word": key, "in_full": word, "on_day": today}
    return session.connection().execute(ONE_MORE, values).first() is not None


def listing() -> list[Word]:
    """The words searched most often and still unknown, with what the model makes of each."""
    index = waste_index.current()
    rows = session.scalars(
        select(WasteSearch)
        .where(WasteSearch.word.is_not(None), WasteSearch.is_dismissed.is_(False))
        .order_by(WasteSearch.times.desc(), WasteSearch.last_day.desc(), WasteSearch.id)
        .limit(SHOWN)
    )
    return [
        Word(row.id, row.word, row.times, row.last_day, index.model.guess(row.word))
        for row in rows
        if row.word and row.word not in index.targets
    ]


def get(search_id: int) -> WasteSearch:
    """Raises NotFound, also for a word that is not to be seen yet."""
    row = session.get(WasteSearch, search_id)
    if row is None or row.word is None:
        raise NotFound("没有找到这个词，可能已经处理过")
    return row


def forget(words: list[str]) -> None:
    """Words that have just been added are no longer searched in vain."""
    keys = [fingerprint(word, "waste search") for word in words]
    session.execute(delete(WasteSearch).where(WasteSearch.fingerprint.in_(keys)))


def forget_old() -> None:
    today = clock.today()
    rare = WasteSearch.word.is_(None) & (WasteSearch.last_day < today - timedelta(days=RARE_DAYS))
    old = WasteSearch.last_day < today - timedelta(days=OLD_DAYS)
    session.execute(delete(WasteSearch).where(or_(rare, old)))
