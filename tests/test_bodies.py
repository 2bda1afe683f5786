"""What a request brings, and what becomes of what is refused."""

from io import BytesIO

import pytest


def test_a_body_of_unsaid_length_is_heard_out(person):
    one = person()
    body = BytesIO(b"a" * 3 * 1024 * 1024)
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    sent = {"input_stream": body, "content_type": "application/json", "environ_overrides": chunked}
    answer = one.http.post("/api/v1/absences", headers={"Authorization": f"Bearer {one.token}"}, **sent)
    assert answer.status_code == 413
    assert body.tell() == len(body.getvalue())


@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [
        ("/api/v1/absences", "application/json", 413),
        ("/api/v1/photos", "multipart/form-data; boundary=X", 413),
        ("/api/v1/absences", "text/plain", 415),
        ("/console/enter/none", "application/x-www-form-urlencoded", 410),
    ],
)
def test_a_refused_body_is_heard_out(person, path, kind, status):
    """Or a client that is still sending sees a broken pipe instead of the refusal."""
    one = person()
    body = BytesIO(b"a" * 12 * 1024 * 1024)
    sent = {"input_stream": body, "content_length": len(body.getvalue()), "content_type": kind}
    answer = one.http.post(path, headers={"Authorization": f"Bearer {one.token}"}, **sent)
    assert answer.status_code == status
    assert body.tell() == len(body.getvalue())
