from datetime import date

from sqlalchemy import select

from models import Campaign, session
from services.campaigns import figures as campaign_figures
from services.campaigns.campaigns import CANCELLED, KINDS
from services.office.evidence.base import Choice, Found, Kind, day_words, number, typed
from services.word.drafts import Draft


class Campaigns(Kind):
    """A campaign with its summary; what was done only as sums of the whole office, and none under five people."""

    key = "campaign"
    title = "主题活动"

    def choices(self, year: int) -> list[Choice]:
        within = Campaign.first_day.between(date(year, 1, 1), date(year, 12, 31))
        query = select(Campaign).where(within, Campaign.state != CANCELLED).order_by(Campaign.first_day.desc())
        return [Choice(str(row.id), label(row)) for row in session.scalars(query.limit(200))]

    def find(self, ref: str) -> Found | None:
        row = session.get(Campaign, number(ref))
        return Found(label(row)) if row and row.state != CANCELLED else None

    def draft(self, ref: str) -> Draft:
        row = session.get_one(Campaign, number(ref))
        made = Draft(f"{row.name}活动情况")
        figures = campaign_figures.of(row)
        rows = [
            ("日期", f"{day_words(row.first_day)} 至 {day_words(row.last_day)}"),
            ("类型", KINDS[row.kind]),
            ("通知文号", typed(row.notice_no) or "—"),
            ("来源", typed(row.source) or "—"),
            ("目标", typed(row.goal) or "—"),
            ("活动期间的记录", f"{figures.acts:,} 次（自愿打卡，全单位合计）" if figures else "不足 5 人，不列"),
        ]
        made.table(("项目", "内容"), rows)
        for line in row.summary.splitlines() or ["还没有写总结。"]:
            made.paragraph(typed(line))
        return made


def label(row: Campaign) -> str:
    return f"{row.name}（{row.first_day}）"
