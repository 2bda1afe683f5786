from datetime import date, timedelta

from sqlalchemy import select

from models import WasteCollection, session
from services.office import collections, months
from services.office.evidence.base import Choice, Found, Kind, day_words, month, plain, typed
from services.waste import classes as waste_classes
from services.word.drafts import Draft


class CollectionMonths(Kind):
    key = "collections"
    title = "垃圾收运（按月）"

    def choices(self, year: int) -> list[Choice]:
        query = select(WasteCollection.day).where(WasteCollection.day.between(date(year, 1, 1), date(year, 12, 31)))
        found = {day.replace(day=1) for day in session.scalars(query.distinct())}
        return [Choice(f"{one:%Y-%m}", label(one)) for one in sorted(found, reverse=True)]

    def find(self, ref: str) -> Found | None:
        day = month(ref)
        return Found(label(day)) if day is not None and collections.listing(*span(day)) else None

    def draft(self, ref: str) -> Draft:
        day = month(ref)
        assert day is not None
        labels, made = waste_classes.labels(), Draft(f"{months.words(day)}生活垃圾收运台账")
        sums = [
            (labels[one.category], str(one.times), plain(one.weight), str(one.signed))
            for one in collections.sums(*span(day))
        ]
        made.table(("类别", "收运次数", "重量（千克）", "有联单"), sums, "合计")
        rows = [
            (day_words(row.day), labels[row.category], plain(row.weight), typed(firm.name), typed(row.slip) or "—")
            for row, firm in collections.listing(*span(day))
        ]
        made.table(("日期", "类别", "重量（千克）", "收运单位", "联单号"), rows, "逐笔记录")
        return made


def span(day: date) -> tuple[date, date]:
    return day, months.shift(day, 1) - timedelta(days=1)


def label(day: date) -> str:
    return f"{months.words(day)}垃圾收运台账"
