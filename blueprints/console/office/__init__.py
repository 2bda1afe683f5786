"""The rooms of the office side, one file per noun."""

from blueprints.console.office import (
    areas,
    attachments,
    bill_imports,
    bills,
    collections,
    event_sheets,
    events,
    findings,
    home,
    indicators,
    low_carbon_days,
    meters,
    papers,
    reports,
    resolutions,
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
    events,
    event_sheets,
    resolutions,
    low_carbon_days,
)
