"""Inserting where a row may be there already, without a lost race."""

from typing import Any

from sqlalchemy import func, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from models import Base, engine, session

INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_once(table: type[Base], **values: object) -> bool:
    """True when the row is new; False when a unique key already held one, which is left as it is."""
    insert = INSERTS[engine().dialect.name]
    row = session.execute(insert(table).values(**values).on_conflict_do_nothing().returning(table.id)).first()
    return row is not None


def put(table: type[Base], rows: list[dict[str, Any]], names: tuple[str, ...], *, adding: bool = False) -> None:
    """Write rows by their primary key, each once; those that are there get the new values, or these on top.

    PostgreSQL is sent a column at a time: one statement of arrays costs a third of one statement a row.
    """
    if not rows:
        return
    keys = [column.name for column in table.__table__.primary_key]
    row = INSERTS[engine().dialect.name](table)
    values = {name: getattr(table, name) + row.excluded[name] if adding else row.excluded[name] for name in names}
    if engine().dialect.name != "postgresql":
        session.execute(row.on_conflict_do_update(index_elements=keys, set_=values), rows)
        return
    columns = [table.__table__.columns[name] for name in rows[0]]
    lists = (literal([one[column.name] for one in rows], postgresql.ARRAY(column.type)) for column in columns)
    given = select(*(func.unnest(values) for values in lists))
    session.execute(row.from_select(columns, given).on_conflict_do_update(index_elements=keys, set_=values))
