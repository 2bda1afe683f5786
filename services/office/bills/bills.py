"""Monthly bills: one a meter and month, changed while the month is open, corrected by entries once it is locked.

The database refuses every change of a locked month whoever asks (migration 0009); what is checked here only says so
in a sentence.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import func, select

from errors import Conflict, Invalid, NotFound
from models import Bill, Correction, Meter, MonthLock, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.office import attachments, meters, months
from services.office.attachment_kinds import Prepared

MOST = Decimal(10**9)
FIELDS = ("amount", "cost", "distance", "upkeep", "remark")


class Entry(NamedTuple):
    """A bill as it is to stand. ``amount`` in the kind's unit, ``cost`` and ``upkeep`` in yuan, ``distance`` in km."""

    meter_id: int
    month: date
    amount: Decimal
    cost: Decimal | None = None
    distance: Decimal | None = None
    upkeep: Decimal | None = None
    remark: str = ""


def find(meter_id: int, month: date) -> Bill | None:
    return session.scalar(select(Bill).filter_by(meter_id=meter_id, month=month))


def get(bill_id: int) -> Bill:
    """Raises NotFound."""
    row = session.get(Bill, bill_id)
    if row is None:
        raise NotFound("没有这笔账单")
    return row


def name(bill_id: int) -> str:
    """What the log calls a bill. Raises NotFound."""
    row = get(bill_id)
    return f"{subject(row.meter_id, row.month)}的账单"


def check_open(bill_id: int) -> None:
    """Raises NotFound, Conflict when the bill's month is locked."""
    refuse_locked(get(bill_id).month)


def is_locked(month: date) -> bool:
    return session.scalar(select(MonthLock.id).filter_by(month=month)) is not None


def locks() -> dict[date, MonthLock]:
    return {row.month: row for row in session.scalars(select(MonthLock))}


def save(entry: Entry, actor: Actor) -> bool:
    """Put a bill down, or over the one that is there; whether anything changed. Raises Invalid, Conflict."""
    check(entry)
    row = find(entry.meter_id, entry.month)
    wanted = {name: getattr(entry, name) for name in FIELDS}
    before = {name: getattr(row, name) for name in FIELDS} if row else {}
    if before == wanted:
        return False
    refuse_locked(entry.month)
    if row is None:
        session.add(Bill(meter_id=entry.meter_id, month=entry.month, **wanted))
    else:
        for name, value in wanted.items():
            setattr(row, name, value)
    changed = {
        name: [shown(before.get(name)), shown(value)] for name, value in wanted.items() if before.get(name) != value
    }
    audit.write(actor, "bill.save", subject(entry.meter_id, entry.month), changed, entry.remark)
    session.flush()
    return True


def check(entry: Entry) -> None:
    """Raises Invalid at the field that is wrong."""
    problems = {}
    for name in ("amount", "cost", "distance", "upkeep"):
        value = getattr(entry, name)
        if value is not None and not 0 <= value <= MOST:
            problems[name] = "不能是负数；冲减以前的月份请用更正" if value < 0 else "数字太大，请核对单位"
    if entry.month > months.current():
        problems["month"] = f"{months.words(entry.month)}还没有到"
    if entry.month.year < 2000:
        problems["month"] = "年份不对"
    if len(entry.remark) > 200:
        problems["remark"] = "备注最多 200 个字"
    if problems:
        raise Invalid("有几处需要改正", problems)


def refuse_locked(month: date) -> None:
    """Raises Conflict."""
    if is_locked(month):
        raise Conflict(f"{months.words(month)}已经结账，不能再改；有误请登记更正")


def remove(meter_id: int, month: date, actor: Actor) -> None:
    """Take back a bill that should not be there. Raises NotFound, Conflict."""
    row = find(meter_id, month)
    if row is None:
        raise NotFound("没有这笔账单")
    refuse_locked(month)
    if attachments.of("bill", row.id):
        raise Conflict(f"{subject(meter_id, month)}的账单附有单据，请先到这笔账单的页面删去单据，再清空数字")
    session.delete(row)
    audit.write(actor, "bill.remove", subject(meter_id, month), {"amount": [shown(row.amount), None]})


