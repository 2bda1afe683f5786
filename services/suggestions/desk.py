"""What people wrote, as it lies on a manager's desk.

A manager of a department tree sees what was written from it under a name, and whatever was assigned to them; anonymous
ones and the rest are seen by those for the whole office.
"""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, or_, select

import clock
from errors import NotFound
from models import Account, Department, Employee, Manager, Suggestion, SuggestionStep, session
from services.departments import departments
from services.photos import photos
from services.suggestions.suggestions import ACCEPTED, DECLINED, OPEN, RECEIVED, REPLIED

KINDS = {"suggestion": "建议", "complaint": "投诉", "question": "咨询"}
STATES = {RECEIVED: "待受理", ACCEPTED: "办理中", REPLIED: "已答复", DECLINED: "不予受理"}
STEPS = {
    "submit": "提交", "accept": "受理", "assign": "转办", "extend": "延期", "reply": "答复", "decline": "不予受理",
    "reopen": "重新办理", "rate": "评价",
}  # fmt: skip
PAGE = 30


class Desk(NamedTuple):
    """Whose desk: the department tree they look after (None: the whole office), and themselves."""

    scope: int | None
    manager_id: int


class Wanted(NamedTuple):
    """What a list is narrowed to. ``state`` is one of STATES, ``open``, or empty for all."""

    text: str = ""
    state: str = ""
    kind: str = ""
    mine: bool = False


class Line(NamedTuple):
    """One of the list. ``author`` and ``department`` are empty when it is anonymous or the person is gone."""

    row: Suggestion
    author: str
    department: str
    assignee: str

    @property
    def is_open(self) -> bool:
        return self.row.state in OPEN

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.row.due_on < clock.today()


class Step(NamedTuple):
    kind: str
    manager: str
    text: str
    due_on: date | None
    created_at: datetime


class Counts(NamedTuple):
    """What waits on a desk: to be accepted, in work, and of both those past their day."""

    received: int
    accepted: int
    overdue: int


def is_open() -> ColumnElement[bool]:
    return Suggestion.state.in_(OPEN)


def listing(desk: Desk, wanted: Wanted, number: int, size: int = PAGE) -> tuple[list[Line], int]:
    """One page and how many there are in all: the open ones first, the most overdue on top."""
    query = within(lines(), desk)
    if wanted.state:
        query = query.where(is_open() if wanted.state == "open" else Suggestion.state == wanted.state)
    if wanted.kind:
        query = query.where(Suggestion.kind == wanted.kind)
    if wanted.mine:
        query = query.where(Suggestion.assignee_id == desk.manager_id)
    if wanted.text:
        query = query.where(Suggestion.text.contains(wanted.text, autoescape=True))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    order = (case((is_open(), 0), else_=1), case((is_open(), Suggestion.due_on)), Suggestion.id.desc())
    rows = session.execute(query.order_by(*order).limit(size).offset((number - 1) * size))
    return [line_of(*row) for row in rows], total


def lines() -> Select:
    return (
        select(Suggestion, Employee.name.label("author"), Department.path, Manager.name.label("assignee"))
        .outerjoin(Account, Account.id == Suggestion.account_id)
        .outerjoin(Employee, Employee.id == Account.employee_id)
        .outerjoin(Department, Department.id == Suggestion.department_id)
        .outerjoin(Manager, Manager.id == Suggestion.assignee_id)
    )


def within(query: Select, desk: Desk) -> Select:
    if desk.scope is None:
        return query
    top = departments.path_of(desk.scope)
    below = or_(Department.path == top, Department.path.startswith(f"{top}/", autoescape=True))
    return query.where((below & Suggestion.is_anonymous.is_(False)) | (Suggestion.assignee_id == desk.manager_id))


def line_of(row: Suggestion, author: str | None, path: str | None, assignee: str | None) -> Line:
    if row.is_anonymous:
        author = path = None
    return Line(row, author or "", path or "", assignee or "")


def get(desk: Desk, suggestion_id: int) -> Line:
    """Raises NotFound, for one of another tree too."""
    found = session.execute(within(lines(), desk).where(Suggestion.id == suggestion_id)).first()
    if found is None:
        raise NotFound("没有找到这条意见")
    return line_of(*found)


def photo(desk: Desk, suggestion_id: int) -> bytes:
    """The picture added to one, hidden until it has passed. Raises NotFound."""
    return photos.added(get(desk, suggestion_id).row.photo_id)


def steps(suggestion_id: int) -> list[Step]:
    query = (
        select(SuggestionStep, Manager.name)
        .outerjoin(Manager, Manager.id == SuggestionStep.manager_id)
        .where(SuggestionStep.suggestion_id == suggestion_id)
        .order_by(SuggestionStep.id)
    )
    rows = session.execute(query)
    return [Step(step.kind, name or "本人", step.text, step.due_on, step.created_at) for step, name in rows]


def assignees() -> list[Manager]:
    """Who may be given one: everybody who may change things."""
    query = select(Manager).where(Manager.role != "reader", Manager.is_closed.is_(False)).order_by(Manager.id)
    return list(session.scalars(query))


def counts(desk: Desk) -> Counts:
    """What waits on this desk."""
    seen = within(lines(), desk).where(is_open()).subquery()
    overdue = func.sum(case((seen.c.due_on < clock.today(), 1), else_=0))
    received = func.sum(case((seen.c.state == RECEIVED, 1), else_=0))
    total, first, late = session.execute(select(func.count(), received, overdue).select_from(seen)).one()
    return Counts(int(first or 0), total - int(first or 0), int(late or 0))
