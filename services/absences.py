"""Days away that a person declares for themselves, so that a streak survives leave, travel, illness and storms."""

from datetime import date, timedelta

from sqlalchemy import select

from errors import Invalid, NotFound
from models import Absence, first_page, session
from models.hot_path import Identity

REASONS = {"leave": "休假", "travel": "出差", "illness": "病假", "weather": "极端天气", "other": "其他"}
LONGEST = 366
MOST = 200


def listing(who: Identity) -> list[Absence]:
    """My absences, latest first."""
    query = select(Absence).filter_by(account_id=who.account_id).order_by(Absence.from_day.desc(), Absence.id.desc())
    return list(session.scalars(query))


def declare(who: Identity, first: date, last: date, reason: str) -> tuple[Absence, bool]:
    """Say that I am away from first to last, both included; saying it twice changes nothing. Raises Invalid."""
    if last < first:
        raise Invalid(fields={"to": "结束日期不能早于开始日期"})
    if (last - first).days >= LONGEST:
        raise Invalid(fields={"to": "一段请假最长一年，更长的请分段登记"})
    have = listing(who)
    same = next((one for one in have if (one.from_day, one.to_day, one.reason) == (first, last, reason)), None)
    if same:
        return same, False
    if len(have) >= MOST:
        raise Invalid(fields={"from": f"最多登记 {MOST} 段，请先删除不再需要的"})
    absence = Absence(account_id=who.account_id, from_day=first, to_day=last, reason=reason)
    session.add(absence)
    session.flush()
    return absence, True


def remove(who: Identity, absence_id: int) -> None:
    """Raises NotFound for an absence that is not mine."""
    absence = session.scalar(select(Absence).filter_by(id=absence_id, account_id=who.account_id))
    if absence is None:
        raise NotFound("没有找到这段请假")
    session.delete(absence)


def days(who: Identity, first: date, last: date) -> set[date]:
    """Every day between first and last on which I am away."""
    return {
        max(start, first) + timedelta(days=offset)
        for start, end in first_page.away(who.account_id, first, last)
        for offset in range((min(end, last) - max(start, first)).days + 1)
    }
