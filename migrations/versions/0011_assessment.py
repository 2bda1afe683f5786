"""the assessment workbook: versions of a scoring sheet, its items, the office's answers and their evidence"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "assessment_sheets",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("issuer", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("pass_points", sa.BigInteger(), nullable=True),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_sheets")),
        sa.UniqueConstraint("year", "version", name=op.f("uq_assessment_sheets_year_version")),
    )
    op.create_table(
        "assessment_items",
        sa.Column("sheet_id", BIG, nullable=False),
        sa.Column("origin_id", BIG, nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=True),
        sa.Column("unscored", sa.String(length=40), nullable=False),
        sa.Column("is_must", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["assessment_sheets.id"], name=op.f("fk_assessment_items_sheet_id_assessment_sheets")
        ),
        sa.ForeignKeyConstraint(
            ["origin_id"], ["assessment_items.id"], name=op.f("fk_assessment_items_origin_id_assessment_items")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_items")),
        sa.UniqueConstraint("sheet_id", "number", name=op.f("uq_assessment_items_sheet_id_number")),
    )
    op.create_table(
        "assessment_answers",
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("is_met", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["assessment_items.id"], name=op.f("fk_assessment_answers_item_id_assessment_items")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_answers")),
        sa.UniqueConstraint("item_id", name=op.f("uq_assessment_answers_item_id")),
    )
    op.create_table(
        "assessment_evidence",
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["assessment_items.id"], name=op.f("fk_assessment_evidence_item_id_assessment_items")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_evidence")),
        sa.UniqueConstraint("item_id", "kind", "ref", name=op.f("uq_assessment_evidence_item_id_kind_ref")),
    )
    op.create_table(
        "assessment_imports",
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("manager_id", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("applied_at", sa.DateTime(), nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["manager_id"], ["managers.id"], name=op.f("fk_assessment_imports_manager_id_managers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_imports")),
    )


def downgrade() -> None:
    for name in ("imports", "evidence", "answers", "items", "sheets"):
        op.drop_table(f"assessment_{name}")
