"""Complaints, suggestions and questions as the person who wrote them sees them: every step, every date, a rating.

国办函〔2026〕12号 asks for such a channel: accepted, followed, replied to, rated. It is open to everybody bound to the
roll, whether or not they take part; nobody else sees who wrote an anonymous one. The office's promise is
``ACCEPT_DAYS`` working days until it is accepted and ``REPLY_DAYS`` more until the reply.
"""

import hashlib
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select, update

import clock
from errors import Conflict, Invalid, NotFound
from models import Message, Suggestion, SuggestionStep, session
from models.hot_path import Identity
from services import resends, working_days
from services.boards import rankings
from services.inserts import insert_once
from services.photos import photos

RECEIVED, ACCEPTED, REPLIED, DECLINED = "received", "accepted", "replied", "declined"
OPEN = (RECEIVED, ACCEPTED)
SUBMIT, RATE = "submit", "rate"
ACCEPT_DAYS, REPLY_DAYS = 3, 10
SHORTEST, LONGEST = 5, 1000
KEPT_DAYS = 365  # after its end the link to the person is cut
ERASED = "（本人已要求删除）"


class Step(NamedTuple):
    """What happened, as the person is told: ``due_on`` is the day promised by it."""

    kind: str
    text: str
    due_on: date | None
    created_at: datetime


class Mine(NamedTuple):
    id: int
    kind: str
    text: str
    anonymous: bool
    photo_id: int | None
    state: str
    created_at: datetime
    due_on: date | None
    reply: str | None
    stars: int | None
    steps: list[Step]


def write(
    who: Identity,
    kind: str,
    text: str,
    anonymous: bool,
    photo_id: int | None = None,
    written_on: date | None = None,
) -> tuple[Mine, bool]:
    """Hand one in; the same words, written on the same day, are a repeat. Raises Invalid."""
    words = plain(text)
    if len(words) < SHORTEST:
        raise Invalid(fields={"text": f"请写清楚一些，至少 {SHORTEST} 个字"})
    if photo_id is not None:
        photos.use(who, photo_id, SUBMIT)
    today = clock.today()
    key = hashlib.sha256(f"{resends.day_of(written_on)}\n{words}".encode()).hexdigest()
    fresh = insert_once(
        Suggestion,
        account_id=who.account_id,
        department_id=rankings.department_of(who.employee_id) if who.employee_id else None,
        photo_id=photo_id,
        key=key,
        kind=kind,
        text=words,
        is_anonymous=anonymous,
        state=RECEIVED,
        version=1,
        day=today,
        due_on=workday_after(today, ACCEPT_DAYS),
        created_at=clock.now(),
    )
    row = session.scalars(select(Suggestion).filter_by(account_id=who.account_id, key=key)).one()
    if fresh:
        add_step(row, SUBMIT, None, due_on=row.due_on)
    return show(row, steps_of([row.id]).get(row.id, [])), fresh


def plain(text: str) -> str:
    """Lines of words without other control characters."""
    return "".join(letter for letter in text if letter == "\n" or letter.isprintable()).strip()


def workday_after(day: date, count: int) -> date:
    """The ``count``-th working day after a day."""
    coming = working_days.workdays_between(day + timedelta(days=1), day + timedelta(days=count * 2 + 20))
    return coming[count - 1]


def add_step(
    row: Suggestion, kind: str, manager_id: int | None, text: str = "", due_on: date | None = None
) -> SuggestionStep:
    step = SuggestionStep(suggestion_id=row.id, manager_id=manager_id, kind=kind, text=text, due_on=due_on)
    session.add(step)
    session.flush()
    return step


def listing(who: Identity, after: int | None, limit: int) -> list[Mine]:
    """Mine, newest first, those with an id below ``after`` only."""
    query = select(Suggestion).filter_by(account_id=who.account_id).order_by(Suggestion.id.desc()).limit(limit)
    rows = session.scalars(query if after is None else query.where(Suggestion.id < after)).all()
    steps = steps_of([row.id for row in rows])
    return [show(row, steps.get(row.id, [])) for row in rows]


