"""How the two databases want instants and days where statements are written by hand (``models/hot_path.py``)."""

from datetime import UTC, date, datetime

from models.base import engine

MOMENT = "%04d-%02d-%02d %02d:%02d:%02d.%06d"


class SQLite:
    """Instants and days as SQLAlchemy keeps them in SQLite: text."""

    @staticmethod
    def moment(at: datetime) -> str:
        """``isoformat`` says the same and takes more than twice as long."""
        at = at.astimezone(UTC)
        parts = (at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond)
        return MOMENT % parts

    day = staticmethod(date.isoformat)
    read_day = staticmethod(date.fromisoformat)

    @staticmethod
    def read_moment(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)


class PostgreSQL:
    """Days as they are, instants naive and in UTC."""

    @staticmethod
    def moment(at: datetime) -> datetime:
        return at.astimezone(UTC).replace(tzinfo=None)

    @staticmethod
    def day(day: date) -> date:
        return day

    read_day = day

    @staticmethod
    def read_moment(at: datetime) -> datetime:
        return at.replace(tzinfo=UTC)


def binder() -> type[SQLite] | type[PostgreSQL]:
    return SQLite if engine().dialect.name == "sqlite" else PostgreSQL
