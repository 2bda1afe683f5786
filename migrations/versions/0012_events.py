"""files of the office's records, the calendar of events, resolutions, low-carbon days"""

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
    events()
    resolutions()
    low_carbon_days()


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


def events() -> None:
    op.create_table(
        "events",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("board", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("ends_at", sa.Time(), nullable=True),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("department_id", BIG, nullable=True),
        sa.Column("organiser", sa.String(length=60), nullable=False),
        sa.Column("campaign_id", BIG, nullable=True),
        sa.Column("series", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attendance", sa.Integer(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_events_order")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_events_department_id_departments")
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_events_campaign_id_campaigns")),
        sa.ForeignKeyConstraint(["created_by"], ["managers.id"], name=op.f("fk_events_created_by_managers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_first_day_id"), "events", ["first_day", "id"])
    op.create_index(op.f("ix_events_state_last_day"), "events", ["state", "last_day"])
    op.create_index(op.f("ix_events_campaign_id"), "events", ["campaign_id"])
    op.create_index(op.f("ix_events_series"), "events", ["series"])


def resolutions() -> None:
    op.create_table(
        "resolutions",
        sa.Column("event_id", BIG, nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("department_id", BIG, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_text", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_resolutions_event_id_events")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_resolutions_department_id_departments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolutions")),
    )
    op.create_index(op.f("ix_resolutions_event_id"), "resolutions", ["event_id"])
    op.create_index(op.f("ix_resolutions_done_on_due_on"), "resolutions", ["done_on", "due_on"])


def low_carbon_days() -> None:
    op.create_table(
        "low_carbon_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("vehicles", sa.Integer(), nullable=True),
        sa.Column("lifts", sa.Integer(), nullable=True),
        sa.Column("ac_hours", sa.BigInteger(), nullable=True),
        sa.Column("ac_power", sa.BigInteger(), nullable=True),
        sa.Column("kwh", sa.BigInteger(), nullable=True),
        sa.Column("kwh_by", sa.String(length=16), nullable=False),
        sa.Column("kwh_method", sa.String(length=200), nullable=False),
        sa.Column("litres", sa.BigInteger(), nullable=True),
        sa.Column("litres_by", sa.String(length=16), nullable=False),
        sa.Column("litres_method", sa.String(length=200), nullable=False),
        sa.Column("reading", sa.BigInteger(), nullable=True),
        sa.Column("reading_before", sa.BigInteger(), nullable=True),
        sa.Column("reading_source", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_low_carbon_days")),
        sa.UniqueConstraint("day", name=op.f("uq_low_carbon_days_day")),
    )


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
    op.drop_table("low_carbon_days")
    op.drop_table("resolutions")
    op.drop_table("events")
    op.drop_table("attachments")
    if op.get_bind().dialect.name != "sqlite":
        for event, *_ in GUARDS:
            op.execute(f"DROP FUNCTION guard_attachments_{event.lower()}()")