def steps_of(ids: list[int]) -> dict[int, list[SuggestionStep]]:
    found: dict[int, list[SuggestionStep]] = {}
    query = select(SuggestionStep).where(SuggestionStep.suggestion_id.in_(ids)).order_by(SuggestionStep.id)
    for step in session.scalars(query):
        found.setdefault(step.suggestion_id, []).append(step)
    return found


def show(row: Suggestion, steps: list[SuggestionStep]) -> Mine:
    said = [step.text for step in steps if step.kind in ("reply", "decline")]
    return Mine(
        row.id,
        row.kind,
        row.text,
        row.is_anonymous,
        row.photo_id,
        row.state,
        row.created_at,
        row.due_on if row.state in OPEN else None,
        said[-1] if said and row.state not in OPEN else None,
        row.stars,
        [Step(step.kind, step.text, step.due_on, step.created_at) for step in steps],
    )


def rate(who: Identity, suggestion_id: int, stars: int) -> Mine:
    """Say how good the reply was, once for each reply. Raises NotFound, Conflict."""
    row = session.scalar(select(Suggestion).filter_by(id=suggestion_id, account_id=who.account_id).with_for_update())
    if row is None:
        raise NotFound("没有找到这条建议")
    if row.state not in (REPLIED, DECLINED):
        raise Conflict("答复之后才能评价", code="NOT_REPLIED_YET")
    if row.stars not in (None, stars):
        raise Conflict(f"您已经评过 {row.stars} 星", code="ALREADY_RATED")
    if row.stars is None:
        row.stars, row.version = stars, row.version + 1
        add_step(row, RATE, None, f"{stars} 星")
    return show(row, steps_of([row.id]).get(row.id, []))


def tell(row: Suggestion, step: SuggestionStep, sentence: str) -> None:
    """A word in the inbox, while there is somebody to tell."""
    if row.account_id is None:
        return
    text = sentence if len(sentence) <= 200 else f"{sentence[:199]}…"
    session.add(
        Message(account_id=row.account_id, source=f"suggestion:{step.id}", title="您的意见有了新进展", text=text)
    )


def leave(account_id: int) -> None:
    """Whoever stops taking part is cut from what has ended; what is open they are still owed a reply to."""
    session.execute(
        update(Suggestion)
        .where(Suggestion.account_id == account_id, Suggestion.state.not_in(OPEN))
        .values(account_id=None, department_id=None)
    )


def erase(account_id: int) -> None:
    """Nothing of the person stays, but that there was one more to be counted."""
    mine = Suggestion.account_id == account_id
    session.execute(delete(SuggestionStep).where(SuggestionStep.suggestion_id.in_(select(Suggestion.id).where(mine))))
    session.execute(update(Suggestion).where(mine, Suggestion.state.in_(OPEN)).values(state=DECLINED))
    session.execute(
        update(Suggestion).where(mine).values(account_id=None, department_id=None, photo_id=None, text=ERASED)
    )


def forget_old() -> None:
    """A year after its end nobody needs to know whose it was."""
    old = clock.today() - timedelta(days=KEPT_DAYS)
    session.execute(
        update(Suggestion)
        .where(Suggestion.ended_on < old, Suggestion.account_id.is_not(None))
        .values(account_id=None, department_id=None)
    )


def export(who: Identity) -> list[dict]:
    """Mine, for ``GET /me/export``."""
    return [
        {"kind": one.kind, "text": one.text, "anonymous": one.anonymous, "state": one.state, "stars": one.stars,
         "created_at": str(one.created_at), "steps": [{"kind": step.kind, "text": step.text} for step in one.steps]}
        for one in listing(who, None, 10_000)
    ]  # fmt: skip
