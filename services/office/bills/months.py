"""A month as a form: one line for every meter that may have a bill in it."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select

from errors import Invalid
from models import Bill, Meter, session
from services.audit.trail import Actor
from services.office import attachments, meters, months
from services.office.attachment_kinds import Prepared
from services.office.bills import bills
from services.office.bills.bills import Entry
from services.office.kinds import KINDS

COLUMNS = {"amount": "用量", "cost": "费用", "distance": "里程", "upkeep": "维修费"}


class Line(NamedTuple):
    """``usual`` is the same month's amount a year before, ``files`` how many papers belong to the bill."""

    meter: Meter
    bill: Bill | None
    usual: Decimal | None
    files: int = 0


def lines(month: date) -> list[Line]:
    here, before = (of_month(first) for first in (month, months.shift(month, -12)))
    rows = [row for row in meters.listing() if row.id in here or not is_gone(row, month)]
    files = attachments.of_many("bill", [bill.id for bill in here.values()])
    return [line(row, here.get(row.id), before.get(row.id), files) for row in rows]


def line(meter: Meter, bill: Bill | None, usual: Bill | None, files: Mapping[int, Sequence[object]]) -> Line:
    return Line(meter, bill, (usual.amount or None) if usual else None, len(files.get(bill.id, ())) if bill else 0)


def of_month(month: date) -> dict[int, Bill]:
    return {bill.meter_id: bill for bill in session.scalars(select(Bill).filter_by(month=month))}


def is_gone(row: Meter, month: date) -> bool:
    return row.closed_on is not None and row.closed_on < month


def fields(month: date) -> dict[str, str]:
    """The form's number fields and what a sentence calls them."""
    found = {}
    for line in lines(month):
        for name in columns(line.meter):
            found[f"{name}_{line.meter.id}"] = f"{line.meter.name}的{COLUMNS[name]}"
    return found


def columns(meter: Meter) -> list[str]:
    return list(COLUMNS) if meter.is_vehicle else ["amount", "cost"]


def save(month: date, numbers: Mapping[str, Decimal | None], texts: Mapping[str, str], actor: Actor) -> None:
    """Raises Invalid at the fields that are wrong, Conflict when the month is locked."""
    for line in lines(month):
        found = {name: numbers[f"{name}_{line.meter.id}"] for name in columns(line.meter)}
        if all(value is None for value in found.values()):
            if line.bill is not None:
                bills.remove(line.meter.id, month, actor)
            continue
        amount = found.pop("amount")
        if amount is None and not line.meter.is_vehicle:
            raise Invalid(
                "有几处需要改正", {f"amount_{line.meter.id}": f"{KINDS[line.meter.kind].title}有费用没有用量"}
            )
        remark = texts.get(f"remark_{line.meter.id}", line.bill.remark if line.bill else "").strip()
        try:
            bills.save(Entry(line.meter.id, month, amount or Decimal(0), remark=remark, **found), actor)
        except Invalid as error:
            raise Invalid(
                str(error), {f"{name}_{line.meter.id}": said for name, said in error.fields.items()}
            ) from None


def correct(
    month: date,
    texts: Mapping[str, str],
    amounts: Mapping[str, Decimal | None],
    files: Sequence[Prepared],
    actor: Actor,
) -> None:
    """Raises Invalid, NotFound, Conflict."""
    chosen = texts.get("meter", "")
    if not chosen.isascii() or not chosen.isdecimal() or len(chosen) > 9:
        raise Invalid("有几处需要改正", {"meter": "请选择是哪块表"})
    amount, cost = (amounts[name] or Decimal(0) for name in ("amount", "cost"))
    bills.correct(int(chosen), month, amount, cost, texts.get("reason", ""), actor, files)
