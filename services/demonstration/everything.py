"""A made-up office for a first look: about a dozen departments, 300 people, eight weeks of plausible acts.

Nobody in it exists. It is only ever put into an empty database, and ``settings.demonstration`` says so on every page.
"""

import random
from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import insert, select

import clock
from models import Account, CheckIn, Department, Employee, Participation, Posting, Setting, session
from services import pinyin, policy, vault, working_days
from services.demonstration import assessment as demonstration_assessment
from services.demonstration import awards as demonstration_awards
from services.demonstration import bins as demonstration_bins
from services.demonstration import campaigns as demonstration_campaigns
from services.demonstration import events as demonstration_events
from services.demonstration import habits
from services.demonstration import office as demonstration_office
from services.demonstration import reviews as demonstration_reviews
from services.demonstration import rounds as demonstration_rounds
from services.demonstration import suggestions as demonstration_suggestions
from services.demonstration.habits import Habit, row_of

WEEKS = 8
SEED = 20260305
MARK = "demonstration"
OFFICE = {
    "县政府办公室/秘书科": (38, 0.82),
    "县政府办公室/综合科": (24, 0.67),
    "县政府办公室/行政科": (31, 0.58),
    "县机关事务服务中心/节能科": (27, 0.93),
    "县机关事务服务中心/后勤科": (42, 0.71),
    "县机关事务服务中心/资产科": (12, 0.75),
    "县财政局/预算科": (36, 0.61),
    "县财政局/国库科": (18, 0.78),
    "县发展和改革局/综合科": (29, 0.52),
    "县发展和改革局/能源科": (22, 0.86),
    "县档案馆/保管利用科": (14, 0.64),
    "县档案馆/编研科": (4, 0.75),
    "县信访局/督查科": (3, 0.67),
}


def is_demonstration() -> bool:
    return bool(session.scalar(select(Setting.value).filter_by(key=MARK)))


def make(progress: Callable[[int, int], None] = lambda done, of: None) -> bool:
    """Fill an empty database; False when somebody is on the roll already. One transaction, same office every time."""
    if session.scalar(select(Employee.id).limit(1)) is not None:
        return False
    chance = random.Random(SEED)
    session.add(Setting(key=MARK, value=True))
    demonstration_bins.make()
    demonstration_office.make()
    start = clock.today() - timedelta(weeks=WEEKS)
    people = [habit for path, (size, share) in OFFICE.items() for habit in staff(chance, path, size, share, start)]
    demonstration_rounds.make()
    demonstration_events.make()
    days = working_days.workdays_between(start, clock.today())
    for done, day in enumerate(days, start=1):
        rows = [row for habit in people for row in acts_of(chance, habit, day)]
        if rows:
            session.execute(insert(CheckIn), rows)
        progress(done, len(days))
    demonstration_campaigns.make(start)
    demonstration_assessment.make()
    demonstration_suggestions.make()
    demonstration_awards.make()
    demonstration_reviews.make()
    return True


def staff(chance: random.Random, path: str, size: int, share: float, start: date) -> list[Habit]:
    """Put a department and its people on the roll; some of them take part."""
    department_id = department(path)
    first = (session.scalar(select(Employee.id).order_by(Employee.id.desc()).limit(1)) or 0) + 1
    joined = []
    for offset in range(size):
        name = habits.name(chance)
        came_on = start - timedelta(days=chance.randrange(30, 4000))
        employee = Employee(
            employee_no=f"D{first + offset:04}", name=name, pinyin=pinyin.sort_key(name), came_on=came_on
        )
        session.add(employee)
        session.flush()
        session.add(Posting(employee_id=employee.id, department_id=department_id, from_day=came_on))
        if 0 < offset < 1 + round((size - 1) * share):
            joined.append(take_part(chance, employee, department_id, start))
    return joined


def department(path: str) -> int:
    """The id of a department, made together with the units above it."""
    found = session.scalar(select(Department.id).filter_by(path=path))
    if found is not None:
        return found
    above, _, name = path.rpartition("/")
    row = Department(path=path, name=name, pinyin=pinyin.sort_key(path), parent_id=department(above) if above else None)
    session.add(row)
    session.flush()
    return row.id


def take_part(chance: random.Random, employee: Employee, department_id: int, start: date) -> Habit:
    openid = f"o-made-up-{employee.employee_no}"
    openid_hash = vault.fingerprint(openid, "openid")
    account = Account(
        openid_hash=openid_hash,
        openid_sealed=vault.seal(openid, f"openid:{openid_hash}"),
        employee_id=employee.id,
        reminder_kinds=["commute"] if chance.random() < 0.5 else [],
    )
    session.add(account)
    session.flush()
    joined_on = start + timedelta(days=int(chance.triangular(0, 7 * WEEKS - 7, 3)))
    part = Participation(
        account_id=account.id,
        policy_version=policy.current().version,
        joined_on=joined_on,
        joined_at=clock.at(joined_on, time(9)),
    )
    session.add(part)
    session.flush()
    mode, band = habits.way(chance)
    return Habit(part.id, department_id, joined_on, chance.betavariate(4, 2), mode, band)


def acts_of(chance: random.Random, habit: Habit, day: date) -> Iterator[dict[str, Any]]:
    """What one person did on one day, as rows; nothing before joining and nothing in the future."""
    if day < habit.joined_on:
        return
    for key, act, wall, often in chances(habit):
        if chance.random() < often * habit.eager:
            at = clock.at(day, wall) + timedelta(seconds=chance.randrange(1800))
            if at <= clock.now():
                yield row_of(habit, key, act, day, at)


def chances(habit: Habit) -> list[tuple[str, dict[str, str], time, float]]:
    trip = {"mode": habit.mode, "band": habit.band}
    return [
        ("green_commute", {"direction": "to_work"} | trip, time(7, 50), 0.95),
        ("green_commute", {"direction": "to_home"} | trip, time(17, 40), 0.75),
        ("clean_plate", {"meal": "lunch", "step": "pledge"}, time(11, 30), 0.6),
        ("lights_out", {}, time(17, 20), 0.7),
    ]
