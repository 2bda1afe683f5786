from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Department(Base):
    """A unit or a department in the office's tree. ``path`` names it from the root down, ``/`` between levels.

    ``is_kept``: made by hand, it stays open while nobody is in it yet.
    """

    __tablename__ = "departments"

    path: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    pinyin: Mapped[str] = mapped_column(String(200), default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    is_closed: Mapped[bool] = mapped_column(default=False)
    is_kept: Mapped[bool] = mapped_column(default=False)


class DepartmentEvent(Base):
    """What became of a department: added, renamed, moved, closed or reopened, with its path before and after."""

    __tablename__ = "department_events"
    __table_args__ = (Index(None, "department_id", "day"),)

    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    day: Mapped[date]
    kind: Mapped[str] = mapped_column(String(16))
    before: Mapped[str] = mapped_column(String(200), default="")
    after: Mapped[str] = mapped_column(String(200), default="")
