"""The console: Chinese pages for those who run the system, one file per noun. Everything works without script."""

from flask import Blueprint, Flask

from blueprints.console import (
    activities,
    audit_entries,
    bin_imports,
    bin_settings,
    bin_stickers,
    bins,
    calendar_days,
    campaigns,
    compliance,
    departments,
    filters,
    held_acts,
    home,
    managers,
    my_sign_ins,
    objections,
    photos,
    questions,
    rankings,
    refusals,
    reminders,
    roll,
    roll_imports,
    screens,
    sign_ins,
    suggestions,
    waste_items,
)
from blueprints.console.office import OFFICE

NOUNS = (
    home,
    sign_ins,
    roll,
    roll_imports,
    rankings,
    screens,
    activities,
    reminders,
    campaigns,
    bins,
    bin_imports,
    bin_settings,
    bin_stickers,
    held_acts,
    objections,
    photos,
    questions,
    suggestions,
    waste_items,
    audit_entries,
    managers,
    my_sign_ins,
    departments,
    compliance,
    calendar_days,
    *OFFICE,
)

bp = Blueprint("console", __name__, url_prefix="/console")
for noun in NOUNS:
    bp.register_blueprint(noun.bp)
filters.register(bp)
refusals.register(bp)


def register(app: Flask) -> None:
    app.register_blueprint(bp)
