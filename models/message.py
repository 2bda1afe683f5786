from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class Message(Base):
    """The in-app inbox: the copy of record of whatever was said to a person. ``source`` makes it once only.

    ``kind`` is the reminder's, so that it can be switched off from the message itself.
    """

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("account_id", "source"), Index(None, "account_id", "read_at"))

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    source: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(200))
    page: Mapped[str] = mapped_column(String(128), default="")
    kind: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]
