"""Alembic's entry: runs on the connection it is handed, or on DATABASE_URL."""

import os

from alembic import context
from sqlalchemy import BigInteger, create_engine

from models import Base, UTCDateTime


def render(kind, item, autogen):
    """Write our own types as the plain ones they are made of: migrations never import models."""
    if isinstance(item, UTCDateTime):
        return "sa.DateTime()"
    if isinstance(item, BigInteger) and item._variant_mapping:
        return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    return False


def run(connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


handed = context.config.attributes.get("connection")
if handed is not None:
    run(handed)
else:
    with create_engine(os.environ["DATABASE_URL"]).connect() as fresh:
        run(fresh)
