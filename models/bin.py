from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class Bin(Base):
    """A waste bin, or a station of several, with a code of its own on its sticker.

    ``categories`` holds keys of the four classes (``services/waste/classes.py``); ``state`` is active, retired or
    replaced. A code is never used again: a sticker that is out of date says what happened and, when the bin only got a
    new sticker, ``replaced_by_id`` leads to it. ``area`` is a compound: between two of them nobody walks in minutes.
    """

    __tablename__ = "bins"
    __table_args__ = (Index(None, "state", "area", "place"),)

    code: Mapped[str] = mapped_column(String(8), unique=True)
    place: Mapped[str] = mapped_column(String(40))
    floor: Mapped[str] = mapped_column(String(16), default="")
    area: Mapped[str] = mapped_column(String(32), default="")
    categories: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16), default="active")
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("bins.id"))
    reason: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[datetime | None]
