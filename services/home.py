"""The first page in one call: what can be done today, what it came to, and where one's department stands."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

import clock
from models import atomic, first_page, in_transaction
from models.first_page import Past
from models.hot_path import Identity
from services import absences, carbon, rules, streaks, working_days
from services.activities import ACTIVITIES, Activity
from services.boards import people as people_rankings
from services.boards import periods, rankings
from services.boards import state as board_state
from services.holds import holds
from services.sending import subscriptions

ASKED = rankings.Question()
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


class Filled(NamedTuple):
    """What a slot holds."""

    state: str
    check_in_id: int | None
    points: int


EMPTY = Filled("open", None, 0)


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
    filled = filled_slots(who, today)
    past = first_page.past(who.participation_id) if who.participation_id else []
    desk = first_page.desk(who.account_id, who.employee_id, today)
    week, total = people_rankings.totals(who.participation_id, periods.span("week", today), periods.EVERYTHING)
    return Home(
        today,
        kind.is_workday,
        kind.provisional,
        who.participation_id is not None,
        [card(who, activity, today, filled) for activity in ACTIVITIES.values()],
        Points(week.points, total.points),
        grams(past),
        streak(who, past, today),
        standing(desk, today),
        desk.unread,
        read(subscriptions.ask_templates, who) if desk.reminder_kinds else [],
    )


def read(work: Callable, *args: Any) -> Any:
    """Now and then something has to be asked for that needs a transaction; the page itself opens none."""
    return work(*args) if in_transaction() else atomic(work, reading=True)(*args)


def card(who: Identity, activity: Activity, today: date, filled: dict[tuple[str, str], Filled]) -> Card:
    terms = rules.on(activity.key, today, who.rules_revision)
    here = [(slot, title, filled.get((activity.key, slot), EMPTY)) for slot, title in activity.slots(today)]
    slots = [Slot(slot, title, *found) for slot, title, found in here]
    earned = sum(slot.points for slot in slots)
    if terms is None or not terms.is_on or who.participation_id is None:
        state = "off"
    else:
        state = "done" if sum(slot.state == "done" for slot in slots) >= activity.done_when else "open"
    return Card(activity.key, activity.title, activity.invitation, state, earned, activity.entry, slots)


def filled_slots(who: Identity, day: date) -> dict[tuple[str, str], Filled]:
    """(activity, slot) → its state, the id of its latest act, and the points it came to."""
    found: dict[tuple[str, str], Filled] = {}
    for row in first_page.slots(who.participation_id, day) if who.participation_id else []:
        before = found.get((row.activity, row.slot), EMPTY)
        if row.attempt < 0:
            state = "held" if before.state == "held" else "withdrawn"
            now = Filled(state, before.check_in_id, before.points + row.points)
        else:
            state = "held" if row.hold == holds.WAITING else "done"
            now = Filled(state, row.id, before.points + row.points)
        found[row.activity, row.slot] = now
    return found


def grams(past: list[Past]) -> Grams:
    """My grams of CO₂ so far, with the methods they were counted by."""
    counted: Counter[str] = Counter()
    for row in past:
        if row.grams:
            counted[row.carbon_method] += int(row.grams)
    methods = {method: total for method, total in counted.items() if total}
    if not methods:
        return Grams(None, carbon.NO_FIGURE)
    return Grams(sum(methods.values()), carbon.describe_sum(methods))


def streak(who: Identity, past: list[Past], today: date) -> int:
    """Working days in a row with at least one act that stands; absences and days off do not break it."""
    since = today - timedelta(days=STREAK_DAYS)
    acts: Counter[date] = Counter()
    for row in past:
        acts[row.day] += int(row.acts)
    done = {day for day, count in acts.items() if count > 0 and day >= since}
    if not done:
        return 0
    workdays = working_days.workdays_between(min(done), today)
    return streaks.streak(done, absences.days(who, min(done), today), set(workdays), today)


def standing(desk: first_page.Desk, today: date) -> Place | None:
    """My department's place on this week's board, as it was last folded."""
    span, state = periods.span("week", today), board_state.of(desk.boards)
    made = rankings.ranked_before(span, ASKED, state)
    if made is None:
        made = read(rankings.ranked, "week", span, ASKED, state)
    at = made.lines.get(desk.department_id) if desk.department_id else None
    if at is None:
        return None
    row = made.standings[at]
    return Place(row.rank, len(made.standings), row.department.name, row.value, ASKED.metric)