def lock(month: date, actor: Actor, reason: str = "", doubts: Sequence[str] = ()) -> None:
    """Close a month for good; again changes nothing. ``reason`` answers what the ledger still doubts in it.

    Raises Invalid for one that is not over or has no bills, or whose doubts nobody answers.
    """
    if is_locked(month):
        return
    if month >= months.current():
        raise Invalid("这个月还没有过完，不能结账", {"month": "只能结账已经过去的月份"})
    if not session.scalar(select(func.count()).select_from(Bill).filter_by(month=month)):
        raise Invalid("这个月一笔账单也没有，不能结账", {"month": "先登记账单"})
    if doubts and not reason.strip():
        raise Invalid("上面有需要核对的数，请先改正；核对属实的，写明原因再结账", {"doubts": "请写明为什么属实"})
    session.add(MonthLock(month=month, actor=actor.name, manager_id=actor.manager_id))
    session.flush()
    audit.write(actor, "month.lock", months.words(month), {"doubts": list(doubts)} if doubts else None, reason.strip())


def correct(
    meter_id: int,
    month: date,
    amount: Decimal,
    cost: Decimal,
    reason: str,
    actor: Actor,
    files: Sequence[Prepared] = (),
) -> Correction:
    """Add to (or, negative, take from) a locked month; ``files`` are the papers it rests on, and with them both may be
    nothing. Raises NotFound, Invalid, Conflict when the month is open."""
    meters.get(meter_id)
    problems = {} if reason.strip() else {"reason": "请写明更正的理由，报告里会照登"}
    if not amount and not cost and not files:
        problems["amount"] = "用量和费用至少要改一项；只补单据的，请选择要补的文件"
    if abs(amount) > MOST or abs(cost) > MOST:
        problems["amount"] = "数字太大，请核对单位"
    if problems:
        raise Invalid("有几处需要改正", problems)
    if not is_locked(month):
        raise Conflict(f"{months.words(month)}还没有结账，直接改账单即可")
    row = Correction(meter_id=meter_id, month=month, amount=amount, cost=cost, reason=reason.strip()[:200])
    row.actor, row.manager_id = actor.name, actor.manager_id
    session.add(row)
    session.flush()
    change = {"amount": str(amount), "cost": str(cost)}
    called = subject(meter_id, month)
    audit.write(actor, "bill.correct", called, change, row.reason)
    attachments.add("correction", row.id, files, f"{called}的更正", actor)
    return row


def get_correction(correction_id: int) -> Correction:
    """Raises NotFound."""
    row = session.get(Correction, correction_id)
    if row is None:
        raise NotFound("没有这笔更正")
    return row


def correction_name(correction_id: int) -> str:
    row = get_correction(correction_id)
    return f"{subject(row.meter_id, row.month)}的更正"


def refuse_correction(correction_id: int) -> None:
    """Raises NotFound, and Conflict always: papers come with the correction itself."""
    get_correction(correction_id)
    raise Conflict("更正登记以后不能再增减单据；要补单据，请再登记一笔更正")


def corrections(year: int) -> list[tuple[Correction, Meter]]:
    """What corrects months of that year, in the order it was entered."""
    first, last = date(year, 1, 1), date(year, 12, 1)
    query = select(Correction, Meter).join(Meter).where(Correction.month.between(first, last)).order_by(Correction.id)
    return [(row, meter) for row, meter in session.execute(query)]


def subject(meter_id: int, month: date) -> str:
    return f"{meters.label(meters.get(meter_id))} {months.words(month)}"


def shown(value: Decimal | str | None) -> str | None:
    return None if value is None else str(value)
