"""The console: Chinese pages for those who run the system, one file per noun. Everything works without script."""

from flask import Blueprint, Flask

from blueprints.console import (
    activities,
    bin_imports,
    bin_settings,
    bin_stickers,
    bins,
    campaigns,
    filters,
    held_acts,
    home,
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
)

bp = Blueprint("console", __name__, url_prefix="/console")
for noun in NOUNS:
    bp.register_blueprint(noun.bp)
filters.register(bp)
refusals.register(bp)


def register(app: Flask) -> None:
    app.register_blueprint(bp)
