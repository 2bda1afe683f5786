from datetime import date

from sqlalchemy import select

from models import Event, Resolution, session
from services.office.events.events import BOARDS, CANCELLED, KINDS, STATES
from services.office.evidence.base import Choice, Found, Kind, day_words, number, typed
from services.word.drafts import Draft


class Events(Kind):
    """A training, a meeting, something held: with its minutes and what it decided, and a number of people, no names."""

    key = "event"
    title = "活动、培训和会议"

    def choices(self, year: int) -> list[Choice]:
        within = Event.first_day.between(date(year, 1, 1), date(year, 12, 31))
        query = select(Event).where(within, Event.state != CANCELLED).order_by(Event.first_day.desc(), Event.id.desc())
        return [Choice(str(row.id), label(row)) for row in session.scalars(query.limit(200))]

    def find(self, ref: str) -> Found | None:
        row = session.get(Event, number(ref))
        return Found(label(row)) if row and row.state != CANCELLED else None

    def draft(self, ref: str) -> Draft:
        row = session.get_one(Event, number(ref))
        made = Draft(row.title)
        rows = [
            ("类型", BOARDS.get(row.board, KINDS[row.kind])),
            ("日期", f"{day_words(row.first_day)} 至 {day_words(row.last_day)}"),
            ("地点", typed(row.place) or "—"),
            ("参加人数", "—" if row.attendance is None else f"{row.attendance:,} 人"),
            ("状态", STATES[row.state]),
        ]
        made.table(("项目", "内容"), rows)
        for line in row.summary.splitlines() or ["还没有登记结果。"]:
            made.paragraph(typed(line))
        self.resolutions(made, row)
        return made

    def resolutions(self, made: Draft, row: Event) -> None:
        query = select(Resolution).filter_by(event_id=row.id).order_by(Resolution.id)
        rows = [
            (typed(one.text), day_words(one.due_on), day_words(one.done_on), typed(one.done_text) or "—")
            for one in session.scalars(query)
        ]
        if rows:
            made.table(("议定事项", "期限", "完成", "完成情况"), rows, "议定事项")

    def files(self, ref: str) -> tuple[str, list[int]]:
        return "event", [number(ref)]


def label(row: Event) -> str:
    return f"{row.title}（{row.first_day}，{STATES[row.state]}）"
