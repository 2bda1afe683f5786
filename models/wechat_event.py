from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class WeChatEvent(Base):
    """An event of WeChat's message push that has been dealt with, so that its repetitions find it. Not what it said."""

    __tablename__ = "wechat_events"

    key: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
