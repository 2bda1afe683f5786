"""A notice (通报) as it is published: places and offices, what was found, by when it is to be put right."""

from datetime import date

from sqlalchemy import select

from errors import NotFound
from models import Area, Department, Finding, Notice, session
from services.office import findings
from services.word.drafts import Draft


def listing() -> list[Notice]:
    return list(session.scalars(select(Notice).order_by(Notice.id.desc()).limit(100)))


def get(number: str) -> Notice:
    """Raises NotFound."""
    row = session.scalar(select(Notice).filter_by(number=number))
    if row is None:
        raise NotFound("没有这份通报")
    return row


def lines(notice: Notice) -> list[tuple[Finding, str, str]]:
    query = (
        select(Finding, Area.name, Department.name)
        .join(Area, Area.id == Finding.area_id)
        .join(Department, Department.id == Area.department_id)
        .where(Finding.notice_id == notice.id)
        .order_by(Finding.id)
    )
    return [(row, area, office) for row, area, office in session.execute(query)]


def draft(notice: Notice) -> Draft:
    """Withdrawn findings are left out: the notice is printed anew after an objection was upheld."""
    made = Draft(f"关于公共区域节能巡查情况的通报（{notice.number}）", [])
    made.paragraph(f"{words(notice.day)}前后对公共区域进行了节能和垃圾分类巡查，现将发现的问题通报如下。")
    rows = [(area, office, row.text) for row, area, office in lines(notice) if row.state != findings.WITHDRAWN]
    made.table(("区域", "责任科室", "问题"), rows)
    made.paragraph(f"请责任科室于{words(notice.due_on)}前整改，整改后报复查。")
    made.paragraph("对通报有异议的，请在整改期限内提出，核实后更正。本通报只涉及场所和科室，不涉及个人。")
    return made


def words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
