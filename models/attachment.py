from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

import clock
from models.base import Base


class Attachment(Base):
    """A file that belongs to one of the office's records; the bytes are sealed with a key of their own, kept here.

    ``subject_kind`` is a key of ``services/office/attachment_subjects.py``, ``subject_id`` the record's id. ``name``
    is where the bytes lie, ``file_name`` what people call it. ``media_type``, ``size`` (bytes) and ``sha256`` are of
    the file as it is handed out. A row is never changed; what belongs to a locked month's bill, or to a correction,
    is never removed either, as the database enforces (migration 0012).
    """

    __tablename__ = "attachments"
    __table_args__ = (UniqueConstraint("subject_kind", "subject_id", "sha256"),)

    subject_kind: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(32), unique=True)
    key_sealed: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(String(100))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    actor: Mapped[str] = mapped_column(String(64))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("managers.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
