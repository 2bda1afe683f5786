"""Campaigns of some days: which are on, which are coming, and how managers set them up and close them.

Days that come by a yearly notice (全国节能宣传周, 全国低碳日) are never assumed: the manager enters them with the
notice's number. Days that stand in every calendar are offered by ``services/campaigns/days.py``.
"""

import re
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

import clock
from errors import Conflict, Invalid, NotFound
from models import Campaign, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.campaigns import boards as campaign_boards
from services.printing.font import one_line

FIXED, NOTICE, OWN = "fixed", "notice", "own"
KINDS = {FIXED: "固定纪念日", NOTICE: "按年度通知", OWN: "本单位活动"}
OPEN, CLOSED, CANCELLED = "open", "closed", "cancelled"
COMING_DAYS = 90
LONGEST = timedelta(days=366)
NOTICE_NO = re.compile(r"[^\s〔]+〔(\d{4})〕第?\d+号")
BRACKETS = str.maketrans("[]【】()（）", "〔〕〔〕〔〕〔〕")
SIZES = {"name": 40, "notice_no": 60, "source": 120, "goal": 200}


class Draft(NamedTuple):
    """What a manager fills in. ``version`` is the one their page showed; 0 for a new one."""

    name: str
    kind: str
    first_day: date | None
    last_day: date | None
    notice_no: str
    source: str
    goal: str
    has_board: bool
    version: int = 0


def get(campaign_id: int) -> Campaign:
    """Raises NotFound."""
    row = session.get(Campaign, campaign_id)
    if row is None:
        raise NotFound("没有这项主题活动")
    return row


def current(day: date) -> list[Campaign]:
    """Those that are on, the first to end first."""
    query = select(Campaign).where(Campaign.state == OPEN, Campaign.first_day <= day, Campaign.last_day >= day)
    return list(session.scalars(query.order_by(Campaign.last_day, Campaign.id)))


def coming(day: date, days: int = COMING_DAYS) -> list[Campaign]:
    """Those that start after a day, within so many days, the first to start first."""
    until = day + timedelta(days=days)
    query = select(Campaign).where(Campaign.state == OPEN, Campaign.first_day > day, Campaign.first_day <= until)
    return list(session.scalars(query.order_by(Campaign.first_day, Campaign.id)))


def to_close() -> list[Campaign]:
    """Those that are over and wait for their summary."""
    query = select(Campaign).where(Campaign.state == OPEN, Campaign.last_day < clock.today())
    return list(session.scalars(query.order_by(Campaign.last_day)))


def past() -> list[Campaign]:
    """Closed and cancelled ones, the latest first."""
    return list(session.scalars(select(Campaign).where(Campaign.state != OPEN).order_by(Campaign.first_day.desc())))


def later() -> list[Campaign]:
    """Every open one that has not begun."""
    query = select(Campaign).where(Campaign.state == OPEN, Campaign.first_day > clock.today())
    return list(session.scalars(query.order_by(Campaign.first_day, Campaign.id)))


def open_ones() -> list[Campaign]:
    """Those that are on or coming."""
    return [*current(clock.today()), *later()]


def of_year(year: int) -> list[Campaign]:
    """All that begin in a year and were not called off, by day."""
    within = Campaign.first_day.between(date(year, 1, 1), date(year, 12, 31))
    query = select(Campaign).where(within, Campaign.state != CANCELLED)
    return list(session.scalars(query.order_by(Campaign.first_day, Campaign.id)))


def make(draft: Draft, actor: Actor) -> Campaign:
    """A new one. Raises Invalid."""
    values = checked(draft)
    taken = session.scalar(select(Campaign.id).filter_by(name=values["name"], first_day=values["first_day"]))
    if taken:
        raise Invalid(fields={"name": "已经有一项同名、同一天开始的主题活动"})
    row = Campaign(**values, created_by=actor.manager_id)
    session.add(row)
    session.flush()
    campaign_boards.keep(row.id, row.first_day, row.last_day)
    change = {name: [None, written(value)] for name, value in values.items() if value}
    audit.write(actor, "campaign.make", f"主题活动「{row.name}」", change)
    return row


