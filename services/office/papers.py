"""Documents of the office's own rules (制度文件): number, day, validity."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

import clock
from errors import Invalid, NotFound
from models import Paper, session
from services.audit import trail as audit
from services.audit.trail import Actor

SOON = timedelta(days=90)
VALID, SOON_OVER, OVER = "有效", "即将到期", "已到期"


def listing() -> Sequence[Paper]:
    return session.scalars(select(Paper).order_by(Paper.issued_on.desc(), Paper.id)).all()


def valid_in(year: int) -> list[Paper]:
    """Issued by the end of the year and not over before it, the oldest first."""
    last = date(year, 12, 31)
    rows = [row for row in listing() if row.issued_on <= last and (row.valid_to is None or row.valid_to >= last)]
    return sorted(rows, key=lambda row: (row.issued_on, row.id))


def state(row: Paper) -> str:
    today = clock.today()
    if row.valid_to is None or row.valid_to > today + SOON:
        return VALID
    return SOON_OVER if row.valid_to >= today else OVER


def save(title: str, number: str, issued_on: date, valid_to: date | None, actor: Actor) -> Paper:
    """A new document, or one of the same title again. Raises Invalid."""
    title = title.strip()
    problems = {}
    if not title or len(title) > 120:
        problems["title"] = "请写文件名称，最多 120 个字"
    if issued_on > clock.today():
        problems["issued_on"] = "印发日期还没有到"
    if valid_to is not None and valid_to < issued_on:
        problems["valid_to"] = "有效期要晚于印发日期"
    if problems:
        raise Invalid("有几处需要改正", problems)
    row = session.scalar(select(Paper).filter_by(title=title))
    if row is None:
        row = Paper(title=title)
        session.add(row)
    row.number, row.issued_on, row.valid_to = number.strip()[:60], issued_on, valid_to
    session.flush()
    change = {"number": row.number, "issued_on": issued_on.isoformat(), "valid_to": valid_to and valid_to.isoformat()}
    audit.write(actor, "paper.save", title, change)
    return row


def remove(paper_id: int, actor: Actor) -> None:
    """Raises NotFound."""
    row = session.get(Paper, paper_id)
    if row is None:
        raise NotFound("没有这份文件")
    session.delete(row)
    audit.write(actor, "paper.remove", row.title)
