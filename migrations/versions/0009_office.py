"""the office's ledgers: bills, targets, documents, waste collections"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# What a locked month means, said by the database itself. A later migration that rebuilds one of these tables on SQLite
# (a batch alteration) must set its triggers anew: dropping a table drops them.
LOCKED = "EXISTS (SELECT 1 FROM month_locks WHERE month = {row}.month)"
SETTLED = (
    "EXISTS (SELECT 1 FROM bills JOIN month_locks ON month_locks.month = bills.month WHERE bills.meter_id = OLD.id)"
)
GUARDS = (
    ("bills", "INSERT", LOCKED.format(row="NEW"), "the month is locked"),
    ("bills", "UPDATE", f"{LOCKED.format(row='OLD')} OR {LOCKED.format(row='NEW')}", "the month is locked"),
    ("bills", "DELETE", LOCKED.format(row="OLD"), "the month is locked"),
    ("corrections", "INSERT", f"NOT {LOCKED.format(row='NEW')}", "the month is open"),
    ("corrections", "UPDATE", "TRUE", "corrections are append-only"),
    ("corrections", "DELETE", "TRUE", "corrections are append-only"),
    ("month_locks", "UPDATE", "TRUE", "a lock is for good"),
    ("month_locks", "DELETE", "TRUE", "a lock is for good"),
    ("indicator_results", "UPDATE", "TRUE", "a published result is append-only"),
    ("indicator_results", "DELETE", "TRUE", "a published result is append-only"),
    (
        "meters",
        "UPDATE",
        "(OLD.kind <> NEW.kind OR OLD.is_vehicle <> NEW.is_vehicle OR coalesce(OLD.parent_id, 0) <> "
        f"coalesce(NEW.parent_id, 0)) AND {SETTLED}",
        "the meter has bills in a locked month",
    ),
)
# PostgreSQL: whoever locks a month waits for those who are writing into it, and the other way round.
TURNS = {
    ("bills", "INSERT"): "PERFORM pg_advisory_xact_lock_shared(9, NEW.month - DATE '2000-01-01');",
    ("bills", "UPDATE"): "PERFORM pg_advisory_xact_lock_shared(9, least(OLD.month, NEW.month) - DATE '2000-01-01');"
    " PERFORM pg_advisory_xact_lock_shared(9, greatest(OLD.month, NEW.month) - DATE '2000-01-01');",
    ("bills", "DELETE"): "PERFORM pg_advisory_xact_lock_shared(9, OLD.month - DATE '2000-01-01');",
}


def upgrade() -> None:
    op.create_table(
        "contractors",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("contract_no", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contractors")),
        sa.UniqueConstraint("name", name=op.f("uq_contractors_name")),
    )
    op.create_table(
        "meters",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("parent_id", BIG, nullable=True),
        sa.Column("is_vehicle", sa.Boolean(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["meters.id"], name=op.f("fk_meters_parent_id_meters")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meters")),
        sa.UniqueConstraint("kind", "name", name=op.f("uq_meters_kind_name")),
    )
    op.create_table(
        "office_years",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("floor_area", sa.BigInteger(), nullable=True),
        sa.Column("heads", sa.Integer(), nullable=True),
        sa.Column("province", sa.String(length=16), nullable=False),
        sa.Column("electricity", sa.String(length=32), nullable=False),
        sa.Column("gas", sa.String(length=32), nullable=False),
        sa.Column("vehicle_fuel", sa.String(length=16), nullable=False),
        sa.Column("petrol_density", sa.BigInteger(), nullable=True),
        sa.Column("diesel_density", sa.BigInteger(), nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_years")),
        sa.UniqueConstraint("year", name=op.f("uq_office_years_year")),
    )
    op.create_table(
        "papers",
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
        sa.UniqueConstraint("title", name=op.f("uq_papers_title")),
    )
    op.create_table(
        "targets",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=24), nullable=False),
        sa.Column("base_year", sa.Integer(), nullable=False),
        sa.Column("cut", sa.BigInteger(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_targets")),
        sa.UniqueConstraint("year", "indicator", name=op.f("uq_targets_year_indicator")),
    )
    op.create_table(
        "year_facts",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("evidence", sa.String(length=200), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year_facts")),
        sa.UniqueConstraint("year", "key", name=op.f("uq_year_facts_year_key")),
    )
    op.create_table(
        "bills",
        sa.Column("meter_id", BIG, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("distance", sa.BigInteger(), nullable=True),
        sa.Column("upkeep", sa.BigInteger(), nullable=True),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["meter_id"], ["meters.id"], name=op.f("fk_bills_meter_id_meters")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bills")),
        sa.UniqueConstraint("meter_id", "month", name=op.f("uq_bills_meter_id_month")),
    )
    with op.batch_alter_table("bills", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bills_month"), ["month"], unique=False)

    op.create_table(
        "waste_collections",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("contractor_id", BIG, nullable=False),
        sa.Column("slip", sa.String(length=40), nullable=False),
        sa.Column("remark", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["contractor_id"], ["contractors.id"], name=op.f("fk_waste_collections_contractor_id_contractors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waste_collections")),
    )
    with op.batch_alter_table("waste_collections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waste_collections_day"), ["day"], unique=False)

    op.create_table(
        "bill_imports",
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=True),
        sa.Column("manager_id", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("applied_at", sa.DateTime(), nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["manager_id"], ["managers.id"], name=op.f("fk_bill_imports_manager_id_managers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bill_imports")),
    )
    op.create_table(
        "corrections",
        sa.Column("meter_id", BIG, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("manager_id", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["manager_id"], ["managers.id"], name=op.f("fk_corrections_manager_id_managers")),
        sa.ForeignKeyConstraint(["meter_id"], ["meters.id"], name=op.f("fk_corrections_meter_id_meters")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_corrections_meter_id"), ["meter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_corrections_month"), ["month"], unique=False)

    op.create_table(
        "indicator_results",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("manager_id", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["manager_id"], ["managers.id"], name=op.f("fk_indicator_results_manager_id_managers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_results")),
    )
    with op.batch_alter_table("indicator_results", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_indicator_results_year"), ["year"], unique=False)

    op.create_table(
        "month_locks",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("manager_id", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["manager_id"], ["managers.id"], name=op.f("fk_month_locks_manager_id_managers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_locks")),
        sa.UniqueConstraint("month", name=op.f("uq_month_locks_month")),
    )
    op.create_table(
        "notices",
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("number", name=op.f("uq_notices_number")),
    )
    op.create_table(
        "areas",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("department_id", BIG, nullable=True),
        sa.Column("keeper_id", BIG, nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_areas_department_id_departments")),
        sa.ForeignKeyConstraint(["keeper_id"], ["employees.id"], name=op.f("fk_areas_keeper_id_employees")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_areas")),
        sa.UniqueConstraint("code", name=op.f("uq_areas_code")),
        sa.UniqueConstraint("name", name=op.f("uq_areas_name")),
    )
    op.create_table(
        "findings",
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("notice_id", BIG, nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("item", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("fixed_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("fix", sa.String(length=200), nullable=False),
        sa.Column("objection", sa.String(length=200), nullable=False),
        sa.Column("answer", sa.String(length=200), nullable=False),
        sa.Column("report_hash", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_findings_area_id_areas")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_findings_notice_id_notices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
        sa.UniqueConstraint("report_hash", name=op.f("uq_findings_report_hash")),
    )
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_findings_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_findings_notice_id"), ["notice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_findings_state_day"), ["state", "day"], unique=False)

    op.create_table(
        "inspections",
        sa.Column("area_id", BIG, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("checked", sa.JSON(), nullable=True),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_inspections_area_id_areas")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspections")),
    )
    with op.batch_alter_table("inspections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inspections_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_inspections_day"), ["day"], unique=False)

    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, event, when, words in GUARDS:
        (guard_sqlite if sqlite else guard_postgresql)(table, event, when, words)
    if not sqlite:
        guard_postgresql(
            "month_locks", "INSERT", "FALSE", "", "PERFORM pg_advisory_xact_lock(9, NEW.month - DATE '2000-01-01');"
        )


def guard_sqlite(table: str, event: str, when: str, words: str) -> None:
    op.execute(
        f"CREATE TRIGGER guard_{table}_{event.lower()} BEFORE {event} ON {table} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
    )


def guard_postgresql(table: str, event: str, when: str, words: str, turn: str = "") -> None:
    name, row = f"guard_{table}_{event.lower()}", "OLD" if event == "DELETE" else "NEW"
    turn = turn or TURNS.get((table, event), "")
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {turn} "
        f"IF {when} THEN RAISE EXCEPTION '{words}' USING ERRCODE = 'check_violation'; END IF; RETURN {row}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    op.drop_table("inspections")
    op.drop_table("findings")
    op.drop_table("areas")
    op.drop_table("notices")
    op.drop_table("month_locks")
    op.drop_table("indicator_results")
    op.drop_table("corrections")
    op.drop_table("bill_imports")
    op.drop_table("waste_collections")
    op.drop_table("bills")
    op.drop_table("year_facts")
    op.drop_table("targets")
    op.drop_table("papers")
    op.drop_table("office_years")
    op.drop_table("meters")
    op.drop_table("contractors")
    if op.get_bind().dialect.name != "sqlite":
        for table, event, *_ in (*GUARDS, ("month_locks", "INSERT")):
            op.execute(f"DROP FUNCTION guard_{table}_{event.lower()}()")
