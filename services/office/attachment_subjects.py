"""Which records take files, who may look at them, and until when they take them. A new kind of record is one line."""

from collections.abc import Callable
from typing import NamedTuple

from errors import NotFound
from services.office.assessment import answers as assessment_answers
from services.office.bills import bills
from services.office.events import events


class Subject(NamedTuple):
    """``name`` gives the words by which the log calls a record and raises NotFound; ``check`` raises Conflict when the
    record takes (or gives back) no files any more; ``role`` is the least one that may look at its files."""

    name: Callable[[int], str]
    check: Callable[[int], None]
    role: str = "reader"


SUBJECTS = {
    "assessment_item": Subject(assessment_answers.name, assessment_answers.check_open),
    "bill": Subject(bills.name, bills.check_open),
    "event": Subject(events.called, events.takes_files),
    "correction": Subject(bills.correction_name, bills.refuse_correction),
}


def subject(kind: str) -> Subject:
    """Raises NotFound."""
    if kind not in SUBJECTS:
        raise NotFound("没有这一类附件")
    return SUBJECTS[kind]
