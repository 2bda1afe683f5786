"""Recording a green act, showing a person's own acts, and taking one back. Callers have joined."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from pydantic_core import to_json
from sqlalchemy import select
from sqlalchemy.orm import aliased

import clock
from errors import Conflict, Invalid, NotFound
from models import CheckIn, Hold, hot_path, session
from models.hot_path import Asker, Identity, Latest, NewCheckIn, NotOnRoll
from services import carbon, reversals, rules
from services.activities import Act, Activity, Claim
from services.holds import backfills, holds

BACKFILL_DAYS = 7
HELD = "held"
ATTEMPTS = 5  # how often one slot may be filled anew after withdrawals


class Record(NamedTuple):
    """An act as its owner sees it."""

    id: int
    activity: str
    day: date
    slot: str
    points: int
    grams: int | None
    carbon_method: str
    state: str  # counted, held, withdrawn
    backfilled: bool
    created_at: datetime
    detail: dict


def check_in(who: Identity | Asker, activity: Activity, act: Act) -> tuple[Record, bool]:
    """Record an act; True when it is new, False when the slot already held one, which is then given back.

    Raises Invalid for a day outside the back-fill window, Conflict when the activity is off or a first step is missing.
    """
    today = clock.today()
    day = act.day or today
    is_tried = isinstance(who, Asker) and day == today
    if isinstance(who, Asker):
        made = at_once(who, activity, act, day) if is_tried else None
        if made:
            return made, True
        who = who.known
    require_open_day(who, day, today)
    terms = rules.on(activity.key, day, who.rules_revision)
    if terms is None or not terms.is_on:
        raise Conflict(f"「{activity.title}」目前没有开放", code="ACTIVITY_OFF")
    require_first_step(who, activity, act, day)
    claim = activity.claim(who, act, day, terms.points)
    if day != today:
        claim = backfills.look(who, claim)
    new = prepare(activity, claim, terms, day, is_backfilled=day != today)
    kept = hot_path.latest(who.participation_id, new.activity, new.slot) if is_tried else None
    return insert(who, new, claim, again=act.again, kept=kept)


def at_once(asker: Asker, activity: Activity, act: Act, today: date) -> Record | None:
    """An act of today in one statement, which proves the asker and the rules in hand. None: look closer.

    For plain activities only (``Activity.is_plain``).
    """
    terms = rules.in_hand(activity.key, today)
    if terms is None or not terms.is_on:
        return None
    claim = activity.plain_claim(act, today, terms.points)
    new = prepare(activity, claim, terms, today, is_backfilled=False)
    try:
        new_id = hot_path.insert_at_once(asker.token, rules.revision_in_hand(), new)
    except NotOnRoll:
        raise not_on_roll() from None
    return None if new_id is None else record(new_id, new, "counted", claim.detail)


def prepare(activity: Activity, claim: Claim, terms: rules.Terms, day: date, *, is_backfilled: bool) -> NewCheckIn:
    """The row of a claim, paid by these terms."""
    estimate = carbon.grams(activity.key, claim.detail, terms.factor_set)
    return NewCheckIn(
        activity=activity.key,
        slot=claim.slot,
        attempt=1,
        day=day,
        points=claim.points,
        grams=estimate.grams,
        carbon_method=estimate.method_key,
        rule_version=terms.version,
        detail=to_json(claim.detail).decode(),
        is_backfilled=is_backfilled,
        created_at=clock.now(),
    )


def insert(
    who: Identity, new: NewCheckIn, claim: Claim, *, again: bool, kept: Latest | None = None
) -> tuple[Record, bool]:
    """The row; or, when its slot is taken (``kept``: by what, if that is known already), what the slot holds."""
    try:
        new_id = None if kept else hot_path.insert(who, new)
    except NotOnRoll:
        raise not_on_roll() from None
    if new_id is not None:
        if not claim.doubt:
            return record(new_id, new, "counted", claim.detail), True
        holds.put(new_id, claim.doubt, claim.evidence)
        return record(new_id, new, HELD, claim.detail | {HELD: claim.doubt}), True
    kept = kept or hot_path.latest(who.participation_id, new.activity, new.slot)
    assert kept is not None
    held = holds.of(kept.id) if kept.is_withdrawn else None
    if kept.is_withdrawn and again and held is None and kept.attempt < ATTEMPTS:
        anew = new._replace(attempt=kept.attempt + 1)
        return insert(who, anew, claim._replace(doubt=""), again=True)
    return as_kept(kept, held, new.activity, new.slot), False


def not_on_roll() -> Invalid:
    sentence = "那一天您还不在任何科室的名册上"
    return Invalid(sentence, {"day": sentence})


def in_slot(who: Identity, activity_key: str, slot: str) -> Record | None:
    """What one of my slots holds; None when it was never filled."""
    kept = hot_path.latest(who.participation_id, activity_key, slot)
    if kept is None:
        return None
    return as_kept(kept, holds.of(kept.id) if kept.is_withdrawn else None, activity_key, slot)


def as_kept(kept: Latest, held: Hold | None, activity: str, slot: str) -> Record:
    state, detail = state_of(kept.is_withdrawn, held, kept.detail)
    return Record(
        kept.id, activity, kept.day, slot, kept.points, kept.grams, carbon.describe(kept.carbon_method),
        state, kept.is_backfilled, kept.created_at, detail,
    )  # fmt: skip


def state_of(is_withdrawn: bool, held: Hold | None, detail: dict) -> tuple[str, dict]:
    """What an act is called, and its detail; a held one says there why, and a refused one what was said."""
    if held is not None and held.state == holds.WAITING:
        return HELD, detail | {HELD: held.doubt}
    if held is not None and held.state == holds.REFUSED:
        detail = detail | {"refused": held.reason}
    return "withdrawn" if is_withdrawn else "counted", detail


def record(row_id: int, new: NewCheckIn, state: str, detail: dict) -> Record:
    method = carbon.describe(new.carbon_method)
    return Record(
        row_id, new.activity, new.day, new.slot, new.points, new.grams, method,
        state, new.is_backfilled, new.created_at, detail,
    )  # fmt: skip


def require_open_day(who: Identity, day: date, today: date) -> None:
    """Raises Invalid unless the day is today, or up to a week back.

    Whoever stopped taking part and joined again begins after that day: what they did before has lost its name, and
    nothing could tell whether a slot of it was filled.
    """
    if day == today:
        return
    if day > today:
        raise Invalid(fields={"day": "不能为还没到的日子打卡"})
    if day < today - timedelta(days=BACKFILL_DAYS):
        raise Invalid(fields={"day": f"只能补记最近 {BACKFILL_DAYS} 天"})
    if who.left_on and day <= who.left_on:
        raise Invalid(fields={"day": "只能补记上次退出之后的日子"})


def require_first_step(who: Identity, activity: Activity, act: Act, day: date) -> None:
    """Raises Conflict when the slot that must come first is empty or withdrawn."""
    needed = activity.needs(act, day)
    if needed is None:
        return
    slot, sentence = needed
    kept = hot_path.latest(who.participation_id, activity.key, slot)
    if kept is None or kept.is_withdrawn:
        raise Conflict(sentence, code="FIRST_STEP_MISSING")


def show(row: CheckIn, withdrawn: bool, held: Hold | None = None) -> Record:
    state, detail = state_of(withdrawn, held, row.detail)
    return Record(
        row.id, row.activity, row.day, row.slot, row.points, row.grams, carbon.describe(row.carbon_method),
        state, row.is_backfilled, row.created_at, detail,
    )  # fmt: skip


def withdraw(who: Identity, check_in_id: int) -> Record:
    """Take back one's own act by a reversal. Raises NotFound, Conflict ALREADY_WITHDRAWN."""
    row = session.scalar(select(CheckIn).filter_by(id=check_in_id, participation_id=who.participation_id))
    if row is None or row.attempt < 0 or who.participation_id is None:
        raise NotFound("没有找到这条记录")
    if holds.give_up(row):
        return show(row, withdrawn=True)
    key = {"participation_id": row.participation_id, "activity": row.activity, "slot": row.slot}
    if session.scalar(select(CheckIn.id).filter_by(**key, attempt=-row.attempt)):
        raise Conflict("这条记录已经撤回", code="ALREADY_WITHDRAWN")
    reversals.add(row)
    return show(row, withdrawn=True)


def mine(who: Identity, first: date, last: date, after: int | None, limit: int) -> list[Record]:
    """My acts of the days first..last, newest first, those with an id below ``after`` only."""
    if who.participation_id is None:
        return []
    undone = aliased(CheckIn)
    query = (
        select(CheckIn, undone.id, Hold)
        .outerjoin(Hold, Hold.check_in_id == CheckIn.id)
        .outerjoin(
            undone,
            (undone.participation_id == CheckIn.participation_id)
            & (undone.activity == CheckIn.activity)
            & (undone.slot == CheckIn.slot)
            & (undone.attempt == -CheckIn.attempt),
        )
        .where(CheckIn.participation_id == who.participation_id, CheckIn.attempt > 0)
        .where(Hold.id.is_(None) | (Hold.state != holds.ACCEPTED))  # accepted: the attempt that counts stands for it
        .where(CheckIn.day.between(first, last))
        .order_by(CheckIn.id.desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(CheckIn.id < after)
    return [show(row, reversal is not None, held) for row, reversal, held in session.execute(query)]