def change(campaign_id: int, draft: Draft, actor: Actor) -> Campaign:
    """Raises NotFound, Conflict for one that has ended, Invalid, also when somebody changed it meanwhile."""
    row = locked(campaign_id, draft.version)
    values = checked(draft)
    if row.first_day <= clock.today() and values["first_day"] != row.first_day:
        raise Invalid(fields={"first_day": "活动已经开始，开始日期不能再改"})
    changes = {name: [written(getattr(row, name)), written(value)] for name, value in values.items()}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if changes:
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        session.flush()
        campaign_boards.keep(row.id, row.first_day, row.last_day)
        audit.write(actor, "campaign.change", f"主题活动「{row.name}」", changes)
    return row


def close(campaign_id: int, version: int, summary: str, actor: Actor) -> None:
    """End one with a summary, on its last day or later. Raises NotFound, Conflict, Invalid."""
    row = locked(campaign_id, version)
    words = "".join(letter for letter in summary if letter == "\n" or letter.isprintable()).strip()[:2000]
    if clock.today() < row.last_day:
        raise Conflict("活动还没有结束，最后一天起才能总结；提前结束的，请先把结束日期改到今天")
    if not words:
        raise Invalid(fields={"summary": "请写几句总结：做了什么，结果怎样"})
    row.state, row.summary, row.closed_at, row.version = CLOSED, words, clock.now(), row.version + 1
    audit.write(actor, "campaign.close", f"主题活动「{row.name}」", {"state": [OPEN, CLOSED]}, words)


def cancel(campaign_id: int, version: int, reason: str, actor: Actor) -> None:
    """Call one off, with the reason. Raises NotFound, Conflict, Invalid."""
    row = locked(campaign_id, version)
    if not one_line(reason):
        raise Invalid(fields={"reason": "请写明取消的原因"})
    row.state, row.summary, row.closed_at, row.version = CANCELLED, one_line(reason)[:200], clock.now(), row.version + 1
    campaign_boards.drop(row.id)
    audit.write(actor, "campaign.cancel", f"主题活动「{row.name}」", {"state": [OPEN, CANCELLED]}, row.summary)


def locked(campaign_id: int, version: int) -> Campaign:
    row = session.scalar(select(Campaign).filter_by(id=campaign_id).with_for_update())
    if row is None:
        raise NotFound("没有这项主题活动")
    if row.state != OPEN:
        raise Conflict("这项主题活动已经结束，不能再改")
    if version != row.version:
        raise Invalid(fields={"version": "有人刚刚改过这项活动：请看下面的差别，改好后再保存；您填的内容还在"})
    return row


def checked(draft: Draft) -> dict[str, Any]:
    """The columns of a draft. Raises Invalid naming every field that is wrong."""
    words = {name: one_line(getattr(draft, name))[:size] for name, size in SIZES.items()}
    words["notice_no"] = words["notice_no"].translate(BRACKETS).replace(" ", "")
    faults = days_at_fault(draft)
    if not words["name"]:
        faults["name"] = "请填写名称"
    if draft.kind not in KINDS:
        faults["kind"] = "请选择类型"
    if draft.kind == NOTICE and not NOTICE_NO.fullmatch(words["notice_no"]):
        faults["notice_no"] = "请填写通知的文号，例如 国管节能〔2026〕28号；日期以这份通知为准"
    if faults:
        raise Invalid(fields=faults)
    return words | {
        "kind": draft.kind,
        "first_day": draft.first_day,
        "last_day": draft.last_day,
        "has_board": draft.has_board,
    }


def days_at_fault(draft: Draft) -> dict[str, str]:
    if draft.first_day is None or draft.last_day is None:
        return {
            name: "请填写日期，例如 2026-06-15" for name in ("first_day", "last_day") if getattr(draft, name) is None
        }
    if draft.last_day < draft.first_day:
        return {"last_day": "结束日期不能早于开始日期"}
    if draft.last_day - draft.first_day >= LONGEST:
        return {"last_day": "一项主题活动最长一年"}
    if draft.last_day < clock.today():
        return {"last_day": "结束日期已经过去了"}
    return {}


def written(value: Any) -> Any:
    """As the log keeps it."""
    return str(value) if isinstance(value, date) else value
