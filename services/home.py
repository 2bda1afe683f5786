"""The first page in one call: what can be done today, what it came to, and where one's department stands."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import case, func, select

import clock
from models import CheckIn, Hold, session
from models.hot_path import Identity
from services import absences, carbon, holds, messages, rankings, rules, streaks, subscriptions, working_days
from services.activities import ACTIVITIES, Activity

STREAK_DAYS = 400  # how far back a streak is looked for


class Slot(NamedTuple):
    slot: str
    title: str
    state: str  # open, done, held, withdrawn
    check_in_id: int | None
    points: int


class Card(NamedTuple):
    key: str
    title: str
    invitation: str
    state: str  # open, done, off
    points: int
    entry: str  # the API path that leads to the act, when a slot is not simply tapped
    slots: list[Slot]


class Points(NamedTuple):
    week: int
    total: int


class Grams(NamedTuple):
    value: int | None
    method: str


class Place(NamedTuple):
    rank: int
    of: int
    department: str
    value: float
    metric: str


class Home(NamedTuple):
    day: date
    workday: bool
    provisional: bool
    joined: bool
    activities: list[Card]
    points: Points
    grams: Grams
    streak: int
    standing: Place | None
    unread: int
    ask_templates: list[str]


def show(who: Identity) -> Home:
    """Today's home page of someone bound; before joining, the figures are empty and every card is off."""
    today = clock.today()
    kind = working_days.kind(today)
    return Home(
        today,
        kind.is_workday,
        kind.provisional,
        who.participation_id is not None,
        [card(who, activity, today) for activity in ACTIVITIES.values()],
        points(who, today),
        grams(who),
        streak(who, today),
        standing(who, today),
        messages.unread(who),
        subscriptions.ask_templates(who),
    )


def card(who: Identity, activity: Activity, today: date) -> Card:
    terms = rules.on(activity.key, today, who.rules_revision)
    filled = slots_of(who, activity.key, today)
    slots = [Slot(slot, title, *filled.get(slot, ("open", None, 0))) for slot, title in activity.slots(today)]
    earned = sum(slot.points for slot in slots)
    if terms is None or not terms.is_on or who.participation_id is None:
        state = "off"
    else:
        state = "done" if sum(slot.state == "done" for slot in slots) >= activity.done_when else "open"
    return Card(activity.key, activity.title, activity.invitation, state, earned, activity.entry, slots)


def slots_of(who: Identity, key: str, day: date) -> dict[str, tuple[str, int | None, int]]:
    """Slot → its state, the id of its latest act, and the points it came to."""
    found: dict[str, tuple[str, int | None, int]] = {}
    for row, held in session.execute(
        select(CheckIn, Hold.state)
        .outerjoin(Hold, Hold.check_in_id == CheckIn.id)
        .filter(CheckIn.participation_id == who.participation_id, CheckIn.activity == key, CheckIn.day == day)
        .order_by(func.abs(CheckIn.attempt), CheckIn.attempt.desc())
    ):
        before = found.get(row.slot, ("open", None, 0))
        if row.attempt < 0:
            state = "held" if before[0] == "held" else "withdrawn"
            found[row.slot] = (state, before[1], before[2] + row.points)
        else:
            found[row.slot] = ("held" if held == holds.WAITING else "done", row.id, before[2] + row.points)
    return found


def points(who: Identity, today: date) -> Points:
    monday = today - timedelta(days=today.weekday())
    in_week = case((CheckIn.day >= monday, CheckIn.points), else_=0)
    week, total = session.execute(
        select(func.coalesce(func.sum(in_week), 0), func.coalesce(func.sum(CheckIn.points), 0)).where(
            CheckIn.participation_id == who.participation_id
        )
    ).one()
    return Points(int(week), int(total))


def grams(who: Identity) -> Grams:
    """My grams of CO₂ so far, with the methods they were counted by."""
    rows = session.execute(
        select(CheckIn.carbon_method, func.sum(CheckIn.grams))
        .where(CheckIn.participation_id == who.participation_id, CheckIn.grams.is_not(None))
        .group_by(CheckIn.carbon_method)
    )
    counted = {method: int(total) for method, total in rows if total}
    if not counted:
        return Grams(None, carbon.NO_FIGURE)
    return Grams(sum(counted.values()), carbon.describe_sum(counted))


def streak(who: Identity, today: date) -> int:
    """Working days in a row with at least one act that stands; absences and days off do not break it."""
    since = today - timedelta(days=STREAK_DAYS)
    done = session.scalars(
        select(CheckIn.day)
        .where(CheckIn.participation_id == who.participation_id, CheckIn.day >= since)
        .group_by(CheckIn.day)
        .having(func.sum(case((CheckIn.attempt > 0, 1), else_=-1)) > 0)
    ).all()
    if not done:
        return 0
    workdays = working_days.workdays_between(min(done), today)
    return streaks.streak(set(done), absences.days(who, min(done), today), set(workdays), today)


def standing(who: Identity, today: date) -> Place | None:
    """My department's place on this week's board."""
    if who.employee_id is None:
        return None
    board = rankings.departments("week", today, "participation", mine=who.employee_id)
    return next(
        (
            Place(row.rank, len(board.standings), row.department.name, row.value, board.metric)
            for row in board.standings
            if row.mine
        ),
        None,
    )
