"""files of the office's records"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# What belongs to the bill of a locked month is as fixed as its figures; what was handed in with a correction stays.
MONTH = "(SELECT month FROM bills WHERE id = {row}.subject_id)"
LOCKED = f"{{row}}.subject_kind = 'bill' AND EXISTS (SELECT 1 FROM month_locks WHERE month = {MONTH})"
GUARDS = (
    ("INSERT", LOCKED.format(row="NEW"), "the month is locked"),
    ("UPDATE", "TRUE", "a file is never changed"),
    ("DELETE", f"OLD.subject_kind = 'correction' OR ({LOCKED.format(row='OLD')})", "the month is locked"),
)
# PostgreSQL: whoever locks a month waits for those who are writing into it, as in 0009.
TURN = f"PERFORM pg_advisory_xact_lock_shared(9, {MONTH} - DATE '2000-01-01');"


def upgrade() -> None:
    attachments()


def attachments() -> None:
    op.create_table(
        "attachments",
        sa.Column("subject_kind", sa.String(length=24), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("key_sealed", sa.Text(), nullable=False),
        sa.Column("file_name", sa.String(length=100), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("manager_id", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["manager_id"], ["managers.id"], name=op.f("fk_attachments_manager_id_managers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("name", name=op.f("uq_attachments_name")),
        sa.UniqueConstraint(
            "subject_kind", "subject_id", "sha256", name=op.f("uq_attachments_subject_kind_subject_id_sha256")
        ),
    )
    for event, when, words in GUARDS:
        guard(event, when, words)


def guard(event: str, when: str, words: str) -> None:
    name, row = f"guard_attachments_{event.lower()}", "OLD" if event == "DELETE" else "NEW"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON attachments WHEN {when} BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {row}.subject_kind = 'bill' THEN {TURN.format(row=row)} END IF; "
        f"IF {when} THEN RAISE EXCEPTION '{words}' USING ERRCODE = 'check_violation'; END IF; RETURN {row}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON attachments FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    op.drop_table("attachments")
    if op.get_bind().dialect.name != "sqlite":
        for event, *_ in GUARDS:
            op.execute(f"DROP FUNCTION guard_attachments_{event.lower()}()")
