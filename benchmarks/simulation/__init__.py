"""``manage.py simulate``: a made-up office of any size lives some working days, and says whether this machine does.

``scratch`` a place of its own · ``people`` the staff · ``deeds`` what they do · ``living`` their days, written and
folded · ``front_door`` the product's own, for some of them · ``load``, ``callers``, ``web``, ``folder`` the morning
rush, measured · ``checks`` whether the sums are right · ``verdict``, ``report`` what the terminal says.
"""

from benchmarks.simulation import checks, living, load, people, verdict
from benchmarks.simulation.findings import Findings, Plan, calendar
from commands import migrate
from commands.progress import Progress
from config import Config
from models import engine, transaction
from scheduler import __main__ as scheduler
from services import reference, working_days


def run(plan: Plan, config: Config) -> Findings:
    """Everything, in the empty database of ``config``, which is left connected and full. Raises ConfigError."""
    station = scheduler.station(config, tick=20.0)
    is_sqlite = engine().dialect.name == "sqlite"
    if is_sqlite:
        verdict.require_room(plan)
    migrate.upgrade(engine())
    days = calendar(plan)
    living.begin(days[0])
    with transaction():
        reference.load()
        official_until = working_days.official_until()
    office = people.make(plan, days[0], Progress("编造职工", plan.staff))
    found = Findings(plan, office, days[:-1], days[-1], is_sqlite, official_until)
    living.live(found, station, config)
    found.round = load.plan_round(found)
    found.extra = people.join(found)
    load.measure(found, config)
    checks.check(found)
    return found
