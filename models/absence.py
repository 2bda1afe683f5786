from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class Absence(Base):
    """Days a person says they were away, both ends included. Private: no manager, colleague or export sees it."""

    __tablename__ = "absences"
    __table_args__ = (CheckConstraint("from_day <= to_day", name="order"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    from_day: Mapped[date]
    to_day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
