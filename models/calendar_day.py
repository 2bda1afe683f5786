from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class CalendarDay(Base):
    """A day the office itself has declared: a holiday, a make-up working day, or its own exception. It wins.

    ``source`` names the notice or the person's reason, so that an inspector can follow it.
    """

    __tablename__ = "calendar_days"

    day: Mapped[date] = mapped_column(unique=True)
    is_workday: Mapped[bool]
    name: Mapped[str] = mapped_column(String(32))
    source: Mapped[str] = mapped_column(String(120), default="")
