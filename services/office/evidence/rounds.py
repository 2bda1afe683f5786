from datetime import date

from sqlalchemy import func, select

from models import Area, Finding, Inspection, session
from services.office import areas, findings
from services.office.evidence.base import Choice, Found, Kind, day_words, number, typed
from services.word.drafts import Draft

SOURCES = {"round": "巡查", "phone": "职工报告", "desk": "工作台登记"}


class Rounds(Kind):
    """The areas looked at on one day, and whether each was in order."""

    key = "round"
    title = "公共区域巡查（按天）"

    def choices(self, year: int) -> list[Choice]:
        query = select(Inspection.day, func.count()).where(
            Inspection.checked.is_not(None), Inspection.day.between(date(year, 1, 1), date(year, 12, 31))
        )
        found = session.execute(query.group_by(Inspection.day).order_by(Inspection.day.desc()).limit(200))
        return [Choice(f"{day}", label(day, count)) for day, count in found]

    def find(self, ref: str) -> Found | None:
        rows = inspections(ref)
        return Found(label(rows[0][0].day, len(rows))) if rows else None

    def draft(self, ref: str) -> Draft:
        rows = inspections(ref)
        made = Draft(f"公共区域巡查记录（{ref}）")
        made.paragraph(f"{ref}巡查公共区域{len(rows)}处，情况如下。")
        made.table(("区域", "合格", "不合格的项目"), [(typed(area.name), *verdict(row, area)) for row, area in rows])
        return made


def verdict(row: Inspection, area: Area) -> tuple[str, str]:
    """How many checks were in order, and which were not."""
    names, checked = dict(areas.checks(area)), row.checked or {}
    bad = [names.get(key, key) for key, is_fine in checked.items() if not is_fine]
    return f"{len(checked) - len(bad)}/{len(checked)}", "；".join(bad) or "—"


def inspections(ref: str) -> list[tuple[Inspection, Area]]:
    try:
        day = date.fromisoformat(ref)
    except ValueError:
        return []
    query = select(Inspection, Area).join(Area).where(Inspection.day == day, Inspection.checked.is_not(None))
    return [(row, area) for row, area in session.execute(query.order_by(Inspection.id))]


def label(day: date, count: int) -> str:
    return f"{day}巡查 {count} 处"


class Findings(Kind):
    """A problem of a place and how it was put right; who reported it is not kept anywhere."""

    key = "finding"
    title = "巡查问题和整改"

    def choices(self, year: int) -> list[Choice]:
        mine = [one for one in findings.listing() if one.finding.day.year == year]
        return [Choice(str(one.finding.id), about(one.finding, one.area)) for one in mine[:200]]

    def find(self, ref: str) -> Found | None:
        row = session.get(Finding, number(ref))
        return Found(about(row, place(row))) if row else None

    def draft(self, ref: str) -> Draft:
        row = session.get_one(Finding, number(ref))
        made = Draft("公共区域问题整改记录")
        rows = [
            ("地点", typed(place(row))),
            ("问题", typed(row.text)),
            ("发现", f"{day_words(row.day)}，{SOURCES[row.source]}"),
            ("整改期限", day_words(row.due_on)),
            ("整改情况", typed(row.fix) or "—"),
            ("整改日期", day_words(row.fixed_on)),
            ("复查销号", day_words(row.closed_on)),
            ("状态", findings.LABELS[row.state]),
        ]
        made.table(("项目", "内容"), rows)
        return made


def place(row: Finding) -> str:
    area = session.get(Area, row.area_id) if row.area_id else None
    return area.name if area else "未指明地点"


def about(row: Finding, where: str) -> str:
    return f"{row.day} {where}：{row.text[:60]}（{findings.LABELS[row.state]}）"
