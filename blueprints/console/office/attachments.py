"""Files of the office's records: put in, handed out, taken away, for every kind of record by the same three routes."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, g
from werkzeug.wrappers import Response as AnyResponse

from blueprints.console.base import (
    MANAGER,
    READER,
    Outside,
    admit,
    attachment,
    go,
    page,
    require_whole_office,
)
from blueprints.console.office import forms
from models import atomic
from services.office import attachments
from services.office.assessment import answers as assessment_answers
from services.office.attachment_kinds import Prepared
from services.office.attachment_subjects import subject
from services.office.attachments import AT_ONCE_BYTES
from services.office.bills import bills

bp = Blueprint("office_attachments", __name__, url_prefix="/office/attachments")


def bill_page(bill_id: int) -> tuple[str, dict[str, Any]]:
    row = bills.get(bill_id)
    return "office_bills.show_one", {"month": f"{row.month:%Y-%m}", "meter_id": row.meter_id}


def assessment_page(origin_id: int) -> tuple[str, dict[str, Any]]:
    return "office_assessment.show_item", {"item_id": assessment_answers.newest(origin_id).item.id}


def correction_page(correction_id: int) -> tuple[str, dict[str, Any]]:
    return "office_bills.show_month", {"month": f"{bills.get_correction(correction_id).month:%Y-%m}"}


# On which page the files of a kind of record are shown.
PAGES: dict[str, Callable[[int], tuple[str, dict[str, Any]]]] = {
    "assessment_item": assessment_page,
    "bill": bill_page,
    "correction": correction_page,
    "event": lambda event_id: ("office_events.show_one", {"event_id": event_id}),
}


def show_record(kind: str, subject_id: int) -> str:
    """The record's own page, with what is wrong at its field ``file``."""
    endpoint, values = atomic(PAGES[kind], reading=True)(subject_id)
    view: Any = current_app.view_functions[f"console.{endpoint}"]
    return view.reading(**values)


show_record.reading = show_record  # type: ignore[attr-defined]


@bp.post("/<kind>/<int:subject_id>")
@page(MANAGER, again=show_record, most=AT_ONCE_BYTES)
def add(kind: str, subject_id: int) -> Outside:
    """Raises Invalid, NotFound, Conflict. Pictures are drawn anew while no transaction is open."""
    require_whole_office()
    subject(kind).check(subject_id)
    return Outside(lambda: keep(kind, subject_id))


def keep(kind: str, subject_id: int) -> AnyResponse:
    return atomic(keep_prepared)(kind, subject_id, forms.files())


def keep_prepared(kind: str, subject_id: int, files: list[Prepared]) -> AnyResponse:
    chosen = subject(kind)
    chosen.check(subject_id)
    attachments.add(kind, subject_id, files, chosen.name(subject_id), g.visitor.actor)
    return back(kind, subject_id, "attached")


@bp.get("/<int:attachment_id>")
@page(READER)
def download(attachment_id: int) -> Response:
    """Never shown in the browser by itself, whatever it is. Raises NotFound, Forbidden."""
    row = attachments.get(attachment_id)
    admit(g.visitor, subject(row.subject_kind).role)
    return attachment(attachments.content(row), row.media_type, row.file_name)


@bp.post("/<int:attachment_id>/remove")
@page(MANAGER)
def remove(attachment_id: int) -> AnyResponse:
    """Raises NotFound, Conflict."""
    require_whole_office()
    row = attachments.get(attachment_id)
    chosen = subject(row.subject_kind)
    chosen.check(row.subject_id)
    attachments.remove(row, chosen.name(row.subject_id), g.visitor.actor)
    return back(row.subject_kind, row.subject_id, "attachment_removed")


def back(kind: str, subject_id: int, done: str) -> AnyResponse:
    endpoint, values = PAGES[kind](subject_id)
    return go(endpoint, done, **values)
