"""The rules of a round: written and published before anybody may be a candidate; a change is the next version."""

from typing import Any, NamedTuple

from sqlalchemy import select

import clock
from errors import Invalid
from models import AwardRound, AwardRule, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.office.awards import awards
from services.office.awards.awards import CANDIDATES, PERIODS, REVIEW, RULES
from services.printing.font import one_line

LEAST_DAYS, MOST_DAYS, MOST_PLACES = 5, 30, 99
REASON_LENGTH = 4
SIZES = {"title": 60, "issuer": 60}
LONG = {"text": 4000, "conditions": 2000}
NAMES = ("unit_places", "person_places", "days", "text", "conditions")  # what a version holds


class Draft(NamedTuple):
    """What a clerk fills in. ``version`` is the one their page showed; ``reason`` is for rules published before."""

    title: str
    year: int | None
    period: str
    issuer: str
    unit_places: int | None
    person_places: int | None
    days: int | None
    text: str
    conditions: str
    reason: str = ""
    version: int = 0


def make(draft: Draft, actor: Actor) -> AwardRound:
    """A new round, its rules still to be published. Raises Invalid."""
    own, rules = checked(draft)
    require_new(own, None)
    row = AwardRound(**own, created_by=actor.manager_id)
    session.add(row)
    session.flush()
    session.add(AwardRule(round_id=row.id, number=1, actor=actor.name, **rules))
    audit.write(actor, "award.make", row.title, own | {name: rules[name] for name in NAMES[:3]})
    return row


def change(round_id: int, draft: Draft, actor: Actor) -> None:
    """Until the publication. Raises NotFound, Conflict, Invalid, also when somebody changed it meanwhile."""
    row = awards.locked(round_id, draft.version, RULES, CANDIDATES, REVIEW)
    own, rules = checked(draft)
    require_new(own, row.id)
    now, reason = awards.rule(row), one_line(draft.reason)[:200]
    pairs = {name: [getattr(row, name), value] for name, value in own.items()}
    pairs |= {name: [getattr(now, name), value] for name, value in rules.items()}
    changes = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    if not changes:
        return
    if row.rules_on is not None and len(reason) < REASON_LENGTH:
        raise Invalid(fields={"reason": "办法已经公布，修改要写明理由，会作为新版本留存"})
    for name, value in own.items():
        setattr(row, name, value)
    row.version += 1
    write(row, now, rules, reason, actor)
    audit.write(actor, "award.rules", f"{row.title}，第 {awards.rule(row).number} 版", short(changes), reason)


def write(row: AwardRound, now: AwardRule, rules: dict[str, Any], reason: str, actor: Actor) -> None:
    """In place while nobody has seen them, else as the next version."""
    if row.rules_on is None:
        for name, value in rules.items():
            setattr(now, name, value)
        now.actor = actor.name
    elif any(getattr(now, name) != value for name, value in rules.items()):
        session.add(AwardRule(round_id=row.id, number=now.number + 1, reason=reason, actor=actor.name, **rules))
    session.flush()


def checked(draft: Draft) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the round and what its rules hold. Raises Invalid naming every field that is wrong."""
    words = {name: one_line(getattr(draft, name))[:size] for name, size in SIZES.items()}
    long = {name: awards.text(getattr(draft, name), size) for name, size in LONG.items()}
    faults = {name: "请填写" for name, value in words.items() if not value}
    if draft.year is None or not 2000 <= draft.year <= clock.today().year:
        faults["year"] = f"请填 2000 到 {clock.today().year} 之间的年份"
    if draft.period not in PERIODS:
        faults["period"] = "请选择评选的时段"
    for name in ("unit_places", "person_places"):
        if (value := getattr(draft, name)) is None or not 0 <= value <= MOST_PLACES:
            faults[name] = f"请填 0 到 {MOST_PLACES} 的整数，不评的填 0"
    if not faults and not draft.unit_places and not draft.person_places:
        faults["unit_places"] = "科室和职工至少评一类"
    if draft.days is None or not LEAST_DAYS <= draft.days <= MOST_DAYS:
        faults["days"] = f"公示不少于 {LEAST_DAYS} 个工作日，最多 {MOST_DAYS} 个"
    if faults:
        raise Invalid(fields=faults)
    own = words | {"year": draft.year, "period": draft.period}
    numbers = {name: getattr(draft, name) for name in NAMES[:3]}
    return own, numbers | long


def require_new(own: dict[str, Any], round_id: int | None) -> None:
    """Raises Invalid for a second round of the same name."""
    query = select(AwardRound.id).filter_by(title=own["title"], year=own["year"], period=own["period"])
    if session.scalar(query) not in (None, round_id):
        raise Invalid(fields={"title": "这一时段已经有同名的评选"})


def short(changes: dict[str, list]) -> dict[str, list]:
    """As the log keeps it: the words themselves stay in the versions."""
    return {name: ["原文", "新文"] if name in LONG else pair for name, pair in changes.items()}
