"""Somebody's acts at bins: what they did today, when the next one may be, and the question for it."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import select

import clock
from errors import Conflict
from models import Bin, CheckIn, Participation, session
from models.hot_path import Identity
from services import rules
from services.bins import bins
from services.bins import questions as bin_questions
from services.bins.questions import Choice, Question
from services.waste import classes as waste_classes

ACTIVITY = "bin_sorting"
FAR_BINS = "far_bins"
A_DAY = 3
LIMITS = {"at_one_bin": 2, "apart": 10}  # times a day, minutes; the office may set others
FAR = timedelta(minutes=30)  # less than this between two compounds is not walked
ONE_DAY = timedelta(days=1)


class Category(NamedTuple):
    category: str
    label: str


class Asked(NamedTuple):
    """A question without its answer."""

    id: str
    text: str
    choices: list[Choice]


class Visit(NamedTuple):
    """What a scanned code opens. ``opens_at`` is when the next act may be, None for now; ``note`` says why not now."""

    code: str
    place: str
    categories: list[Category]
    question: Asked
    opens_at: datetime | None
    note: str


def visit(who: Identity, code: str) -> Visit:
    """Raises NotFound BIN_UNKNOWN, Gone."""
    row = bins.find(code)
    acts = lately(who)
    labels = waste_classes.labels()
    closed = obstacle(acts, row.code, limits(who))
    asked = Asked(*question(who, row, acts, labels)[:3])
    kinds = [Category(key, labels[key]) for key in row.categories]
    opens = opens_at(closed) if closed else None
    return Visit(row.code, bins.where(row), kinds, asked, opens, str(closed or ""))


def lately(who: Identity) -> list[CheckIn]:
    """The person's acts at bins of yesterday and today, the first first; an act taken back has used its turn too."""
    today = clock.today()
    slots = [slot(day, turn) for day in (today - ONE_DAY, today) for turn in range(1, A_DAY + 1)]
    query = select(CheckIn).filter_by(participation_id=who.participation_id, activity=ACTIVITY, attempt=1)
    return list(session.scalars(query.where(CheckIn.slot.in_(slots)).order_by(CheckIn.id)))


def slot(day: date, turn: int) -> str:
    return f"{day}:{turn}"


def one_at_a_time(who: Identity) -> None:
    """Whoever taps twice at once is served one tap after the other, so that each sees what came before."""
    session.execute(select(Participation.id).filter_by(id=who.participation_id).with_for_update(key_share=True))


def todays(acts: Sequence[CheckIn]) -> list[CheckIn]:
    today = clock.today()
    return [act for act in acts if act.day == today]


def question(who: Identity, row: Bin, acts: Sequence[CheckIn], labels: dict[str, str]) -> Question:
    return bin_questions.draw(row, who.participation_id or 0, clock.today(), len(todays(acts)) + 1, labels)


def limits(who: Identity) -> dict[str, int]:
    """The thresholds in force today."""
    terms = rules.on(ACTIVITY, clock.today(), who.rules_revision)
    return LIMITS | (terms.limits if terms else {})


def obstacle(acts: Sequence[CheckIn], code: str, limits: dict[str, int]) -> Conflict | None:
    """Why the next act cannot be now: BIN_LIMIT or BIN_TOO_SOON, with when it opens again."""
    done = todays(acts)
    midnight = clock.at(clock.today() + ONE_DAY, time())
    if len(done) >= A_DAY:
        return refusal("BIN_LIMIT", f"今天的 {A_DAY} 次已经记完，明天再来", midnight)
    if sum(act.detail["bin"] == code for act in done) >= limits["at_one_bin"]:
        return refusal("BIN_LIMIT", f"这个桶今天已记 {limits['at_one_bin']} 次，换一个桶，或者明天再来", midnight)
    opens = acts[-1].created_at + timedelta(minutes=limits["apart"]) if acts else clock.now()
    if clock.now() < opens:
        return refusal("BIN_TOO_SOON", f"刚刚记过一次，{clock.local(opens):%H:%M} 以后再来", opens)
    return None


def refusal(code: str, sentence: str, opens: datetime) -> Conflict:
    """``opens_at`` among the fields is an instant of RFC 3339; Retry-After says the same in seconds."""
    wait = max(1, -int((clock.now() - opens).total_seconds() // 1))
    fields = {"opens_at": clock.local(opens).isoformat(timespec="seconds")}
    return Conflict(sentence, fields, code=code, retry_after=wait)


def opens_at(closed: Conflict) -> datetime:
    return datetime.fromisoformat(closed.fields["opens_at"])


def doubt(acts: Sequence[CheckIn], row: Bin) -> str:
    """What makes an act impossible as it is told; empty when nothing does."""
    if not acts or clock.now() >= acts[-1].created_at + FAR:
        return ""
    last, here = acts[-1].detail["area"], row.area
    if not last or not here or last == here:
        return ""
    minutes = int((clock.now() - acts[-1].created_at).total_seconds() // 60)
    return f"{minutes} 分钟前您在{last}投放，现在在{here}；两处相隔较远，核实后计分"
