"""Insert a row unless its unique key is taken, without a lost race."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from models import Base, engine, session

INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_once(table: type[Base], **values: object) -> bool:
    """True when the row is new; False when a unique key already held one, which is left as it is."""
    insert = INSERTS[engine().dialect.name]
    row = session.execute(insert(table).values(**values).on_conflict_do_nothing().returning(table.id)).first()
    return row is not None
