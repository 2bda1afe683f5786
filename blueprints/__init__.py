"""Every blueprint, and how they hang together."""

from flask import Flask
from werkzeug.routing import IntegerConverter

from blueprints import bin_pages, console, mini, phone, photo_checks, probes, wechat_events, welcome
from blueprints.base import through_funnel
from blueprints.refusals import answer_errors


class RowId(IntegerConverter):
    """A row's id in a path: 1 to 2⁵³ − 1, so that neither JavaScript nor the database misreads it."""

    def __init__(self, map):
        super().__init__(map, min=1, max=2**53 - 1)


def register(app: Flask) -> None:
    app.url_map.converters["id"] = RowId
    app.register_blueprint(probes.bp)
    app.register_blueprint(welcome.bp)
    app.register_blueprint(phone.bp)
    app.register_blueprint(bin_pages.bp)
    app.register_blueprint(wechat_events.bp)
    app.register_blueprint(photo_checks.bp)
    mini.register(app)
    console.register(app)
    through_funnel(app)
    answer_errors(app)
