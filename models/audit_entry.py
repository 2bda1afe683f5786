from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class AuditEntry(Base):
    """Who changed what in the console, from what to what, and why. Append-only; holds no phone number or openid."""

    __tablename__ = "audit_entries"

    manager_id: Mapped[int | None] = mapped_column(ForeignKey("managers.id"), index=True)
    actor: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(48))
    subject: Mapped[str] = mapped_column(String(120))
    change: Mapped[dict] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
