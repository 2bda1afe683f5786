"""The console: Chinese pages for those who run the system, one file per noun. Everything works without script."""

from flask import Blueprint, Flask

from blueprints.console import (
    bin_imports,
    bin_settings,
    bin_stickers,
    bins,
    filters,
    held_acts,
    home,
    questions,
    rankings,
    refusals,
    reminders,
    roll,
    roll_imports,
    sign_ins,
    waste_items,
)
from blueprints.console.office import OFFICE

NOUNS = (
    home,
    sign_ins,
    roll,
    roll_imports,
    rankings,
    reminders,
    bins,
    bin_imports,
    bin_settings,
    bin_stickers,
    held_acts,
    questions,
    waste_items,
    *OFFICE,
)

bp = Blueprint("console", __name__, url_prefix="/console")
for noun in NOUNS:
    bp.register_blueprint(noun.bp)
filters.register(bp)
refusals.register(bp)


def register(app: Flask) -> None:
    app.register_blueprint(bp)
