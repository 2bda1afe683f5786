"""What is going on in sending, in numbers of messages, and what somebody has to decide. Never who."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import case, func, select

import clock
from models import Delivery, Lease, Reminder, Setting, session
from services.reminders.nudges import NO_GRANT, WECHAT, WECOM
from services.sending import halts
from services.sending import templates as message_templates

NIGHT = "push_reconciliation"
STATES = ("pending", "sending", "sent", "inbox_only", "refused", "failed", "unknown", "dropped")
CHANNELS = {WECHAT: "微信", WECOM: "企业微信"}


class Decision(NamedTuple):
    """Something that waits for a person. ``endpoint`` is the console's page where it is dealt with."""

    sentence: str
    endpoint: str = "console.reminders.show"
    is_urgent: bool = True


class Today(NamedTuple):
    """``counts`` by state, all of them; ``senders`` that are alive; ``last_at`` when one ended last."""

    counts: dict[str, int]
    senders: int
    last_at: datetime | None


def today() -> Today:
    day = clock.today()
    ended = case((Delivery.reason == NO_GRANT, "inbox_only"), else_=Delivery.state)
    rows = session.execute(select(ended, func.count()).where(Delivery.day == day).group_by(ended)).all()
    last = session.scalar(select(func.max(Delivery.settled_at)).where(Delivery.day == day))
    return Today(dict.fromkeys(STATES, 0) | {state: count for state, count in rows}, senders(), last)  # noqa: C416


def senders() -> int:
    """How many schedulers are alive."""
    alive = select(func.count()).select_from(Lease).where(Lease.name.startswith("sender:"), Lease.until > clock.now())
    return session.scalar(alive) or 0


def decisions() -> list[Decision]:
    """What stops reminders and does not mend itself, the worst first. For the reminders page and the first page."""
    found = [*halted(), *troubled()]
    if not found and senders() == 0 and any_pending():
        found.append(Decision("有提醒等着发，但发送进程没有在运行；请运维人员启动 manage.py scheduler。"))
    return found


def halted() -> list[Decision]:
    found = []
    for channel, name in CHANNELS.items():
        halt = halts.halted(channel)
        if halt is None:
            continue
        code = f"错误码 {halt['code']}" if halt["code"] is not None else "没有给出错误码"
        if halt["needs_repair"]:
            todo = "需要运维人员检查小程序的密钥、接口权限和消息模板，修好后会自动恢复。"
        else:
            todo = f"已停止发送，{clock.local(datetime.fromisoformat(halt['until'])):%H:%M} 起自动再试。"
        found.append(Decision(f"{name}暂不接收本小程序的消息（{code}）。{todo}", is_urgent=halt["needs_repair"]))
    return found


def troubled() -> list[Decision]:
    """Rules that WeChat takes no message of, or would not by what it said of the account's templates."""
    copy = message_templates.known()
    rules = session.scalars(select(Reminder).where(Reminder.is_on).order_by(Reminder.at, Reminder.id)).all()
    found = []
    for rule in rules:
        unfit = message_templates.fault(rule.template_id, rule.template_keys, copy)
        if rule.trouble:
            words = f"「{rule.title}」已停发：微信不接受它的模板或页面（{rule.trouble}）。请改正后保存，即恢复。"
            found.append(Decision(words))
        elif unfit:
            found.append(Decision(f"「{rule.title}」会发不出去：{unfit}。"))
    return found


def any_pending() -> bool:
    waits = select(Delivery.id).where(Delivery.state == "pending", Delivery.try_at < clock.now())
    due = select(Reminder.id).where(Reminder.is_on, Reminder.next_run_at < clock.now())
    return any(session.scalar(query.limit(1)) is not None for query in (waits, due))


def last_night() -> dict[str, Any] | None:
    """The last nightly reconciliation (``services/sending/reconciliation.py``)."""
    value = session.scalar(select(Setting.value).filter_by(key=NIGHT))
    return value if isinstance(value, dict) else None
