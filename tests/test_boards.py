"""Every board against plain Python: any order of acts, withdrawals, moves, joins, leaves, folds and kills.

The oracle keeps lists and adds them up; it shares no line with the product's SQL. Departments have at least nine
people here, so that their figures are shown as they are (tests/test_disclosure.py is about the smaller ones).
"""

import os
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, insert, update

import models
from factories import fold, grow, make_person
from models import Employee, Posting, atomic, session, transaction
from services.audit import trail as audit
from services.boards import folding, periods, refolding
from services.campaigns import boards as campaign_boards
from services.compliance import switches

START = date(2026, 2, 25)  # a Wednesday: weeks, months and the back-fill window are crossed
FACTOR = {"甲科": 9, "乙科": 10, "丙科": 12}
DEPARTMENTS = tuple(FACTOR)
CAMPAIGN = (7, date(2026, 2, 27), date(2026, 3, 3))
MODES = (("bike", "1-3km"), ("bus", "5km+"), ("carpool", "5km+"))
EXAMPLES = int(os.environ.get("LVXING_BOARD_EXAMPLES") or 12)
KINDS = ("week", "month", "quarter", "year", "campaign")


class Killed(Exception):
    """Stands for a process that is gone: its transaction ends with its connection."""


@dataclass
class Act:
    id: int
    part: int
    department: str
    day: date
    points: int
    grams: int
    stands: bool = True


@dataclass
class Somebody:
    client: object
    part: int | None  # a number for each time they joined; None when they do not take part
    stays: list = field(default_factory=list)  # (from day, department)
    listed: bool = False
    left_on: date | None = None
    acts: list = field(default_factory=list)

    def department_on(self, day):
        return [department for since, department in self.stays if since <= day][-1]


class Oracle:
    """The office in lists."""

    def __init__(self, app):
        self.app, self.today = app, START
        self.people, self.acts, self.parts = [], [], 0
        self.names = {}
        with transaction():
            switches.turn(switches.PEOPLE_BOARD, True, "自愿报名", audit.COMMAND_LINE)
            self.ids = {name: grow(name) for name in DEPARTMENTS}
            background(self.ids)
        for name in DEPARTMENTS:
            client = make_person(app, department=name, name=f"{name}员")
            self.people.append(Somebody(client, self.new_part(), [(date(2020, 1, 1), name)]))

    def new_part(self):
        self.parts += 1
        return self.parts

    # What happens

    def act(self, who, mode, back, direction):
        day = self.today - timedelta(days=back)
        body = {"mode": MODES[mode][0], "band": MODES[mode][1], "direction": ("to_work", "to_home")[direction]}
        body |= {"again": True} | ({"day": str(day)} if back else {})
        answer = who.client.check_in(**body)
        if answer.status_code == 201:
            told = answer.json["data"]
            act = Act(told["id"], who.part, who.department_on(day), day, told["points"], told["grams"] or 0)
            self.acts.append(act)
            who.acts.append(act)

    def withdraw(self, who, which):
        standing = [act for act in who.acts if act.stands and act.part == who.part]
        if standing and who.part:
            act = standing[which % len(standing)]
            assert who.client.post(f"/check-ins/{act.id}/withdrawal").status_code == 200
            act.stands = False

    def move(self, who, department):
        if who.stays[-1][0] == self.today or who.stays[-1][1] == department:
            return
        who.stays.append((self.today, department))
        with transaction():
            at = {"employee_id": who.client.employee_id}
            still = Posting.to_day.is_(None)
            session.execute(update(Posting).filter_by(**at).where(still).values(to_day=self.today))
            session.add(Posting(**at, department_id=self.ids[department], from_day=self.today))

    def leave(self, who):
        if who.part:
            assert who.client.delete("/participation").status_code == 204
            who.part, who.listed, who.left_on = None, False, self.today

    def join(self, who, listed):
        if who.part is None and who.left_on != self.today:
            version = who.client.get("/policy").json["data"]["version"]
            answer = who.client.post("/participation", {"policy_version": version, "on_people_board": listed})
            assert answer.status_code == 201
            who.part, who.listed = self.new_part(), listed

    def opt(self, who, listed):
        if who.part:
            assert who.client.patch("/me", {"on_people_board": listed}).status_code == 200
            who.listed = listed

    # What should come of it

    def span(self, kind):
        if kind == "campaign":
            return CAMPAIGN[1:]
        if kind == "week":
            monday = self.today - timedelta(days=self.today.weekday())
            return monday, monday + timedelta(days=6)
        first = self.today.replace(day=1) if kind == "month" else date(2026, 1, 1)
        last = {"month": (first + timedelta(days=31)).replace(day=1) - timedelta(days=1), "quarter": date(2026, 3, 31)}
        return first, last.get(kind, date(2026, 12, 31))

    def during(self, kind):
        first, last = self.span(kind)
        return [act for act in self.acts if act.stands and first <= act.day <= last]

    def roll(self, department, kind):
        first, last = self.span(kind)
        days = [first + timedelta(days=n) for n in range((min(last, self.today) - first).days + 1)]
        here = sum(who.department_on(day) == department for who in self.people for day in days)
        return FACTOR[department] + Fraction(here, len(days))

    def departments(self, kind):
        found = {}
        for name in DEPARTMENTS:
            acts = [act for act in self.during(kind) if act.department == name]
            people = {act.part for act in acts}
            sums = (sum(act.points for act in acts), sum(act.grams for act in acts), len(people))
            found[name] = (*sums, round(float(self.roll(name, kind)), 1))
        return found

    def points(self, kind):
        """By part, those with an act that stands."""
        found = defaultdict(int)
        for act in self.during(kind):
            found[act.part] += act.points
        return dict(found)


