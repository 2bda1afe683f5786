from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class RollImport(Base):
    """An uploaded roll between its preview and its being applied. The rows are sealed: they hold phone numbers."""

    __tablename__ = "roll_imports"

    file_name: Mapped[str] = mapped_column(String(200))
    rows_sealed: Mapped[str | None] = mapped_column(Text)
    summary: Mapped[dict] = mapped_column(JSON)
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("managers.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    applied_at: Mapped[datetime | None]
