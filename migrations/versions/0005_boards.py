"""folded totals, closed boards, display links"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNFOLDED = {"sqlite_where": sa.text("NOT is_folded"), "postgresql_where": sa.text("NOT is_folded")}


def upgrade() -> None:
    op.add_column("check_ins", sa.Column("is_folded", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index("ix_check_ins_unfolded", "check_ins", ["participation_id"], unique=False, **UNFOLDED)
    op.drop_index("ix_check_ins_day_department_id", table_name="check_ins")

    op.create_table(
        "person_totals",
        sa.Column("participation_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("period", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("department_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("grams", sa.BigInteger(), nullable=False),
        sa.Column("acts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("participation_id", "period", "department_id", name=op.f("pk_person_totals")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "department_totals",
        sa.Column("period", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("department_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("grams", sa.BigInteger(), nullable=False),
        sa.Column("participants", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("period", "department_id", name=op.f("pk_department_totals")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "department_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("grams", sa.BigInteger(), nullable=False),
        sa.Column("acts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "department_id", name=op.f("pk_department_days")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "point_counts",
        sa.Column("period", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("node", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("period", "node", name=op.f("pk_point_counts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "listed_totals",
        sa.Column("participation_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("period", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("participation_id", "period", name=op.f("pk_listed_totals")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_listed_totals_period_points_participation_id"),
        "listed_totals",
        ["period", "points", "participation_id"],
        unique=False,
    )
    op.create_table(
        "roll_totals",
        sa.Column("period", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("department_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_days", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("period", "department_id", name=op.f("pk_roll_totals")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "board_periods",
        sa.Column("code", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("counted_to", sa.Date(), nullable=True),
        sa.Column("frozen_at", sa.DateTime(), nullable=True),
        sa.Column("points_step", sa.Integer(), nullable=True),
        sa.Column("grams_step", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_board_periods")),
    )
    op.create_table(
        "frozen_tallies",
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("pinyin", sa.String(length=200), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("grams", sa.BigInteger(), nullable=False),
        sa.Column("participants", sa.Integer(), nullable=False),
        sa.Column("person_days", sa.BigInteger(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["period"], ["board_periods.code"], name=op.f("fk_frozen_tallies_period_board_periods")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_tallies")),
    )
    op.create_index(
        op.f("ix_frozen_tallies_period_department_id"), "frozen_tallies", ["period", "department_id"], unique=True
    )
    op.create_table(
        "display_links",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("metric", sa.String(length=24), nullable=False),
        sa.Column("manager_id", BIG_ID, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["manager_id"], ["managers.id"], name=op.f("fk_display_links_manager_id_managers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_display_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_display_links_token_hash")),
    )


def downgrade() -> None:
    for table in (
        "display_links",
        "frozen_tallies",
        "board_periods",
        "roll_totals",
        "listed_totals",
        "point_counts",
        "department_days",
        "department_totals",
        "person_totals",
    ):
        op.drop_table(table)
    op.create_index("ix_check_ins_day_department_id", "check_ins", ["day", "department_id"], unique=False)
    op.drop_index("ix_check_ins_unfolded", table_name="check_ins")
    with op.batch_alter_table("check_ins", schema=None) as batch_op:
        batch_op.drop_column("is_folded")
