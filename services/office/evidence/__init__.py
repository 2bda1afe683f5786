"""The records that can prove an item of the scoring sheet. A new kind is one file and one entry here."""

from services.office.evidence.base import Choice, Found, Kind
from services.office.evidence.bills import BillMonths
from services.office.evidence.campaigns import Campaigns
from services.office.evidence.events import Events
from services.office.evidence.facts import YearFacts
from services.office.evidence.papers import Papers
from services.office.evidence.reports import Reports
from services.office.evidence.rounds import Findings, Rounds
from services.office.evidence.targets import YearTargets
from services.office.evidence.waste import CollectionMonths

KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Papers(), BillMonths(), YearTargets(), Rounds(), Findings(), CollectionMonths(), Campaigns(), Events(),
        YearFacts(), Reports(),
    )
}  # fmt: skip

__all__ = ["KINDS", "Choice", "Found", "Kind"]
