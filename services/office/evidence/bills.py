from datetime import date

from sqlalchemy import select

from models import Bill, Correction, Meter, session
from services.office import months
from services.office.bills import bills
from services.office.evidence.base import Choice, Found, Kind, month, plain, typed
from services.office.kinds import KINDS
from services.word.drafts import Draft


class BillMonths(Kind):
    """A month of the ledger of energy and water; whether it is closed is said, since a closed one cannot change."""

    key = "bills"
    title = "用能账单（按月）"

    def choices(self, year: int) -> list[Choice]:
        query = select(Bill.month).where(Bill.month.between(date(year, 1, 1), date(year, 12, 1))).distinct()
        locked = bills.locks()
        found = sorted(session.scalars(query), reverse=True)
        return [Choice(f"{one:%Y-%m}", label(one, one in locked)) for one in found]

    def find(self, ref: str) -> Found | None:
        day = month(ref)
        if day is None or session.scalar(select(Bill.id).filter_by(month=day).limit(1)) is None:
            return None
        return Found(label(day, bills.is_locked(day)))

    def draft(self, ref: str) -> Draft:
        day = month(ref)
        assert day is not None
        made = Draft(f"{months.words(day)}能源资源消费账单")
        state = "已结账" if bills.is_locked(day) else "尚未结账，数字还可能修改"
        made.paragraph(f"{months.words(day)}各计量表账单如下，{state}。")
        query = select(Bill, Meter).join(Meter).where(Bill.month == day).order_by(Meter.kind, Meter.id)
        rows = [
            (f"{KINDS[meter.kind].title} {meter.name}", plain(row.amount), KINDS[meter.kind].unit, plain(row.cost))
            for row, meter in session.execute(query)
        ]
        made.table(("表", "用量", "单位", "费用（元）"), rows)
        self.corrections(made, day)
        return made

    def corrections(self, made: Draft, day: date) -> None:
        query = select(Correction, Meter).join(Meter).where(Correction.month == day).order_by(Correction.id)
        rows = [
            (f"{KINDS[meter.kind].title} {meter.name}", plain(row.amount), plain(row.cost), typed(row.reason))
            for row, meter in session.execute(query)
        ]
        if rows:
            made.paragraph("结账以后登记的更正如下。")
            made.table(("表", "用量增减", "费用增减（元）", "理由"), rows)

    def files(self, ref: str) -> tuple[str, list[int]]:
        return "bill", list(session.scalars(select(Bill.id).filter_by(month=month(ref)).order_by(Bill.id)))


def label(day: date, is_locked: bool) -> str:
    return f"{months.words(day)}用能账单（{'已结账' if is_locked else '未结账'}）"
