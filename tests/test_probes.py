from sqlalchemy import text

import models
from factories import fold


def test_alive_ready_and_counted(app, client):
    http = app.test_client()
    assert http.get("/healthz").json == {"status": "ok"}
    assert http.get("/readyz").json["status"] == "ok"
    client.get("/policy")
    figures = http.get("/metrics").text
    assert 'lvxing_requests_total{status="200",view="policy.show_policy"}' in figures


def test_the_figures_say_how_far_behind_the_boards_are(app, person):
    http = app.test_client()
    person().check_in()
    assert "lvxing_unfolded_rows 1.0" in http.get("/metrics").text
    fold()
    figures = http.get("/metrics").text
    assert "lvxing_unfolded_rows 0.0" in figures
    assert "lvxing_unfolded_seconds 0.0" in figures


def test_not_ready_before_its_tables_are_there(app):
    with models.engine().begin() as connection:
        newest = connection.scalar(text("SELECT version_num FROM alembic_version"))
        connection.execute(text("UPDATE alembic_version SET version_num = 'before'"))
    try:
        answer = app.test_client().get("/readyz")
        assert answer.status_code == 503
        assert "manage.py migrate" in answer.json["reason"]
    finally:
        with models.engine().begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :newest"), {"newest": newest})


def test_every_answer_carries_its_headers(app, client):
    answer = client.get("/policy")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    page = app.test_client().get("/console/sign-in")
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"


def test_unknown_paths_and_methods_have_the_same_envelope(app):
    http = app.test_client()
    assert http.get("/api/v1/nope").json["error"]["code"] == "NOT_FOUND"
    refused = http.put("/api/v1/policy")
    assert (refused.status_code, refused.json["error"]["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert "GET" in refused.headers["Allow"]
