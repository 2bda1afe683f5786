from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class Participation(Base):
    """One person's explicit consent to take part, from joining to leaving.

    Acts hang on this row, not on the person. Leaving cuts ``account_id``: what remains is a number nobody can
    trace, and its department's sums (国办函〔2026〕12号, product rule "leaving removes what identifies").
    """

    __tablename__ = "participations"

    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"), unique=True)
    policy_version: Mapped[str] = mapped_column(String(32))
    joined_at: Mapped[datetime] = mapped_column(default=clock.now)
    joined_on: Mapped[date] = mapped_column(default=clock.today)
    on_people_board: Mapped[bool] = mapped_column(default=False)
