"""The rooms of the office side, one file per noun."""

from blueprints.console.office import (
    areas,
    award_candidates,
    award_decisions,
    award_publications,
    award_reviews,
    awards,
    bill_imports,
    bills,
    collections,
    findings,
    home,
    indicators,
    meters,
    papers,
    reports,
    vehicles,
)

AWARDS = (awards, award_candidates, award_reviews, award_publications, award_decisions)
OFFICE = (
    home, bills, bill_imports, meters, vehicles, indicators, areas, findings, collections, papers, *AWARDS, reports,
)  # fmt: skip
