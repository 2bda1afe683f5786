"""Changing what an activity pays: always a new version with a first day, a reason, and an entry in the log.

Points, thresholds and the carbon factor set change from tomorrow at the earliest, so that no day is paid by two rules;
switching an activity on or off may hold from today. Whoever saves on top of somebody else's change is shown it first.
"""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

import clock
from errors import Invalid
from models import Manager, Rule, session
from services import activities, carbon, rules
from services.activities import Activity
from services.audit import trail as audit
from services.audit.trail import Actor
from services.printing.font import one_line
from services.rules import Terms

MOST_POINTS = 100
LATEST = timedelta(days=366)
OFF = "off"  # a factor set whose source has not been seen


class Draft(NamedTuple):
    """What a manager fills in. Numbers are None where none was given; ``version`` is the last one they saw."""

    version: int
    is_on: bool
    points: dict[str, int | None]
    limits: dict[str, int | None]
    factor_set: str
    valid_from: date | None
    reason: str
    has_checked_source: bool = False


class Entry(NamedTuple):
    """A version, what it changed against the one before it, by whom, and why."""

    version: int
    valid_from: date
    is_on: bool
    changes: list[str]
    manager: str
    reason: str
    created_at: datetime


def last_version(activity_key: str) -> int:
    query = select(Rule.version).filter_by(activity=activity_key).order_by(Rule.version.desc()).limit(1)
    return session.scalar(query) or 0


def limits(activity: Activity, terms: Terms) -> dict[str, int]:
    """Every threshold of an activity, as a rule has it."""
    return {**activity.default_limits, **terms.limits}


def planned(activity_key: str, day: date) -> list[Terms]:
    """The rules that come into force after a day, the first first; of one day the last version only."""
    found: dict[date, Terms] = {}
    for terms in rules.read_all().get(activity_key, []):
        if terms.valid_from > day:
            found.setdefault(terms.valid_from, terms)
    return sorted(found.values())


def switch(activity_key: str, is_on: bool, version: int, reason: str, actor: Actor) -> None:
    """On or off from today, all else as it is. Raises NotFound, Invalid."""
    activity = activities.get(activity_key)
    terms = in_force(activity, clock.today())
    revise(
        activity_key,
        Draft(
            version, is_on, dict(terms.points), dict(limits(activity, terms)), terms.factor_set, clock.today(), reason,
            has_checked_source=True,
        ),
        actor,
    )  # fmt: skip


def revise(activity_key: str, draft: Draft, actor: Actor) -> bool:
    """Add the next version; False when nothing differs, and then nothing happens. Raises NotFound, Invalid."""
    activity = activities.get(activity_key)
    session.scalars(select(Rule.id).filter_by(activity=activity_key).order_by(Rule.id).with_for_update()).all()
    last = last_version(activity_key)
    if draft.version != last:
        raise Invalid(fields={"version": "有人刚刚改过这项规则：请看下面他改了什么，再保存；您填的内容还在"})
    require_right(activity, draft)
    assert draft.valid_from is not None
    before = in_force(activity, draft.valid_from)
    changes = differences(activity, before, draft)
    if not changes:
        return False
    require_day(draft.valid_from, changes)
    rules.change(
        activity_key,
        draft.valid_from,
        {key: value or 0 for key, value in draft.points.items()},
        draft.factor_set,
        is_on=draft.is_on,
        limits={key: value or 0 for key, value in draft.limits.items()},
        reason=one_line(draft.reason)[:200],
        manager_id=actor.manager_id,
    )
    session.flush()
    changes["valid_from"] = [str(before.valid_from), str(draft.valid_from)]
    audit.write(actor, "rule.change", f"活动「{activity.title}」第 {last + 1} 版", changes, one_line(draft.reason))
    return True


def in_force(activity: Activity, day: date) -> Terms:
    terms = rules.on(activity.key, day)
    assert terms is not None, "every activity has a rule since FIRST_DAY"
    return terms


