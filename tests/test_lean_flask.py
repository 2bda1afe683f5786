"""The lean Flask answers as Flask does: both get the same views and the same requests."""

from itertools import product

import pytest
from flask import Flask, Response, after_this_request, request, url_for
from prometheus_client import REGISTRY

from blueprints.figures import CountedFlask
from blueprints.headers import JSON_HEADERS, Answer
from blueprints.lean import LeanFlask

PATHS = [
    "/here", "//here", "/here/", "/he%72e", "/folder", "/folder/", "/things/7", "/things/x", "/things//7",
    "/%E6%A1%B6", "/nowhere", "/here?again=1", "/away", "/",
]  # fmt: skip
HOSTS = ["office.example", "Office.Example:8443", "127.0.0.1:8000", "[::1]:80", "bad host", "a/b", "桶.example", "a..b"]
METHODS = ["GET", "HEAD", "POST", "PUT", "OPTIONS"]


def furnished(app: Flask, answer: type) -> Flask:
    @app.route("/here", methods=["GET", "POST"])
    @app.get("/things/<int:number>", endpoint="thing")
    @app.get("/桶", endpoint="bin")
    def here(number: int = 0):
        seen = f'"{request.method} {request.path} {request.host} {number} {url_for("folder", _external=True)}"'
        return answer(seen.encode(), 200, JSON_HEADERS)

    app.get("/folder/", endpoint="folder")(lambda: "a page")
    app.get("/away", endpoint="away")(lambda: Response(status=303, headers={"Location": url_for("here")}))
    return app


@pytest.fixture(scope="module")
def both():
    return furnished(Flask("plain"), Response), furnished(LeanFlask("lean"), Answer)


def asked(app: Flask, method: str, path: str, **more) -> tuple:
    answer = app.test_client().open(path, method=method, **more)
    return answer.status_code, sorted(answer.headers.items()), answer.get_data()


@pytest.mark.parametrize(("method", "path"), list(product(METHODS, PATHS)))
def test_the_same_answer_on_every_path(both, method, path):
    plain, lean = (asked(app, method, path) for app in both)
    assert lean == plain


@pytest.mark.parametrize(("host", "path"), list(product(HOSTS, ["/here", "/folder", "/things/7"])))
def test_the_same_answer_on_every_host(both, host, path):
    plain, lean = (asked(app, "GET", path, environ_overrides={"HTTP_HOST": host}) for app in both)
    assert lean == plain


def test_the_same_answer_below_a_prefix_and_over_https(both):
    given = {"SCRIPT_NAME": "/lvxing", "wsgi.url_scheme": "https"}
    for path in ("/here", "/folder", "/folder/"):
        plain, lean = (asked(app, "GET", path, environ_overrides=given) for app in both)
        assert lean == plain


def test_what_a_view_left_to_do_is_done():
    app, done = LeanFlask("lean"), []

    @app.get("/")
    def view():
        after_this_request(lambda answer: done.append(answer.status_code) or answer)
        return Answer(b"{}", 201, JSON_HEADERS)

    assert app.test_client().get("/").status_code == 201
    assert done == [201]


def test_hooks_at_the_end_still_run():
    app, ended = LeanFlask("lean"), []
    app.teardown_request(lambda error: ended.append("request"))
    app.teardown_appcontext(lambda error: ended.append("app"))
    app.get("/")(lambda: Answer(b"{}", 200, JSON_HEADERS))
    app.test_client().get("/")
    assert ended == ["request", "app"]


def test_a_defect_is_counted():
    app = CountedFlask("counted")
    app.get("/", endpoint="broken_view")(lambda: 1 / 0)
    assert app.test_client().get("/").status_code == 500
    counted = REGISTRY.get_sample_value("lvxing_requests_total", {"view": "broken_view", "status": "500"})
    assert counted == 1
