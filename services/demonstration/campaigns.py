"""Two campaigns of the made-up office: one that is over, with its summary, and one that is on. Both its own."""

from datetime import date, time, timedelta

import clock
from models import Campaign, session
from services.campaigns import boards as campaign_boards
from services.campaigns.campaigns import CLOSED, OWN


def make(start: date) -> None:
    """``start`` is the first day of the made-up acts."""
    first = start + timedelta(days=14)
    last = first + timedelta(days=6)
    over = Campaign(
        name="绿色出行周（演示）", kind=OWN, first_day=first, last_day=last, source="机关事务服务中心",
        goal="这一周，五公里以内不开车", has_board=True, state=CLOSED, version=2,
        closed_at=clock.at(last + timedelta(days=3), time(15)),
        summary="七天里各科室记下的出行以步行和骑行为主，行政科组织了拼车。下次把充电车位的安排提前说清楚。",
    )  # fmt: skip
    today = clock.today()
    on = Campaign(
        name="光盘行动月（演示）", kind=OWN, first_day=today - timedelta(days=6),
        last_day=today + timedelta(days=23), source="机关事务服务中心", goal="食堂每天少一桶剩饭", has_board=True,
    )  # fmt: skip
    session.add_all([over, on])
    session.flush()
    for row in (over, on):
        campaign_boards.keep(row.id, row.first_day, row.last_day)
