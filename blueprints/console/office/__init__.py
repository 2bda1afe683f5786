"""The rooms of the office side, one file per noun."""

from blueprints.console.office import (
    areas,
    assessment,
    assessment_imports,
    attachments,
    bill_imports,
    bills,
    collections,
    evidence,
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
    assessment,
    assessment_imports,
    evidence,
    reports,
    attachments,
)
