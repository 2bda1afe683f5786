"""What the office does with what people wrote: accept, assign, put off, reply, decline, take up again.

``MOVES`` is the whole machine; every move is told to the person and kept in the log.
"""

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select

import clock
from errors import Conflict, Invalid
from models import Suggestion, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.suggestions import desk as suggestion_desk
from services.suggestions.desk import STATES, STEPS, Desk
from services.suggestions.suggestions import (
    ACCEPTED,
    DECLINED,
    OPEN,
    RECEIVED,
    REPLIED,
    REPLY_DAYS,
    add_step,
    plain,
    tell,
    workday_after,
)

LONGEST_REPLY = 1000
LATEST = timedelta(days=90)  # no reply is promised for later


class Move(NamedTuple):
    """From which states a move may be made, what it leads to ("" = stays), and whether words must be said."""

    sources: tuple[str, ...]
    target: str
    needs_words: bool


MOVES = {
    "accept": Move((RECEIVED,), ACCEPTED, False),
    "assign": Move(OPEN, "", False),
    "extend": Move((ACCEPTED,), "", True),
    "reply": Move(OPEN, REPLIED, True),
    "decline": Move(OPEN, DECLINED, True),
    "reopen": Move((REPLIED, DECLINED), ACCEPTED, True),
}
SENTENCES = {
    "accept": "您提的意见已受理，我们将在{due}前答复。",
    "assign": "您提的意见已转给具体负责的人办理。",
    "extend": "您提的意见还需要些时间，答复改到{due}前。说明：{words}",
    "reply": "您提的意见有答复了：{words}",
    "decline": "您提的意见没有受理。说明：{words}",
    "reopen": "您提的意见重新办理，我们将在{due}前再次答复。说明：{words}",
}


class Word(NamedTuple):
    """What a manager fills in. ``version`` is the one their page showed."""

    version: int
    text: str = ""
    assignee_id: int | None = None
    due_on: date | None = None


def move(desk: Desk, suggestion_id: int, kind: str, word: Word, actor: Actor) -> None:
    """Make one move of ``MOVES``, tell the person, and keep it in the log.

    Raises NotFound, Conflict for a move its state does not allow, Invalid for what was filled in wrongly, or when
    somebody else has made a step since the page was opened.
    """
    suggestion_desk.get(desk, suggestion_id)
    row = session.scalars(select(Suggestion).filter_by(id=suggestion_id).with_for_update()).one()
    rule = MOVES[kind]
    if word.version != row.version:
        raise Invalid("这条意见刚刚有了新的进展（见下方），请看过再提交；您填的内容还在")
    if row.state not in rule.sources:
        raise Conflict(f"这条意见{STATES[row.state]}，不能{STEPS[kind]}")
    words = plain(word.text)[:LONGEST_REPLY]
    if rule.needs_words and not words:
        raise Invalid(fields={"text": "请写明内容，本人会看到"})
    before = (row.state, row.assignee_id, row.due_on)
    apply(row, kind, rule, word)
    promised = row.due_on if row.state in OPEN and row.due_on != before[2] else None
    step = add_step(row, kind, actor.manager_id, words, promised)
    tell(row, step, SENTENCES[kind].format(due=f"{row.due_on.month}月{row.due_on.day}日", words=words))
    changed = difference(before, (row.state, row.assignee_id, row.due_on))
    audit.write(actor, f"suggestion.{kind}", f"投诉建议 {row.id}", changed, words)


def apply(row: Suggestion, kind: str, rule: Move, word: Word) -> None:
    """The row after a move. Raises Invalid for a day or an assignee that cannot be."""
    today = clock.today()
    if kind in ("accept", "assign"):
        require_assignee(kind, word)
        row.assignee_id = word.assignee_id or row.assignee_id
    if kind in ("accept", "extend", "reopen"):
        row.due_on = promised_day(kind, row, word, today)
    row.state, row.version = rule.target or row.state, row.version + 1
    if kind in ("reply", "decline"):
        row.ended_on, row.is_in_time = today, today <= row.due_on
    if kind == "reopen":
        row.ended_on = row.is_in_time = row.stars = None


def require_assignee(kind: str, word: Word) -> None:
    known = {manager.id for manager in suggestion_desk.assignees()}
    if (kind == "assign" and word.assignee_id is None) or word.assignee_id not in {None, *known}:
        raise Invalid(fields={"assignee": "请选择办理人"})


def promised_day(kind: str, row: Suggestion, word: Word, today: date) -> date:
    if word.due_on is None and kind != "extend":
        return workday_after(today, REPLY_DAYS)
    if word.due_on is None or not today <= word.due_on <= today + LATEST:
        raise Invalid(fields={"due_on": f"请选择今天起 {LATEST.days} 天以内的日期"})
    if kind == "extend" and word.due_on <= row.due_on:
        raise Invalid(fields={"due_on": "延期要晚于现在的期限"})
    return word.due_on


def difference(before: tuple, after: tuple) -> dict:
    """What a move changed, from what to what."""
    names = ("state", "assignee", "due_on")
    return {
        name: [old if name != "due_on" else str(old), new if name != "due_on" else str(new)]
        for name, old, new in zip(names, before, after, strict=True)
        if old != new
    }
