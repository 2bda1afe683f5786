"""waste items of the office, and searches in vain"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "waste_items",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("manager_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["manager_id"], ["managers.id"], name=op.f("fk_waste_items_manager_id_managers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waste_items")),
        sa.UniqueConstraint("name", name=op.f("uq_waste_items_name")),
    )
    op.create_table(
        "waste_searches",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("word", sa.String(length=32), nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("is_dismissed", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waste_searches")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_waste_searches_fingerprint")),
    )


def downgrade() -> None:
    op.drop_table("waste_searches")
    op.drop_table("waste_items")
