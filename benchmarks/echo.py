"""The floor: Flask answering a POST with the JSON it was sent. ``app`` is WSGI."""

from flask import Flask, Response, jsonify, request

PATH = "/echo"
app = Flask(__name__)


@app.post(PATH)
def echo() -> tuple[Response, int]:
    return jsonify(request.get_json()), 201


def application(url: str) -> Flask:
    """As ``product.application``, with no use for a database."""
    return app
