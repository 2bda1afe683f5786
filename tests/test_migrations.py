import sqlite3

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

import models
from config import ROOT


def test_migrations_build_exactly_the_models(database):
    with models.engine().connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), models.Base.metadata) == []


def test_every_constraint_has_a_name():
    for table in models.Base.metadata.tables.values():
        assert all(constraint.name for constraint in table.constraints), table.name


def test_migrations_go_down_as_well_as_up(tmp_path):
    with models.connect(f"sqlite:///{tmp_path}/down.db").connect() as connection:
        config = Config(toml_file=ROOT / "pyproject.toml")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        command.downgrade(config, "base")
        connection.commit()
    tables = sqlite3.connect(tmp_path / "down.db").execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    assert {name for (name,) in tables} <= {"alembic_version"}
    models.disconnect()


def test_migrations_do_not_import_the_models():
    for path in (ROOT / "migrations" / "versions").glob("*.py"):
        assert "models" not in path.read_text()
