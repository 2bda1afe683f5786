"""The rooms of the office side, one file per noun."""

from blueprints.console.office import (
    areas,
    attachments,
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

OFFICE = (
    home,
    bills,
    bill_imports,
    meters,
    vehicles,
    indicators,
    areas,
    findings,
    collections,
    papers,
    reports,
    attachments,
)
