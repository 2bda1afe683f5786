"""The document is valid, and the product keeps every word of it."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import validate

from config import ROOT

DOCUMENT = "/api/openapi.json"
CONFIG = schemathesis.Config.from_path(ROOT / "schemathesis.toml")


def test_the_document_is_valid(app):
    document = app.test_client().get(DOCUMENT).json
    validate(document)
    assert document["openapi"] == "3.1.0"
    assert "/api/v1/activities/green_commute/check-ins" in document["paths"]


def test_every_list_has_a_cursor(app, person):
    document = app.test_client().get(DOCUMENT).json
    lists = []
    for path, operations in document["paths"].items():
        shape = operations.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        schema = shape.get("application/json", {}).get("schema", {})
        if schema.get("properties", {}).get("data", {}).get("type") == "array":
            assert "next" in schema["required"], path
            lists.append(path)
    assert "/api/v1/absences" in lists
    one = person()
    for path in lists:
        if "{" not in path:
            assert one.get(path.removeprefix("/api/v1")).json["next"] is None, path


@pytest.mark.parametrize("caller", ["joined", "stranger"])
def test_no_request_gets_an_answer_that_was_not_promised(app, person, caller):
    one = person()
    headers = {"Authorization": f"Bearer {one.token}"} if caller == "joined" else {}
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, app, config=CONFIG)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 20
    for operation in operations:
        if not (caller == "joined" and operation.label == "DELETE /api/v1/sessions/current"):
            fuzz(operation, headers)


def fuzz(operation, headers):
    @settings(
        max_examples=15,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def one(case):
        case.call_and_validate(headers=headers)

    one()
