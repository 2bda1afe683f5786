from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Department(Base):
    """A unit or a department in the office's tree. ``path`` names it from the root down, ``/`` between levels."""

    __tablename__ = "departments"

    path: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    pinyin: Mapped[str] = mapped_column(String(200), default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    is_closed: Mapped[bool] = mapped_column(default=False)