def background(ids):
    """People on the roll who are only counted."""
    rows = [(name, number) for name, size in FACTOR.items() for number in range(size)]
    session.execute(
        insert(Employee),
        [{"employee_no": f"X{name}{n}", "name": "某某", "pinyin": "", "came_on": date(2020, 1, 1)} for name, n in rows],
    )
    known = dict(session.query(Employee.employee_no, Employee.id).filter(Employee.name == "某某").all())
    places = [(known[f"X{name}{n}"], ids[name]) for name, n in rows]
    session.execute(
        insert(Posting),
        [{"employee_id": who, "department_id": where, "from_day": date(2020, 1, 1)} for who, where in places],
    )


def killed_fold(most, statement):
    """Fold, and die before the n-th statement."""
    seen = 0

    def die(*_):
        nonlocal seen
        seen += 1
        if seen > statement:
            raise Killed

    event.listen(models.engine(), "before_cursor_execute", die)
    try:
        atomic(folding.fold)(most)
    except Killed:
        pass
    finally:
        event.remove(models.engine(), "before_cursor_execute", die)


PERSON = st.integers(0, len(DEPARTMENTS) - 1)
STEP = st.one_of(
    st.tuples(st.just("act"), PERSON, st.integers(0, 2), st.sampled_from((0, 0, 0, 1, 3, 7)), st.integers(0, 1)),
    st.tuples(st.just("act"), PERSON, st.integers(0, 2), st.just(0), st.integers(0, 1)),
    st.tuples(st.just("withdraw"), PERSON, st.integers(0, 20)),
    st.tuples(st.just("move"), PERSON, st.sampled_from(DEPARTMENTS)),
    st.tuples(st.just("leave"), PERSON),
    st.tuples(st.just("join"), PERSON, st.booleans()),
    st.tuples(st.just("opt"), PERSON, st.booleans()),
    st.tuples(st.just("fold"), st.integers(1, 4)),
    st.tuples(st.just("kill"), st.integers(1, 4), st.integers(0, 25)),
    st.tuples(st.just("kill"), st.integers(1, 4), st.integers(2, 9)),
    st.tuples(st.just("rebuild"), st.sampled_from(KINDS[:4])),
    st.tuples(st.just("campaign")),
    st.tuples(st.just("day"), st.integers(1, 3)),
)


