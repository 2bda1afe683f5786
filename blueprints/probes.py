"""For whoever runs the server: is it alive, is it ready, what are its figures; and the API document."""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from blueprints.figures import sending_figures
from blueprints.openapi import document
from config import ROOT
from models import atomic, engine
from services.boards import folding

bp = Blueprint("probes", __name__)

UNFOLDED_ROWS = Gauge("lvxing_unfolded_rows", "Check-ins that are not in the boards yet")
UNFOLDED_SECONDS = Gauge("lvxing_unfolded_seconds", "How long the oldest of them has waited")


@bp.get("/healthz")
def alive() -> Response:
    return jsonify(status="ok")


@bp.get("/readyz")
def ready() -> tuple[Response, int]:
    """200 when the database answers and its tables are those of this version, else 503 and what to do."""
    newest = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
    try:
        with engine().connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError:
        return jsonify(status="down", reason="数据库连不上"), 503
    if current != newest:
        return jsonify(status="down", reason="数据库需要升级：python3 manage.py migrate"), 503
    return jsonify(status="ok", migration=current), 200


@bp.get("/metrics")
def metrics() -> Response:
    """This process's own figures, how far behind the boards are, and those of sending, which another process does."""
    try:
        rows, seconds = atomic(folding.waiting, reading=True)()
        UNFOLDED_ROWS.set(rows)
        UNFOLDED_SECONDS.set(seconds)
    except SQLAlchemyError:
        UNFOLDED_ROWS.set(float("nan"))  # the other figures are wanted most when the database is away
        UNFOLDED_SECONDS.set(float("nan"))
    return Response(generate_latest() + sending_figures(), content_type=CONTENT_TYPE_LATEST)


@bp.get("/api/openapi.json")
def openapi() -> Response:
    return jsonify(document(current_app))
