"""Versions of a year's scoring sheet: making the next one, and what of the last one's work it takes along."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import func, select

from errors import Conflict, NotFound
from models import AssessmentAnswer, AssessmentEvidence, AssessmentItem, AssessmentSheet, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.office.assessment.files import Row


class About(NamedTuple):
    """What a sheet is: which year it is for, what it is called, who issued it, where it was taken from."""

    year: int
    title: str
    issuer: str
    source: str
    note: str
    pass_points: Decimal | None
    is_example: bool = False


class Pair(NamedTuple):
    """An item as it stood and as it will stand."""

    old: AssessmentItem
    row: Row

    @property
    def is_too_much(self) -> bool:
        """Whether the new points are not the old ones: a score is then given anew."""
        return self.old.points != self.row.points


class Carried(NamedTuple):
    """``kept`` carry answer and evidence over; ``lost`` had some and find no equal; ``new`` are new lines."""

    kept: list[Pair]
    lost: list[AssessmentItem]
    new: list[Row]


def last_version(year: int) -> int:
    return session.scalar(select(func.max(AssessmentSheet.version)).filter_by(year=year)) or 0


def current(year: int) -> AssessmentSheet | None:
    """The version that is worked on."""
    query = select(AssessmentSheet).filter_by(year=year).order_by(AssessmentSheet.version.desc())
    return session.scalars(query.limit(1)).first()


def listing() -> Sequence[AssessmentSheet]:
    """The newest year first, of a year the newest version first."""
    query = select(AssessmentSheet).order_by(AssessmentSheet.year.desc(), AssessmentSheet.version.desc())
    return session.scalars(query).all()


def get(sheet_id: int) -> AssessmentSheet:
    """Raises NotFound."""
    row = session.get(AssessmentSheet, sheet_id)
    if row is None:
        raise NotFound("没有这个版本")
    return row


def items(sheet_id: int) -> Sequence[AssessmentItem]:
    query = select(AssessmentItem).filter_by(sheet_id=sheet_id).order_by(AssessmentItem.place)
    return session.scalars(query).all()


def match(year: int, rows: Sequence[Row]) -> Carried:
    """By number and words; spaces do not count. An item without any work in it is not missed."""
    sheet = current(year)
    old = {} if sheet is None else {key(one.number, one.text): one for one in items(sheet.id)}
    pairs = [Pair(old[key(row.number, row.text)], row) for row in rows if key(row.number, row.text) in old]
    kept = {pair.old.id for pair in pairs}
    worked = set() if sheet is None else worked_on(sheet.id)
    lost = [one for one in old.values() if one.id not in kept and one.id in worked]
    return Carried(pairs, lost, [row for row in rows if key(row.number, row.text) not in old])


def key(number: str, text: str) -> tuple[str, str]:
    return "".join(number.split()), "".join(text.split())


def worked_on(sheet_id: int) -> set[int]:
    """The items somebody answered or linked something to."""
    mine = select(AssessmentItem.id).filter_by(sheet_id=sheet_id)
    answered = select(AssessmentAnswer.item_id).where(AssessmentAnswer.item_id.in_(mine), AssessmentAnswer.version > 1)
    linked = select(AssessmentEvidence.item_id).where(AssessmentEvidence.item_id.in_(mine))
    return {*session.scalars(answered), *session.scalars(linked)}


def make(about: About, rows: Sequence[Row], actor: Actor) -> AssessmentSheet:
    """The year's next version. Two at once: the unique key lets one of them run again and find the other."""
    carried = match(about.year, rows)
    sheet = AssessmentSheet(**about._asdict(), version=last_version(about.year) + 1, actor=actor.name)
    session.add(sheet)
    session.flush()
    made = {row.number: item_of(sheet.id, place, row) for place, row in enumerate(rows, start=1)}
    session.add_all(made.values())
    session.flush()
    old = {pair.row.number: pair for pair in carried.kept}
    for number, item in made.items():
        session.add(answer_of(item, old.get(number)))
        if number in old:
            item.origin_id = origin(old[number].old)
            take_evidence(old[number].old.id, item.id)
    session.flush()
    return sheet


def origin(item: AssessmentItem) -> int:
    """The id under which an item is known in every version of its year's sheet."""
    return item.origin_id or item.id


def item_of(sheet_id: int, place: int, row: Row) -> AssessmentItem:
    values = {name: value for name, value in row._asdict().items() if name != "line"}
    return AssessmentItem(sheet_id=sheet_id, place=place, **values)


def answer_of(item: AssessmentItem, pair: Pair | None) -> AssessmentAnswer:
    if pair is None:
        return AssessmentAnswer(item_id=item.id)
    old = session.scalars(select(AssessmentAnswer).filter_by(item_id=pair.old.id)).one()
    row = AssessmentAnswer(item_id=item.id, reason=old.reason, role=old.role, due_on=old.due_on, actor=old.actor)
    row.version, row.updated_at, row.is_met = old.version, old.updated_at, old.is_met if item.is_must else None
    row.score = None if pair.is_too_much else old.score
    return row


def take_evidence(old_id: int, new_id: int) -> None:
    for row in session.scalars(select(AssessmentEvidence).filter_by(item_id=old_id).order_by(AssessmentEvidence.id)):
        given = {name: getattr(row, name) for name in ("kind", "ref", "label", "note", "created_at")}
        session.add(AssessmentEvidence(item_id=new_id, **given))


def copy(from_year: int, year: int, actor: Actor) -> AssessmentSheet:
    """Begin a year with the sheet of another: its items, and whose task each is; no score and no evidence.

    Raises NotFound, Conflict when the year has a sheet already.
    """
    source = current(from_year)
    if source is None:
        raise NotFound(f"{from_year}年没有评价表")
    if current(year) is not None:
        raise Conflict(f"{year}年已经有评价表")
    about = About(year, *(getattr(source, name) for name in About._fields[1:]))
    sheet = make(about, [row_of(one) for one in items(source.id)], actor)
    roles = {item.number: answer.role for item, answer in rows(source.id)}
    for item, answer in rows(sheet.id):
        answer.role = roles[item.number]
    audit.write(actor, "assessment.copy", f"{year}年《{sheet.title}》", {"from_year": from_year})
    return sheet


def row_of(item: AssessmentItem) -> Row:
    values = [getattr(item, name) for name in Row._fields[1:]]
    return Row(0, *values)


def rows(sheet_id: int) -> list[tuple[AssessmentItem, AssessmentAnswer]]:
    """A sheet's items with the office's answers, in its own order."""
    query = (
        select(AssessmentItem, AssessmentAnswer)
        .join(AssessmentAnswer, AssessmentAnswer.item_id == AssessmentItem.id)
        .where(AssessmentItem.sheet_id == sheet_id)
        .order_by(AssessmentItem.place)
    )
    return [(item, answer) for item, answer in session.execute(query)]
