"""What a rule would do: how many it would reach and why not the others. Numbers of people, never who.

Of an audience too small to hide anybody in it nothing is said, and reasons of a few people are told together.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, func, select

import clock
from models import Reminder, session
from services.reminders import forms as reminder_forms
from services.reminders import nudges, obstacles, schedules
from services.reminders import rules as reminder_rules
from services.sending import templates as message_templates

FEWEST = 5
REASONS = {
    "unwanted": "没有勾选这一类提醒",
    "done": "当天已经记录",
    "resting": "本人选了暂时不提醒",
    "quiet": "在本人的安静时段",
    "absent": "请假或不在岗",
    "nudged": "当天已经提醒过",
    "off_roll": "不在职工名册上",
}
OTHERS = "其他原因"
ENDS = ("sent", "wecom", "inbox")
WHAT = case(
    (obstacles.WHY_NOT != "", obstacles.WHY_NOT),
    (obstacles.WAS_NUDGED, "nudged"),
    (obstacles.IS_GRANTED, "sent"),
    (obstacles.BY_WECOM, "wecom"),
    else_="inbox",
)


class Trial(NamedTuple):
    """``at`` None: no day within two months is one of its days. ``audience`` None: too few people to say."""

    at: datetime | None
    audience: int | None
    sent: int
    wecom: int
    inbox: int
    reasons: list[tuple[str, int]]


def of_form(reminder_id: int | None, kind: str, form: Mapping[str, str], wecom: bool) -> Trial:
    """What the rule would do as it is filled in. Nothing is kept. Raises NotFound, Invalid."""
    with session.begin_nested() as attempt:
        row = reminder_rules.find(reminder_id) if reminder_id else reminder_forms.blank(kind)
        reminder_rules.apply(row, form, message_templates.known())
        row.next_run_at = clock.now()
        session.add(row)
        found = run(row, wecom)
        attempt.rollback()
    return found


def run(rule: Reminder, wecom: bool) -> Trial:
    """At the next time it is due, as things stand now."""
    at = schedules.coming(rule, clock.now())
    rule.next_run_at = at or clock.now()
    session.flush()
    if at is None:
        return Trial(None, None, 0, 0, 0, [])
    what = nudges.people(rule).with_only_columns(WHAT.label("what")).subquery()
    rows = session.execute(select(what.c.what, func.count()).group_by(what.c.what), obstacles.moment(at, wecom)).all()
    counts: Counter[str] = Counter(dict(rows))
    del counts["elsewhere"], counts["left"]
    if counts.total() < FEWEST:
        return Trial(at, None, 0, 0, 0, [])
    return Trial(at, counts.total(), counts["sent"], counts["wecom"], counts["inbox"], reasons(counts))


def reasons(counts: Counter[str]) -> list[tuple[str, int]]:
    """By number, the most first; those of fewer than five people as one."""
    why = {REASONS.get(word, OTHERS): people for word, people in counts.items() if word not in ENDS}
    large = [(word, people) for word, people in why.items() if people >= FEWEST]
    few = sum(people for people in why.values() if people < FEWEST)
    return sorted(large, key=lambda each: -each[1]) + ([(OTHERS, few)] if few else [])
