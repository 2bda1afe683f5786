"""The rooms of the office side, one file per noun."""

from blueprints.console.office import (
    bill_imports,
    bills,
    collections,
    home,
    indicators,
    meters,
    papers,
    reports,
    vehicles,
)

OFFICE = (home, bills, bill_imports, meters, vehicles, indicators, collections, papers, reports)
