"""console: a chain behind the audit log, a second step of signing in, departments by hand"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

SQLITE_TRIGGERS = {
    "audit_entries_keep": "BEFORE UPDATE ON audit_entries WHEN OLD.number IS NOT NULL",
    "audit_entries_stay": "BEFORE DELETE ON audit_entries",
}
POSTGRES_TRIGGERS = {
    "audit_entries_keep": "BEFORE UPDATE ON audit_entries FOR EACH ROW WHEN (OLD.number IS NOT NULL)",
    "audit_entries_stay": "BEFORE DELETE ON audit_entries FOR EACH ROW",
}


def upgrade() -> None:
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("previous", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("digest", sa.String(length=64), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_audit_entries_number"), ["number"])
        batch_op.create_index(batch_op.f("ix_audit_entries_action"), ["action"], unique=False)
    keep_for_good()
    with op.batch_alter_table("managers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("totp_sealed", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("totp_step", sa.BigInteger(), nullable=True))
    op.create_table(
        "recovery_codes",
        sa.Column("manager_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["manager_id"], ["managers.id"], name=op.f("fk_recovery_codes_manager_id_managers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_codes_code_hash")),
    )
    with op.batch_alter_table("recovery_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_codes_manager_id"), ["manager_id"], unique=False)
    op.execute("DELETE FROM console_sessions")  # they last twelve hours; everybody signs in anew
    with op.batch_alter_table("console_sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("browser", sa.String(length=40), nullable=False))
        batch_op.add_column(sa.Column("is_proven", sa.Boolean(), nullable=False))
        batch_op.add_column(sa.Column("tries", sa.Integer(), nullable=False))
        batch_op.add_column(sa.Column("seen_at", sa.DateTime(), nullable=False))
    with op.batch_alter_table("departments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_kept", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("departments", schema=None) as batch_op:
        batch_op.alter_column("is_kept", server_default=None)
    op.create_table(
        "department_events",
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("before", sa.String(length=200), nullable=False),
        sa.Column("after", sa.String(length=200), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_department_events_department_id_departments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_events")),
    )
    with op.batch_alter_table("department_events", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_department_events_department_id_day"), ["department_id", "day"], unique=False
        )


def keep_for_good() -> None:
    """The database itself refuses to change or delete an entry that is in the chain."""
    if op.get_bind().dialect.name == "sqlite":
        for name, when in SQLITE_TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END")
        return
    op.execute(
        "CREATE FUNCTION audit_entries_keep() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$"
    )
    for name, when in POSTGRES_TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION audit_entries_keep()")


def downgrade() -> None:
    op.drop_table("department_events")
    with op.batch_alter_table("departments", schema=None) as batch_op:
        batch_op.drop_column("is_kept")
    with op.batch_alter_table("console_sessions", schema=None) as batch_op:
        for name in ("seen_at", "tries", "is_proven", "browser"):
            batch_op.drop_column(name)
    op.drop_table("recovery_codes")
    with op.batch_alter_table("managers", schema=None) as batch_op:
        batch_op.drop_column("totp_step")
        batch_op.drop_column("totp_sealed")
    if op.get_bind().dialect.name == "sqlite":
        for name in SQLITE_TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
    else:
        op.execute("DROP FUNCTION audit_entries_keep() CASCADE")
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entries_action"))
        batch_op.drop_constraint(batch_op.f("uq_audit_entries_number"), type_="unique")
        batch_op.drop_column("digest")
        batch_op.drop_column("previous")
        batch_op.drop_column("number")
