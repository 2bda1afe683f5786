from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Setting(Base):
    """One named value of the office. ``rules_revision`` changes with every rule, so caches know."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(String(48), unique=True)
    value: Mapped[dict | list | str | int | bool | None] = mapped_column(JSON)
