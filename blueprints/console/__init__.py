"""The console: Chinese pages for those who run the system, one file per noun. Everything works without script."""

from flask import Blueprint, Flask

from blueprints.console import filters, home, rankings, refusals, reminders, roll, roll_imports, sign_ins, waste_items

NOUNS = (home, sign_ins, roll, roll_imports, rankings, reminders, waste_items)

bp = Blueprint("console", __name__, url_prefix="/console")
for noun in NOUNS:
    bp.register_blueprint(noun.bp)
filters.register(bp)
refusals.register(bp)


def register(app: Flask) -> None:
    app.register_blueprint(bp)
