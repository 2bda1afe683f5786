"""A sheet of bills: read, argued about, then taken over as a whole or not at all."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import select, update

import clock
from errors import Conflict, Gone, Invalid, NotFound
from models import Bill, BillImport, Meter, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.office import meters
from services.office.bills import bills
from services.office.bills import checks as bill_checks
from services.office.bills import doubts as bill_doubts
from services.office.bills import files as bill_files
from services.office.bills import parts as bill_parts
from services.office.bills import places as bill_places
from services.office.bills.bills import Entry
from services.office.bills.files import Finding, Row
from services.office.bills.places import Place, Placed
from services.office.bills.series import Known, Point
from services.office.meters import NewMeter

KEPT = timedelta(days=1)
DECIMALS = ("amount", "cost", "factor", "coal", "distance", "upkeep")


class Preview(NamedTuple):
    """What a staged sheet would do: nothing may be wrong in it, and what is strange needs somebody's word."""

    id: int
    file_name: str
    rows: int
    wrong: list[Finding]
    doubts: list[Finding]
    new_meters: list[Place]
    new: int
    changed: int
    same: int
    is_applied: bool
    labels: dict[tuple[str, int], str]


def stage(content: bytes, file_name: str, actor: Actor) -> int:
    """Keep a sheet's rows for a day; the id of its preview. Raises Invalid for a file with no ledger in it."""
    rows, unreadable = bill_files.read(content)
    forget_old()
    kept = {"rows": [portable(row) for row in rows], "unreadable": [list(one) for one in unreadable]}
    staged = BillImport(file_name=file_name[-200:], rows=[kept], manager_id=actor.manager_id)
    session.add(staged)
    session.flush()
    return staged.id


def portable(row: Row) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, (Decimal, date)) else value for name, value in row._asdict().items()}


def opened(kept: dict[str, Any]) -> Row:
    figures = {name: None if kept[name] is None else Decimal(kept[name]) for name in DECIMALS}
    return Row(**kept | figures | {"month": date.fromisoformat(kept["month"])})


def forget_old() -> None:
    old = BillImport.applied_at.is_(None) & (BillImport.created_at < clock.now() - KEPT)
    session.execute(update(BillImport).where(old).values(rows=None))


def get(import_id: int) -> BillImport:
    """Raises NotFound, or Gone for what nobody took over in a day."""
    found = session.get(BillImport, import_id)
    if found is None:
        raise NotFound("没有找到这次导入")
    if found.applied_at is None and found.rows is None:
        raise Gone("这次导入的预览已过期，请重新上传文件")
    return found


def preview(import_id: int) -> Preview:
    """Hold a staged sheet against the ledger of this moment. Raises NotFound, Gone."""
    staged = get(import_id)
    if staged.rows is None:
        return Preview(staged.id, staged.file_name, 0, [], [], [], 0, 0, 0, True, {})
    rows, unreadable = rows_of(staged)
    placed, lost = bill_places.put(rows)
    stored = ledger_of(placed)
    wrong = [*unreadable, *lost, *bill_checks.check(placed, stored, set(bills.locks()))]
    hard = {(one.sheet, one.line) for one in wrong}
    doubts = bill_doubts.check(placed, elsewhere(placed), known_points(placed), hard, bill_parts.parents())
    fresh, changed, same = counts(placed, stored)
    new = list(dict.fromkeys(place for _, place in placed if place.meter_id is None))
    by_row = sorted(wrong, key=lambda one: (one.sheet, one.line)), sorted(doubts, key=lambda one: (one.sheet, one.line))
    labels: dict[tuple[str, int], str] = {}
    for row, place in placed:
        labels.setdefault((row.sheet, row.line), f"{place.name} {row.month.year}年{row.month.month}月")
    return Preview(staged.id, staged.file_name, len(rows), *by_row, new, fresh, changed, same, False, labels)


def rows_of(staged: BillImport) -> tuple[list[Row], list[Finding]]:
    kept = (staged.rows or [{}])[0]
    return [opened(row) for row in kept["rows"]], [Finding(*one) for one in kept["unreadable"]]


def ledger_of(placed: list[Placed]) -> dict[tuple[int, date], Bill]:
    """The bills that stand where the sheet has one."""
    touched = {place.meter_id for _, place in placed if place.meter_id}
    rows = session.scalars(select(Bill).where(Bill.meter_id.in_(touched)))
    return {(row.meter_id, row.month): row for row in rows}


def elsewhere(placed: list[Placed]) -> list[Place]:
    """Meters of the sheet's kinds that the sheet does not speak of: figures may belong to them."""
    named, spoken = {row.kind for row, _ in placed}, {place.meter_id for _, place in placed}
    rows = [row for row in meters.listing() if row.kind in named and row.id not in spoken]
    return [Place(row.kind, row.name, row.id, row.is_vehicle) for row in rows]


def known_points(placed: list[Placed]) -> Known:
    """All months of every meter of the kinds in the sheet."""
    named = {row.kind for row, _ in placed}
    query = select(Bill).join(Meter, Meter.id == Bill.meter_id).where(Meter.kind.in_(named))
    known: Known = {}
    for bill in session.scalars(query):
        cost = None if bill.cost is None else float(bill.cost)
        known.setdefault(bill.meter_id, []).append(Point(bill.month, float(bill.amount), cost, None))
    return known


def counts(placed: list[Placed], stored: dict[tuple[int, date], Bill]) -> tuple[int, int, int]:
    """New, changed and unchanged bills."""
    olds = [(stored.get((place.meter_id or 0, row.month)), row) for row, place in placed]
    fresh = sum(old is None for old, _ in olds)
    changed = sum(old is not None and bill_checks.differs(old, row) for old, row in olds)
    return fresh, changed, len(olds) - fresh - changed


def apply(import_id: int, reason: str, actor: Actor) -> None:
    """Take a sheet over; doing it again changes nothing. ``reason`` answers the doubts.

    Raises Invalid when something is wrong or a doubt is unanswered, Conflict, NotFound, Gone.
    """
    session.execute(select(BillImport.id).filter_by(id=import_id).with_for_update())
    found = preview(import_id)
    if found.is_applied:
        return
    if found.wrong:
        raise Conflict("表里还有必须改正的行，请改好后重新上传")
    if found.doubts and not reason.strip():
        raise Invalid("请先回答上面的疑问", {"reason": "逐条核对后，在这里写明为什么属实"})
    staged = get(import_id)
    placed, _ = bill_places.put(rows_of(staged)[0])
    ids = make_meters(found.new_meters, actor)
    doubted = {(one.sheet, one.line) for one in found.doubts}
    for row, place in placed:
        note = "；".join(filter(None, (row.remark, reason.strip() if (row.sheet, row.line) in doubted else "")))
        meter_id = place.meter_id or ids[place]
        amount = Decimal(0) if row.amount is None else row.amount
        bills.save(Entry(meter_id, row.month, amount, row.cost, row.distance, row.upkeep, note[:200]), actor)
    staged.applied_at, staged.rows = clock.now(), None
    change = {"new": found.new, "changed": found.changed, "doubts": len(found.doubts)}
    audit.write(actor, "bill.import", found.file_name, change, reason.strip())


def make_meters(new: list[Place], actor: Actor) -> dict[Place, int]:
    return {
        place: meters.make(NewMeter(place.kind, place.name, is_vehicle=place.is_vehicle), actor).id for place in new
    }
