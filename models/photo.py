from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class Photo(Base):
    """A picture somebody added of their own accord; the file is sealed with a key of its own, which is kept here.

    So a deleted row makes the file unreadable at once, whenever the file itself is swept. ``state`` is checking, passed
    or refused; ``suggest`` and ``label`` are WeChat's opinion, once it came (pass, review or risky; 100 = nothing).
    ``use`` says what it was added to first, empty while nothing. ``again_of_id`` is an earlier one it looks like.
    ``account_id`` is empty once one that belongs to a finding was decided on: who reported it is not kept.
    ``dhash`` is 64 bits in hexadecimal; ``fetch_hash`` the SHA-256 of the word by which WeChat may fetch it.
    """

    __tablename__ = "photos"
    __table_args__ = (
        UniqueConstraint("account_id", "sha256"),
        Index(None, "state", "asked_at"),
        Index(None, "sha256"),
        Index(None, "dhash"),
    )

    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    name: Mapped[str] = mapped_column(String(32), unique=True)
    key_sealed: Mapped[str] = mapped_column(Text)
    width: Mapped[int]
    height: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    dhash: Mapped[str] = mapped_column(String(16))
    again_of_id: Mapped[int | None] = mapped_column(ForeignKey("photos.id", ondelete="SET NULL"))
    use: Mapped[str] = mapped_column(String(64), default="")
    state: Mapped[str] = mapped_column(String(16), default="checking")
    fetch_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    asks: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime | None]
    trace_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    suggest: Mapped[str] = mapped_column(String(16), default="")
    label: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(200), default="")
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("managers.id"))
    reviewed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
