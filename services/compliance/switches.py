"""What is risky and therefore off until the office turns it on, with a reason (国办函〔2026〕12号)."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select, update

from errors import Invalid, NotFound
from models import AuditEntry, Setting, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.inserts import insert_once
from services.printing.font import one_line

PEOPLE_BOARD, PHOTOS = "people_board_on", "photos_on"
REASON_LENGTH = 4


class Switch(NamedTuple):
    """``action`` is what the log calls turning it."""

    title: str
    meaning: str
    action: str


SWITCHES = {
    PEOPLE_BOARD: Switch(
        "个人榜",
        "开启后，只有自己打开“上个人榜”的人才会列出；不开启，谁也不列。",
        "people_board.switch",
    ),
    PHOTOS: Switch(
        "照片",
        "开启后，职工可以（不是必须）附照片，先通过内容检查才给别人看；不开启，哪里都不收照片。",
        "photos.switch",
    ),
}


class Turned(NamedTuple):
    """When a switch was last turned, by whom, to what, and why."""

    at: datetime
    actor: str
    is_on: bool
    reason: str


def is_on(key: str) -> bool:
    return session.scalar(select(Setting.value).filter_by(key=key)) is True


def turn(key: str, to: bool, reason: str, actor: Actor) -> None:
    """On or off, with an entry in the log; on needs a reason. Raises NotFound, Invalid."""
    switch = SWITCHES.get(key)
    if switch is None:
        raise NotFound("没有这个开关")
    said = one_line(reason)[:200]
    if to and len(said) < REASON_LENGTH:
        raise Invalid(fields={key: f"开启{switch.title}须写明理由，会记入操作日志"})
    insert_once(Setting, key=key, value=False)
    session.scalars(select(Setting.id).filter_by(key=key).with_for_update()).all()  # whoever else turns it waits
    before = is_on(key)
    if before != to:
        session.execute(update(Setting).filter_by(key=key).values(value=to))
        audit.write(actor, switch.action, switch.title, {"is_on": [before, to]}, said)


def last_turned(key: str) -> Turned | None:
    query = select(AuditEntry).filter_by(action=SWITCHES[key].action).order_by(AuditEntry.id.desc()).limit(1)
    entry = session.scalar(query)
    if entry is None:
        return None
    return Turned(entry.created_at, entry.actor, bool(entry.change["is_on"][1]), entry.reason)
