"""The yearly notice of holidays, pasted by a manager: into the office's own calendar, with a word in the log."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from errors import Invalid
from models import CalendarDay, session
from services import working_days
from services.audit import trail as audit
from services.audit.trail import Actor
from services.printing.font import one_line

LONGEST = 20_000


class Entered(NamedTuple):
    """A day of the office's own calendar."""

    day: date
    is_workday: bool
    name: str
    source: str


def listing(year: int) -> list[Entered]:
    query = select(CalendarDay).where(CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31)))
    rows = session.scalars(query.order_by(CalendarDay.day))
    return [Entered(one.day, one.is_workday, one.name, one.source) for one in rows]


def take(text: str, source: str, actor: Actor) -> int:
    """Read a notice and keep its days; the year it is about. Raises Invalid."""
    named = one_line(source)[: working_days.SOURCE_LENGTH]
    if len(named) < 4:
        raise Invalid("没有写文号", {"source": "请写明通知的文号，例如：国办发明电〔2026〕7号"})
    rows = working_days.read_notice(text[:LONGEST])
    count = working_days.import_days(rows, named)
    year = int(rows[-1]["date"][:4])
    audit.write(actor, "calendar.notice", f"{year}年放假安排", {"rows": count}, named)
    return year
