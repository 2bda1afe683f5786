from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class WasteItem(Base):
    """What the office itself adds to the waste dictionary, or says otherwise than ``data/waste_items.csv``."""

    __tablename__ = "waste_items"

    name: Mapped[str] = mapped_column(String(32), unique=True)
    category: Mapped[str] = mapped_column(String(16))
    aliases: Mapped[list] = mapped_column(JSON, default=list)
    note: Mapped[str] = mapped_column(String(120), default="")
    reason: Mapped[str] = mapped_column(String(200))
    actor: Mapped[str] = mapped_column(String(64))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("managers.id"))
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)


class WasteSearch(Base):
    """Something searched for in vain: how often, and the last day. No person, no hour, no address.

    Until it has been searched often enough to be nobody's own, only a keyed fingerprint is kept, and ``word`` is None.
    """

    __tablename__ = "waste_searches"

    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    word: Mapped[str | None] = mapped_column(String(32))
    times: Mapped[int] = mapped_column(default=0)
    last_day: Mapped[date]
    is_dismissed: Mapped[bool] = mapped_column(default=False)
