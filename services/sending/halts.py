"""Why nothing is sent for the time being: the provider takes nothing from us. One setting a channel, shown to all."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, select, update

from models import Setting, session
from services.inserts import insert_once

SETTING = "push_halted"
SETTINGS = {"wechat": SETTING, "wecom": "push_halted_wecom"}
REPAIR_SECONDS = 600  # how often to look whether an account that needs repair has been repaired


class Halt(NamedTuple):
    """``seconds`` until it may be worth trying; None: somebody must repair something."""

    code: int | None
    seconds: int | None


def halt(channel: str, found: Halt, now: datetime) -> None:
    """Let nobody send on a channel until it may be worth trying again."""
    until = now + timedelta(seconds=found.seconds or REPAIR_SECONDS)
    value = {"code": found.code, "until": until.isoformat(), "needs_repair": found.seconds is None}
    insert_once(Setting, key=SETTINGS[channel], value=value)
    session.execute(update(Setting).where(Setting.key == SETTINGS[channel]).values(value=value))


def halted(channel: str = "wechat") -> dict[str, Any] | None:
    """For the console: ``code`` (the provider's), ``until`` (RFC 3339), ``needs_repair``."""
    value = session.scalar(select(Setting.value).where(Setting.key == SETTINGS[channel]))
    return value if isinstance(value, dict) else None


def halted_until(channel: str = "wechat") -> datetime | None:
    """When sending may be tried again after a halt; None when there is none."""
    found = halted(channel)
    return datetime.fromisoformat(found["until"]) if found else None


def resume(channel: str = "wechat") -> None:
    """Messages are taken again."""
    session.execute(delete(Setting).where(Setting.key == SETTINGS[channel]))