def take(oracle, step, clock):
    name, *given_ = step
    if name == "fold":
        atomic(folding.fold)(*given_)
    elif name == "kill":
        killed_fold(*given_)
    elif name == "rebuild":
        atomic(refolding.rebuild)(periods.span(given_[0], oracle.today))
    elif name == "campaign":
        atomic(campaign_boards.keep)(*CAMPAIGN)
    elif name == "day":
        oracle.today += timedelta(days=given_[0])
        clock.move_to(f"{oracle.today}T02:00:00Z")
    else:
        getattr(oracle, name)(oracle.people[given_[0]], *given_[1:])


def wipe():
    """Everything but what every office has."""
    keep = {"audit_entries", "settings", "rules", "reminders", "questions", "alembic_version", "waste_items"}
    session.remove()
    with transaction():
        for table in reversed(models.Base.metadata.sorted_tables):
            if table.name not in keep:
                session.execute(table.delete())


@settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=5, max_size=30))
def play(app, steps):
    wipe()
    with time_machine.travel(f"{START}T02:00:00Z", tick=False) as clock:
        oracle = Oracle(app)
        for step in steps:
            take(oracle, step, clock)
            session.remove()
        own_figures_are_right_at_once(oracle)
        fold()
        atomic(campaign_boards.keep)(*CAMPAIGN)
        for kind in KINDS:
            departments_are_right(oracle, kind)
        for kind in KINDS[:4]:
            people_are_right(oracle, kind)
        wrong = [found for found in refolding.each(refolding.check, lambda done, of: None) if found.wrong]
        assert wrong == []


def own_figures_are_right_at_once(oracle):
    """Before anything more is folded."""
    for who in oracle.people:
        if who.part:
            home = who.client.get("/home").json["data"]["points"]
            total = sum(act.points for act in who.acts if act.stands and act.part == who.part)
            assert home == {"week": oracle.points("week").get(who.part, 0), "total": total}
            me = who.client.get("/rankings/people?period=month").json["data"]["me"]
            assert me["points"] == oracle.points("month").get(who.part, 0)


def departments_are_right(oracle, kind):
    somebody = oracle.people[0].client
    query = f"period={kind}&metric=participation" + ("&campaign=7" if kind == "campaign" else "")
    if kind == "campaign" and oracle.today < CAMPAIGN[1]:
        return
    told = somebody.get(f"/rankings/departments?{query}").json["data"]["standings"]
    shown = {row["department"]["name"]: (row["points"], row["grams"], row["participants"], row["roll"]) for row in told}
    assert shown == oracle.departments(kind)
    values = [min(people / oracle.roll(name, kind), 1) for name, (_, _, people, _) in oracle.departments(kind).items()]
    assert [row["value"] for row in told] == [round(float(value), 4) for value in sorted(values, reverse=True)]
    assert [row["rank"] for row in told] == [
        1 + sum(other > value for other in values) for value in sorted(values)[::-1]
    ]


def people_are_right(oracle, kind):
    points = oracle.points(kind)
    on_board = sorted((points[who.part] for who in oracle.people if who.listed and who.part in points), reverse=True)
    for who in oracle.people:
        if who.part:
            told = who.client.get(f"/rankings/people?period={kind}").json["data"]
            assert [row["points"] for row in told["standings"]] == on_board
            others = [total for part, total in points.items() if part != who.part]
            ahead = sum(total < points.get(who.part, 0) for total in others)
            assert told["me"]["ahead_of"] == (round(ahead / len(others), 4) if others else 0.0)


def test_every_board_equals_plain_python(app):
    play(app)
