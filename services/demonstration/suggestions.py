"""What the made-up office's people wrote, and what came of it: answered, in work, waiting."""

from datetime import time, timedelta
from typing import NamedTuple

from sqlalchemy import select

import clock
from models import Account, Employee, Posting, Suggestion, SuggestionStep, session
from services.managers import sign_ins as console_sign_ins
from services.suggestions.suggestions import (
    ACCEPT_DAYS,
    ACCEPTED,
    DECLINED,
    RECEIVED,
    REPLIED,
    REPLY_DAYS,
    workday_after,
)


class Story(NamedTuple):
    """Written ``days`` ago; answered ``took`` days later when there is an ``answer``, and rated with ``stars``."""

    days: int
    kind: str
    text: str
    state: str
    answer: str = ""
    took: int = 0
    stars: int | None = None
    is_anonymous: bool = False


STORIES = (
    Story(45, "suggestion", "三楼茶水间的厨余桶下午总是满的，能不能加收一次？", REPLIED,
          "保洁从本周起下午四点加收一次，请您看看是否够用。", 3, 5),
    Story(38, "question", "骑共享电动车上班，选自行车还是电动自行车？", REPLIED,
          "请选电动自行车，按骑行的距离选档次就行。", 1, 4),
    Story(30, "complaint", "地下车库的充电车位经常被油车占着，来得晚就充不上电。", REPLIED,
          "已重画标线并加装地锁，门岗每天上午巡查两次。车位还是不够的，请接着告诉我们。", 9, 3),
    Story(21, "suggestion", "公交站牌到办公楼那段路晚上没有灯，走路下班的人多起来了。", DECLINED,
          "这段路由市政管理，已把您的意见转给县住建局，有了回音再告诉您。", 2, None, True),
    Story(8, "suggestion", "打印室可以放一个单面纸回收盒，草稿直接用背面。", ACCEPTED),
    Story(6, "complaint", "食堂残食台前面的提示牌挡住了洗手池。", RECEIVED, is_anonymous=True),
    Story(1, "question", "出差期间的连续天数会断吗？", RECEIVED),
)  # fmt: skip


def make() -> None:
    """Call once the made-up people are on the roll."""
    manager_id = console_sign_ins.first_owner().id
    authors = session.execute(
        select(Account.id, Posting.department_id)
        .join(Employee, Employee.id == Account.employee_id)
        .join(Posting, Posting.employee_id == Employee.id)
        .order_by(Account.id)
    ).all()
    for number, story in enumerate(STORIES):
        account_id, department_id = authors[(number * 23) % len(authors)]
        write(story, account_id, department_id, manager_id)


def write(story: Story, account_id: int, department_id: int, manager_id: int) -> None:
    day = clock.today() - timedelta(days=story.days)
    at = clock.at(day, time(10, 20))
    accept_by = workday_after(day, ACCEPT_DAYS)
    due_on = accept_by if story.state == RECEIVED else workday_after(day, REPLY_DAYS + 1)
    row = Suggestion(
        account_id=account_id, department_id=department_id, key=f"made-up-{story.days}", kind=story.kind,
        text=story.text, is_anonymous=story.is_anonymous, state=story.state, day=day, due_on=due_on, created_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    steps = [SuggestionStep(kind="submit", due_on=accept_by, created_at=at)]
    if story.state != RECEIVED:
        steps.append(SuggestionStep(kind="accept", manager_id=manager_id, due_on=due_on, created_at=at + timedelta(1)))
        row.assignee_id = manager_id
    if story.answer:
        ended = at + timedelta(days=story.took)
        kind = "reply" if story.state == REPLIED else "decline"
        steps.append(SuggestionStep(kind=kind, manager_id=manager_id, text=story.answer, created_at=ended))
        row.ended_on = day + timedelta(days=story.took)
        row.is_in_time, row.stars = row.ended_on <= due_on, story.stars
    if story.stars:
        last = steps[-1].created_at + timedelta(hours=2)
        steps.append(SuggestionStep(kind="rate", text=f"{story.stars} 星", created_at=last))
    for step in steps:
        step.suggestion_id = row.id
    session.add_all(steps)
    row.version = len(steps)
