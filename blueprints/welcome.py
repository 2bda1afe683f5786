"""The page at ``/``: what this is, and what is where."""

from flask import Blueprint, current_app, render_template

from models import atomic
from services.demonstration import everything as demonstration

bp = Blueprint("welcome", __name__)


@bp.get("/")
def show() -> str:
    is_demonstration = atomic(demonstration.is_demonstration, reading=True)()
    development = current_app.config["SETTINGS"].development
    return render_template("welcome.html", is_demonstration=is_demonstration, development=development)
