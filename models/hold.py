from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class Hold(Base):
    """An act that waits for a look before it counts.

    ``doubt`` is the sentence its owner was told, ``evidence`` what the manager is shown besides.
    A held act is written together with its own reversal, so that it adds up to nothing anywhere until it is accepted:
    then the next attempt of its slot is written, which counts. ``state`` is waiting, accepted, refused, or withdrawn
    by its owner.
    """

    __tablename__ = "holds"
    __table_args__ = (Index(None, "state", "id"),)

    check_in_id: Mapped[int] = mapped_column(ForeignKey("check_ins.id"), unique=True)
    doubt: Mapped[str] = mapped_column(String(120))
    evidence: Mapped[dict] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("managers.id"))
    reason: Mapped[str] = mapped_column(String(200), default="")
