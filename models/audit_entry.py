from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class AuditEntry(Base):
    """Who changed what in the console, from what to what, and why. Holds no phone number or openid.

    Append-only: the database itself refuses to change or delete an entry. ``number`` counts from 1 without a gap;
    ``digest`` is a keyed hash over the entry and over ``previous``, the digest of the one before it. Entries older
    than the chain have none until the next ``manage.py setup`` takes them in.
    """

    __tablename__ = "audit_entries"

    number: Mapped[int | None] = mapped_column(unique=True)
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("managers.id"), index=True)
    actor: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(48), index=True)
    subject: Mapped[str] = mapped_column(String(120))
    change: Mapped[dict] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    previous: Mapped[str | None] = mapped_column(String(64))
    digest: Mapped[str | None] = mapped_column(String(64))