def require_right(activity: Activity, draft: Draft) -> None:
    """Raises Invalid."""
    faults = {
        f"points-{key}": f"请填 0 到 {MOST_POINTS} 的整数"
        for key, value in draft.points.items()
        if value is None or not 0 <= value <= MOST_POINTS
    }
    for key, (_, least, most) in activity.limit_words.items():
        value = draft.limits.get(key)
        if value is None or not least <= value <= most:
            faults[f"limits-{key}"] = f"请填 {least} 到 {most} 的整数"
    chosen = carbon.SETS.get(draft.factor_set)
    if chosen is None:
        faults["factor_set"] = "请选择减排口径"
    elif chosen.status == OFF and not draft.has_checked_source:
        faults["has_checked_source"] = "这个口径没有见到原文，核对过来源才能启用"
    today = clock.today()
    if draft.valid_from is None or not today <= draft.valid_from <= today + LATEST:
        faults["valid_from"] = "请选择今天起一年以内的日期"
    if not one_line(draft.reason):
        faults["reason"] = "请写明理由，会记入操作日志和版本记录"
    if faults:
        raise Invalid(fields=faults)


def require_day(day: date, changes: dict) -> None:
    if day == clock.today() and changes.keys() != {"is_on"}:
        raise Invalid(fields={"valid_from": "积分、门槛和口径最早从明天起改，今天已经记下的才不会有两种算法"})


def differences(activity: Activity, before: Terms, draft: Draft) -> dict[str, list[Any]]:
    """Field → [from, to]."""
    pairs: dict[str, list[Any]] = {"is_on": [before.is_on, draft.is_on]}
    pairs |= {f"points.{key}": [before.points.get(key), value] for key, value in draft.points.items()}
    old = limits(activity, before)
    pairs |= {f"limits.{key}": [old.get(key), value] for key, value in draft.limits.items()}
    pairs["factor_set"] = [before.factor_set, draft.factor_set]
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def history(activity: Activity) -> list[Entry]:
    """Every version, the latest first, each against the one with the number before it."""
    query = (
        select(Rule, Manager.name)
        .outerjoin(Manager, Manager.id == Rule.created_by)
        .where(Rule.activity == activity.key)
        .order_by(Rule.version)
    )
    found: list[Entry] = []
    before: Rule | None = None
    for rule, name in session.execute(query):
        said = told(activity, before, rule) if before is not None else ["最初的规则"]
        found.append(
            Entry(rule.version, rule.valid_from, rule.is_on, said, name or "系统", rule.reason, rule.created_at)
        )
        before = rule
    return found[::-1]


def told(activity: Activity, before: Rule, after: Rule) -> list[str]:
    """What one version changed, in words."""
    said = [] if before.is_on == after.is_on else ["启用" if after.is_on else "停用"]
    for key, value in after.points.items():
        if before.points.get(key) != value:
            said.append(f"{activity.price_words.get(key, key)} {before.points.get(key, 0)} → {value} 分")
    old, new = ({**activity.default_limits, **rule.limits} for rule in (before, after))
    for key, (label, *_) in activity.limit_words.items():
        if old.get(key) != new.get(key):
            said.append(f"{label} {old.get(key)} → {new.get(key)}")
    if before.factor_set != after.factor_set:
        said.append(f"减排口径 {set_name(before.factor_set)} → {set_name(after.factor_set)}")
    return said or ["改回原来的规则"]


def set_name(key: str) -> str:
    chosen = carbon.SETS.get(key)
    return f"{chosen.name}（{chosen.year}）" if chosen else key


def why(activity: Activity) -> str:
    """The reason given when the factor set was last chosen; empty for the one an office starts with."""
    query = select(Rule.factor_set, Rule.reason).filter_by(activity=activity.key).order_by(Rule.version)
    chosen, reason = "", ""
    for row in session.execute(query):
        if row.factor_set != chosen:
            chosen, reason = row.factor_set, row.reason
    return reason


def factors(activity: Activity, factor_set: str) -> list[carbon.Factor]:
    """The figures of a set that this activity can use."""
    wanted = set(activity.price_words) | {activity.key}
    return [factor for key, factor in carbon.SETS[factor_set].factors.items() if key in wanted]
